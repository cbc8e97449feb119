// Moving in the lanes: wheel, drag, pinch and keys; a tip where the pointer is, and pins that stay.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { SOURCE_ANSWERED_ERROR, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();

function embedded(run, settings = {}) {
  return () => visit(started.browser, `${started.server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR], settings }, async (page) => {
    await settled(page);
    await field(page).scrollIntoViewIfNeeded();
    await run(page);
  });
}

const field = (page) => page.getByRole("listbox", { name: "Entries over time" });
const pins = (page) => page.locator("patient-timeline .pin");
const tip = (page) => page.locator("patient-timeline .tip");
const dates = (page) => page.getByRole("slider", { name: "Time shown" }).getAttribute("aria-valuetext");

/** From when to when, in days. */
async function ends(page) {
  const time = (text) => Date.parse(`${/^[A-Z]/.test(text) ? `01-${text}` : text} UTC`) / 86_400_000;
  return (await dates(page)).split(" to ").map(time);
}

/** What is under the cursor in the lanes, as it is read out. */
const cursor = (page) =>
  page.$eval("patient-timeline", ({ shadowRoot }) => {
    const id = shadowRoot.querySelector(".field").getAttribute("aria-activedescendant");
    return shadowRoot.getElementById(id ?? "")?.textContent ?? null;
  });

/** The first place of a lane, from the right, at which a tip says something that `wanted` accepts. */
async function find(page, lane, wanted = () => true) {
  const row = page.locator("patient-timeline .lanes .lane", { hasText: lane }).first();
  await row.scrollIntoViewIfNeeded();
  const { y, height } = await row.boundingBox();
  const area = await field(page).boundingBox();
  for (let down = Math.min(height / 2, 14); down < height; down += 12) {
    for (let x = area.x + area.width - 4; x > area.x; x -= 4) {
      await page.mouse.move(x, y + down);
      const said = await tip(page).textContent();
      if (said && wanted(said)) return { x, y: y + down, said };
    }
  }
  throw new Error(`nothing in the lane ${lane} says what is looked for`);
}

async function until(check, words) {
  for (let look = 0; look < 60; look += 1) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail(words);
}

test("hovering names an entry beside its mark and within the lanes, and leaving lets it go", embedded(async (page) => {
  const { x, y, said } = await find(page, "Vaccinations", (said) => said.includes("Vaccination ·"));
  assert.match(said, /Vaccination · \d\d-[A-Z][a-z]{2}-\d{4}/);
  const box = await tip(page).boundingBox();
  assert.ok(y < box.y || y > box.y + box.height, "not over the mark");
  const area = await page.locator("patient-timeline .lanes").boundingBox();
  assert.ok(box.x >= area.x && box.x + box.width <= area.x + area.width + 1, "kept in view");
  await page.mouse.move(x, 5);
  assert.equal(await tip(page).textContent(), "");
}));

test("a click pins, several pins stay, and Escape closes the last one", embedded(async (page) => {
  const first = await find(page, "Vaccinations");
  await page.mouse.click(first.x, first.y);
  await pins(page).nth(0).waitFor();
  const second = await find(page, "Documents");
  await page.mouse.click(second.x, second.y);
  await pins(page).nth(1).waitFor();
  assert.equal(await pins(page).count(), 2);
  await assertAccessible(page, "two pins");
  await page.keyboard.press("Escape");
  assert.equal(await pins(page).count(), 1);
  await until(() => field(page).evaluate((own) => own.getRootNode().activeElement === own), "the focus is back in the lanes");
  await page.keyboard.press("Escape");
  assert.equal(await pins(page).count(), 0);
}));

test("a pin opens its entry, and can be closed", embedded(async (page) => {
  const { x, y } = await find(page, "Vaccinations", (said) => said.includes("Vaccination ·"));
  await page.mouse.click(x, y);
  await pins(page).getByRole("button", { name: "Open" }).click();
  await page.locator("patient-timeline .detail .title").waitFor();
  await pins(page).getByRole("button", { name: "Close" }).click();
  assert.equal(await pins(page).count(), 0);
}));

test("a pin goes to the entry before in its lane, and back", embedded(async (page) => {
  const { x, y } = await find(page, "Vaccinations", (said) => said.includes("Vaccination ·"));
  await page.mouse.click(x, y);
  const name = () => pins(page).getAttribute("aria-label");
  const when = async () => (await pins(page).textContent()).match(/\d\d-[A-Z][a-z]{2}-\d{4}/)[0];
  const first = [await name(), await when()];
  await pins(page).getByRole("button", { name: "Previous in this lane" }).click();
  await until(async () => Date.parse(await when()) <= Date.parse(first[1]) && `${[await name(), await when()]}` !== `${first}`, "the one before");
  await pins(page).getByRole("button", { name: "Next in this lane" }).click();
  await until(async () => `${[await name(), await when()]}` === `${first}`, "back again");
  assert.equal(await pins(page).count(), 1);
}));

test("the card of a count closes once a member is opened", embedded(async (page) => {
  const { x, y } = await find(page, "Results", (said) => /^\d+ entries/.test(said));
  await page.mouse.click(x, y);
  await pins(page).getByRole("listitem").first().getByRole("button").click();
  await page.locator("patient-timeline .detail .title").waitFor();
  assert.equal(await pins(page).count(), 0);
  await until(() => page.evaluate(() => document.querySelector("patient-timeline").shadowRoot.activeElement?.classList.contains("detail")), "the focus is in the detail");
}));

test("a count opens its members, and zooms in on them", embedded(async (page) => {
  const { x, y, said } = await find(page, "Results", (said) => /^\d+ entries/.test(said));
  await page.mouse.click(x, y);
  const pin = pins(page);
  const listed = await pin.getByRole("listitem").count();
  const all = Number(said.match(/^\d+/)[0]);
  const more = Number((await pin.textContent()).match(/(\d+) more/)?.[1] ?? 0);
  assert.equal(listed + more, all);
  const [from, to] = await ends(page);
  await pin.getByRole("button", { name: "Zoom in" }).click();
  await until(async () => {
    const [later, earlier] = await ends(page);
    return earlier - later < (to - from) / 2;
  }, "closer");
}));

test("dragging moves the time on screen, and is no click", embedded(async (page) => {
  const before = await ends(page);
  const area = await field(page).boundingBox();
  const { x, y } = await find(page, "Vaccinations");
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - area.width / 8, y, { steps: 4 });
  await page.mouse.move(x - area.width / 4, y, { steps: 4 });
  await page.mouse.up();
  const after = await ends(page);
  // To the end of the record at most.
  assert.ok(after[0] > before[0], `${before} ${after}`);
  assert.equal(await pins(page).count(), 0);
  await page.mouse.down();
  await page.mouse.move(x + area.width / 4, y, { steps: 4 });
  await page.mouse.up();
  const back = await ends(page);
  assert.ok(back[0] < after[0]);
  assert.equal(await pins(page).count(), 0);
}));

test("the wheel zooms about the pointer with Ctrl, pans with Shift, and is the page's without", embedded(async (page) => {
  const area = await field(page).boundingBox();
  const { y: top, height } = await page.locator("patient-timeline .lanes").boundingBox();
  await page.mouse.move(area.x + area.width * 0.25, top + height / 2);
  const before = await ends(page);
  await page.mouse.wheel(0, 120);
  await page.waitForTimeout(100);
  assert.deepEqual(await ends(page), before, "a plain turn scrolls");
  const held = before[0] + (before[1] - before[0]) * 0.25;
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await until(async () => (await ends(page))[1] < before[1], "closer");
  const closer = await ends(page);
  const held2 = closer[0] + (closer[1] - closer[0]) * 0.25;
  assert.ok(Math.abs(held2 - held) < 40, `${held2 - held} days off`);
  await page.keyboard.down("Shift");
  await page.mouse.wheel(0, -300);
  await page.keyboard.up("Shift");
  await until(async () => (await ends(page))[0] < closer[0], "earlier");
}));

test("two fingers pinch, one drags", embedded(async (page) => {
  const client = await page.context().newCDPSession(page);
  const area = await field(page).boundingBox();
  const y = area.y + 30;
  const touch = (type, ...shares) =>
    client.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: shares.map((share, id) => ({ x: area.x + area.width * share, y, id })),
    });
  const before = await ends(page);
  await touch("touchStart", 0.4, 0.6);
  for (const by of [0.05, 0.1, 0.15, 0.2]) await touch("touchMove", 0.4 - by, 0.6 + by);
  await touch("touchEnd");
  await until(async () => {
    const [from, to] = await ends(page);
    return to - from < (before[1] - before[0]) / 2;
  }, "pinched apart");
  const closer = await ends(page);
  await touch("touchStart", 0.3);
  for (const by of [0.05, 0.1, 0.2, 0.3]) await touch("touchMove", 0.3 + by);
  await touch("touchEnd");
  await until(async () => (await ends(page))[0] < closer[0], "dragged");
}, { hasTouch: true }));

test("by keyboard the cursor goes within a lane and between lanes, and Enter opens", embedded(async (page) => {
  await field(page).focus();
  await page.keyboard.press("ArrowDown");
  const first = await cursor(page);
  assert.ok(first);
  await page.keyboard.press("p");
  const earlier = await cursor(page);
  assert.notEqual(earlier, first);
  await page.keyboard.press("n");
  assert.equal(await cursor(page), first);
  assert.ok((await tip(page).textContent()).length > 0, "the tip is at the cursor");
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await cursor(page), first);
  await page.keyboard.press(" ");
  await pins(page).waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await pins(page).count(), 0);
  const before = await dates(page);
  await page.keyboard.press("ArrowLeft");
  // It is told once the lanes are drawn.
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  assert.notEqual(await dates(page), before);
  await page.keyboard.press("Enter");
  await page.locator("patient-timeline .detail .title").waitFor();
}));

test("the keys are listed under ?, and closing them gives the focus back", embedded(async (page) => {
  await field(page).focus();
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keys" });
  await dialog.waitFor();
  assert.ok((await dialog.getByRole("listitem").count()) > 8);
  await assertAccessible(page, "the keys");
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await until(() => field(page).evaluate((own) => own.getRootNode().activeElement === own), "the focus is back");
}));
