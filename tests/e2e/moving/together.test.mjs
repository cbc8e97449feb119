// List, lanes and what is opened stay together in time; and a question that is answered by keyboard alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { configured } from "../../support/hosting.mjs";

const started = fixture();
const DAY = 86_400_000;
const DATE = /(?:\d\d-)?[A-Z][a-z]{2}-\d{4}|\d{4}/;

function embedded(run, settings = {}) {
  return () => visit(started.browser, `${started.server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR], settings }, async (page) => {
    await settled(page);
    await run(page);
  });
}

const list = (page) => page.locator("patient-timeline .list");
const dates = (page) => page.getByRole("slider", { name: "Time shown" }).getAttribute("aria-valuetext");
const time = (text) => Date.parse(`${/^[A-Z]/.test(text) ? `01-${text}` : text} UTC`);
const ends = async (page) => (await dates(page)).split(" to ").map(time);

/** The day at the top of the list. */
const top = (page) => page.$eval("patient-timeline", ({ shadowRoot }) => shadowRoot.querySelector(".stays .date")?.textContent ?? "");

async function holdsTop(page) {
  const [from, to] = await ends(page);
  const at = time((await top(page)).match(DATE)[0]);
  // The window's ends are said to the day or the month.
  return at >= from - 31 * DAY && at <= to + 31 * DAY;
}

async function until(check, words) {
  for (let look = 0; look < 80; look += 1) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail(words);
}

async function jump(page, date) {
  const field = page.getByRole("textbox", { name: "Jump to date" });
  await field.fill(date);
  await field.press("Enter");
}

test("the list follows where nothing of the time on screen is in it, and stays where something is", embedded(async (page) => {
  const first = await top(page);
  await page.getByRole("group", { name: "Time shown" }).getByRole("button", { name: "1y", exact: true }).click();
  await page.waitForTimeout(500);
  assert.equal(await top(page), first, "what is on screen is of that time");
  await jump(page, "2019");
  await until(async () => (await top(page)) !== first && (await holdsTop(page)), "the list shows that time");
  const [from, to] = await ends(page);
  await page.waitForTimeout(500);
  assert.deepEqual(await ends(page), [from, to], "the window stays where it was put");
}));

test("the time on screen follows where the list is scrolled to, and the list is left alone", embedded(async (page) => {
  const before = await dates(page);
  await list(page).scrollIntoViewIfNeeded();
  await list(page).hover();
  for (let turn = 0; turn < 400 && (await dates(page)) === before; turn += 1) await page.mouse.wheel(0, 900);
  assert.notEqual(await dates(page), before);
  await page.waitForTimeout(600);
  assert.ok(await holdsTop(page), `${await top(page)} in ${await dates(page)}`);
  const scrolled = await list(page).evaluate((own) => own.scrollTop);
  await page.waitForTimeout(500);
  assert.equal(await list(page).evaluate((own) => own.scrollTop), scrolled);
}));

test("what is opened comes into the time on screen", embedded(async (page) => {
  await page.evaluate(() => document.querySelector("patient-timeline").shadowRoot.querySelector(".list").focus());
  const before = await ends(page);
  await page.keyboard.press("End");
  // Undated entries are last.
  for (let press = 0; press < 20 && !/\d{4}/.test(await row(page)); press += 1) await page.keyboard.press("ArrowUp");
  const at = time((await row(page)).match(DATE)[0]);
  assert.ok(at < before[0], "the oldest entry is not on screen at first");
  await page.keyboard.press("Enter");
  await until(async () => {
    const [from, to] = await ends(page);
    return from - 366 * DAY <= at && at <= to;
  }, "its time is on screen");
}));

/** The row under the list's cursor. */
const row = (page) =>
  page.$eval("patient-timeline", ({ shadowRoot }) => {
    const id = shadowRoot.querySelector(".list").getAttribute("aria-activedescendant");
    return shadowRoot.getElementById(id ?? "")?.textContent ?? "";
  });

/** The cursor's place, which changes with each key that moves it. */
const cursor = (page) => list(page).getAttribute("aria-activedescendant");

/** A text with plain blanks: between a number and its unit stands one that does not break. */
const words = (text) => text.replace(/\s+/g, " ");

/** What the last potassium says, and how many keys it took to see it. Each key waits for what the one before did. */
async function lastPotassium(page) {
  let keys = 0;
  const press = async (key, done, what) => {
    await page.keyboard.press(key);
    keys += 1;
    await until(done, `${key}: ${what}`);
  };
  const focused = (part) => page.$eval("patient-timeline", ({ shadowRoot }, part) => shadowRoot.activeElement?.matches(part) === true, part);
  const search = page.locator("patient-timeline [part~=search]");
  await press("Tab", () => focused("*"), "the element has the focus");
  await press("/", () => focused("[part~=search]"), "the search box has it");
  let typed = "";
  for (const letter of "pota") {
    typed += letter;
    await press(letter, async () => (await search.inputValue()) === typed, "it is typed");
  }
  const found = list(page).getByRole("option");
  await until(async () => (await found.filter({ hasText: /potassium/i }).count()) > 1 && (await found.first().textContent()).includes("urea"), "it is found");
  await press("ArrowDown", async () => (await focused(".list")) && (await row(page)) !== "", "the cursor is in the list");
  while (!/potassium/i.test(await row(page)) && keys < 12) {
    const before = await cursor(page);
    await press("ArrowDown", async () => (await row(page)) !== "" && (await cursor(page)) !== before, "the cursor moves");
  }
  const said = words(await row(page));
  const detail = page.locator("patient-timeline .detail");
  await press("Enter", async () => /potassium/i.test(await detail.locator(".title").textContent({ timeout: 2000 }).catch(() => "")), "it is open");
  await detail.getByRole("table", { name: "What each source holds" }).waitFor();
  return { keys, said, detail };
}

test("the last potassium, who measured it and whether another source differs: by keyboard, in under 12 keys", embedded(async (page) => {
  const { keys, said, detail } = await lastPotassium(page);
  assert.ok(keys < 12, `${keys} keys`);
  assert.match(said, /^06-Mar-2026.*potassium.*5\.9 mmol\/L ▲ high2 sources$/i, "the newest, and by how many it is held");
  const told = detail.locator(".about, .found, .by, .marks");
  assert.deepEqual((await told.allTextContents()).map(words), [
    "Result · 06-Mar-2026 · held by 2 sources · no difference found",
    "5.9 mmol/L ▲ high",
    "By: Pathology, St Anne's Hospital",
  ]);
  for (const one of await told.all()) assert.ok(await onScreen(one), await one.textContent());
}));

test("the same where another source holds another value", async () => {
  const { browser, server } = started;
  await visit(browser, "about:blank", { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await page.context().route("**/sources/stannes/**", async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, body: (await answer.text()).replaceAll('"value":5.9,', '"value":5.7,') });
    });
    await page.goto(`${server.origin}/embed`);
    await settled(page);
    const { keys, said, detail } = await lastPotassium(page);
    assert.ok(keys < 12, `${keys} keys`);
    assert.match(said, /potassium.*sources differ.*5\.\d mmol\/L/i);
    assert.match(await detail.locator(".marks").textContent(), /sources differ/);
    assert.ok(await onScreen(detail.locator(".marks")));
    assert.ok(!/no difference/.test(await detail.textContent()));
    const values = detail.getByRole("table", { name: "What each source holds" }).locator("tr", { has: page.locator("th", { hasText: /^Value/ }) });
    assert.deepEqual((await values.locator("td").allTextContents()).map(words), ["5.9 mmol/L", "5.7 mmol/L"]);
  });
});

/** Whether all of something is in sight, and nothing lies over its middle. */
const onScreen = (one) =>
  one.evaluate((own) => {
    const { left, top, right, bottom } = own.getBoundingClientRect();
    const seen = own.getRootNode().elementFromPoint((left + Math.min(right, left + 40)) / 2, (top + bottom) / 2);
    return top >= 0 && bottom <= innerHeight && own.contains(seen);
  });

test("a record that ended long ago is shown at its end", async () => {
  const { browser, server } = started;
  const config = await configured(server, { now: "2046-03-07T09:14:00Z" });
  const patients = await server.patients();
  const { sources, ...patient } = patients.find(({ deceased }) => deceased);
  await visit(browser, `${server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    await change(page, (element, [config, patient]) => {
      element.config = config;
      element.setContext({ patient }).catch(() => {});
    }, [config, patient]);
    const died = Date.parse(patient.deceased);
    await until(async () => {
      const [from, to] = await ends(page);
      return from < died && died < to;
    }, "the day of death is on screen");
  });
});
