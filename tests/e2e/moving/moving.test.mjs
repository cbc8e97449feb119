// The time on screen: ranges, a date, back, and the window on the whole record; by pointer, by keyboard and on a narrow page.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { SOURCE_ANSWERED_ERROR, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
const DAY = 86_400_000;

function embedded(run, settings = {}) {
  return () => visit(started.browser, `${started.server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR], settings }, async (page) => {
    await settled(page);
    await run(page);
  });
}

const slider = (page) => page.getByRole("slider", { name: "Time shown" });
const range = (page, name) => page.getByRole("group", { name: "Time shown" }).getByRole("button", { name, exact: true });
const jump = (page) => page.getByRole("textbox", { name: "Jump to date" });
const back = (page) => page.getByRole("button", { name: "Back to the time shown before" });

/** The dates of the window in words. */
/** What is said of the time on screen, once what was pressed is drawn. */
async function shown(page) {
  await drawn(page);
  return slider(page).getAttribute("aria-valuetext");
}

const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));

/** The same as times; a month counts from its first day. */
async function ends(page) {
  const [from, to] = (await shown(page)).split(" to ");
  const time = (text) => Date.parse(`${/^[A-Z]/.test(text) ? `01-${text}` : text} UTC`);
  return [time(from), time(to)];
}

async function shows(page, expected) {
  for (let look = 0; look < 40 && (await shown(page)) !== expected; look += 1) await page.waitForTimeout(25);
  assert.equal(await shown(page), expected);
}

/** Does something that moves the window, and waits until that is told: it is once the lanes are drawn. */
async function moves(page, act) {
  const before = await shown(page);
  await act();
  for (let look = 0; look < 80 && (await shown(page)) === before; look += 1) await page.waitForTimeout(25);
  assert.notEqual(await shown(page), before, "the window moves");
}

/** Where the window lies on the strip, in pixels. */
async function places(page) {
  await drawn(page);
  const strip = await page.locator("patient-timeline .strip").boundingBox();
  const window = await slider(page).boundingBox();
  return { strip, window, left: window.x, right: window.x + window.width, middle: window.x + window.width / 2, y: strip.y + strip.height / 2 };
}

async function drag(page, from, to, y) {
  await page.mouse.move(from, y);
  await page.mouse.down();
  await page.mouse.move((from + to) / 2, y);
  await page.mouse.move(to, y);
  await page.mouse.up();
}

test("two years are on screen at first, and a range says that it is the one", embedded(async (page) => {
  const [from, to] = await ends(page);
  const years = (to - from) / DAY / 365;
  assert.ok(years > 2 && years < 2.4, `${years} years`);
  assert.equal(await range(page, "2y").getAttribute("aria-pressed"), "true");
  await moves(page, () => range(page, "5y").click());
  assert.equal(await range(page, "2y").getAttribute("aria-pressed"), "false");
  assert.equal(await range(page, "5y").getAttribute("aria-pressed"), "true");
  const [earlier] = await ends(page);
  assert.ok(earlier < from);
}));

test("back leads through what was on screen, and is off where there was nothing", embedded(async (page) => {
  const first = await shown(page);
  assert.equal(await back(page).getAttribute("aria-disabled"), "true");
  await range(page, "All").click();
  const whole = await shown(page);
  await page.waitForTimeout(400);
  await range(page, "1y").click();
  await page.waitForTimeout(400);
  await back(page).click();
  await shows(page, whole);
  await back(page).click();
  await shows(page, first);
  assert.equal(await back(page).getAttribute("aria-disabled"), "true");
}));

test("a date that is typed is shown, as people write it, and what is none is refused", embedded(async (page) => {
  for (const [typed, wanted] of [["Mar-2019", "2019-03-15"], ["05-Apr-2018", "2018-04-05"], ["2018-04-05", "2018-04-05"]]) {
    await jump(page).fill(typed);
    await jump(page).press("Enter");
    const [from, to] = await ends(page);
    const time = Date.parse(wanted);
    assert.ok(from < time && time < to, `${typed}: ${await shown(page)}`);
  }
  const before = await shown(page);
  await jump(page).fill("soon");
  await jump(page).press("Enter");
  assert.equal(await jump(page).getAttribute("aria-invalid"), "true");
  assert.equal(await shown(page), before);
  await page.getByRole("status").getByText("Not a date").waitFor({ state: "attached" });
}));

test("what is on screen is said once a movement is over", embedded(async (page) => {
  await moves(page, () => range(page, "All").click());
  const said = page.getByRole("status").getByText(await shown(page), { exact: true });
  await said.waitFor({ state: "attached" });
  assert.equal(await said.count(), 1);
}));

test("the window is dragged, its edges are pulled, and a click beside it brings it there", embedded(async (page) => {
  let { left, right, middle, y, strip } = await places(page);
  const width = right - left;
  await drag(page, middle, middle - 60, y);
  let after = await places(page);
  assert.ok(Math.abs(after.left - (left - 60)) < 3 && Math.abs(after.right - (right - 60)) < 3, "moved with the pointer");
  ({ left, right } = after);
  await drag(page, left, left - 100, y);
  after = await places(page);
  assert.ok(Math.abs(after.left - (left - 100)) < 4 && Math.abs(after.right - right) < 3, "the start alone");
  ({ left, right } = after);
  await drag(page, right, right - 30, y);
  after = await places(page);
  assert.ok(Math.abs(after.left - left) < 3 && Math.abs(after.right - (right - 30)) < 4, "the end alone");
  await page.mouse.click(strip.x + strip.width * 0.3, y);
  after = await places(page);
  assert.ok(Math.abs(after.middle - (strip.x + strip.width * 0.3)) < 4, "centred where it was clicked");
  assert.ok(after.right - after.left >= width);
}));

test("the window is moved, widened and narrowed by keyboard, and never leaves the record", embedded(async (page) => {
  const first = await ends(page);
  await slider(page).focus();
  const press = (key) => moves(page, () => page.keyboard.press(key));
  await press("ArrowLeft");
  const earlier = await ends(page);
  assert.ok(earlier[0] < first[0] && earlier[1] < first[1]);
  await press("-");
  const wider = await ends(page);
  assert.ok(wider[1] - wider[0] > 1.5 * (first[1] - first[0]));
  await press("+");
  await press("+");
  const narrower = await ends(page);
  assert.ok(narrower[1] - narrower[0] < 0.8 * (first[1] - first[0]));
  await press("Home");
  const home = await places(page);
  assert.ok(Math.abs(home.left - home.strip.x) < 3);
  await page.keyboard.press("PageUp");
  assert.deepEqual(await places(page), home);
  await press("End");
  const end = await places(page);
  assert.ok(Math.abs(end.right - end.strip.x - end.strip.width) < 6);
  assert.match(await slider(page).getAttribute("aria-valuenow"), /^\d+$/);
}));

for (const [name, settings, direction] of [
  ["at 340 pixels", { viewport: { width: 340, height: 700 } }, ""],
  ["from right to left", {}, "rtl"],
]) {
  test(`time runs from left to right, within the page, and axe finds nothing: ${name}`, embedded(async (page) => {
    await page.evaluate((direction) => direction && (document.documentElement.dir = direction), direction);
    await slider(page).scrollIntoViewIfNeeded();
    const before = await places(page);
    assert.ok(before.strip.x >= 0 && before.strip.x + before.strip.width <= (settings.viewport?.width ?? 1440));
    await slider(page).focus();
    await moves(page, () => page.keyboard.press("ArrowLeft"));
    const after = await places(page);
    assert.ok(after.left < before.left, "earlier is to the left");
    await drag(page, after.middle, after.middle - 40, after.y);
    assert.ok((await places(page)).left < after.left - 20);
    const years = await page.locator("patient-timeline .years > span").allTextContents();
    assert.equal(years.length, 2);
    assert.ok(Number(years[0]) < Number(years[1]), `${years}`);
    await assertAccessible(page, name);
  }, settings));
}
