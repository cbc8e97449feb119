// List, lanes and what is opened stay together in time; and a question that is answered by keyboard alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

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

test("the last potassium, who measured it and whether another source differs: by keyboard, in under 12 keys", embedded(async (page) => {
  let keys = 0;
  const press = async (key) => {
    await page.keyboard.press(key);
    keys += 1;
  };
  await press("Tab");
  await press("/");
  const all = await list(page).getByRole("option").first().getAttribute("aria-setsize");
  for (const letter of "pota") await press(letter);
  await until(async () => (await list(page).getByRole("option").first().getAttribute("aria-setsize")) !== all, "it is found");
  await press("ArrowDown");
  for (; !/Potassium/i.test(await row(page)) && keys < 12; ) await press("ArrowDown");
  assert.match(await row(page), /Potassium.*\d/i);
  await press("Enter");
  const detail = page.locator("patient-timeline .detail");
  await detail.locator(".title", { hasText: /potassium/i }).waitFor();
  await until(async () => /mmol\/L/.test(await detail.textContent()), "its value");
  const said = await detail.textContent();
  assert.match(said, /mmol\/L/);
  assert.match(said, /St Anne|Riverside|Kingsway/, "who holds it");
  assert.ok(keys < 12, `${keys} keys`);
  const newest = await list(page).getByRole("option").first().textContent();
  assert.match(newest, /2026/, "the newest stands first");
}));
