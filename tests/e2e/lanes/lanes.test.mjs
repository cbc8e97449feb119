// The lanes: totals that add up, marks in their places, names that are folded, hidden and moved by keyboard, gaps, and
// every theme and direction.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
const inside = (page, selector) => page.locator(`patient-timeline ${selector}`);

/** Opens the demonstration's patient, and waits until the lanes are drawn. */
function opened(settings, run) {
  const wide = { viewport: { width: 1440, height: 1000 }, ...settings };
  return visit(started.browser, `${started.server.origin}/embed`, { settings: wide }, async (page) => {
    await settled(page);
    await inside(page, ".lane .toggle[aria-label]").first().waitFor();
    await page.waitForTimeout(200);
    await run(page);
  });
}

/** Of each lane that is shown, what is read of it: name, how much is in view, how much there is. */
async function lanes(page) {
  const labels = await inside(page, ".lane .toggle").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  return labels.map((label) => {
    const [, name, view, all] = /^(.*), ([\d,]+) in view, ([\d,]+) in all$/.exec(label) ?? assert.fail(label);
    const number = (text) => Number(text.replace(",", ""));
    return { name, view: number(view), all: number(all) };
  });
}

/** How much of the place around a point of the canvas is painted in the colour of marks, from 0 to 1. */
function painted(page, x, y, reach) {
  return inside(page, ".plot").evaluate(
    (canvas, [x, y, reach]) => {
      // Read from a copy: the element's own canvas is none to be read often.
      const own = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height }).getContext("2d", {
        willReadFrequently: true,
      });
      own.fillStyle = getComputedStyle(canvas).color;
      own.fillRect(0, 0, 1, 1);
      const mark = own.getImageData(0, 0, 1, 1).data;
      own.clearRect(0, 0, 1, 1);
      own.drawImage(canvas, 0, 0);
      const ratio = canvas.width / canvas.clientWidth;
      const size = Math.max(1, Math.round(reach * 2 * ratio));
      const { data } = own.getImageData((x - reach) * ratio, (y - reach) * ratio, size, size);
      let same = 0;
      for (let at = 0; at < data.length; at += 4) same += [0, 1, 2].every((part) => Math.abs(data[at + part] - mark[part]) < 40);
      return same / (size * size);
    },
    [x, y, reach],
  );
}

/** Where the middle of a lane is on the canvas, once it is scrolled to, and how wide that is. */
async function place(page, name) {
  const lane = inside(page, ".lane").filter({ hasText: name });
  await lane.evaluate((lane) => lane.scrollIntoView({ block: "center" }));
  await page.waitForTimeout(100);
  const [row, plot] = await Promise.all([lane.boundingBox(), inside(page, ".plot").boundingBox()]);
  return { y: row.y - plot.y + row.height / 2, width: plot.width, top: row.y - plot.y, height: row.height };
}

const DAY = 86_400_000;
const NOW = Date.parse("2026-03-07T09:14Z");
/** Where a time is at first: the last 731 days are on screen, and a twelfth of that ahead. */
const share = (time) => (Date.parse(time) - (NOW - 731 * DAY)) / ((731 * 13 / 12) * DAY);

test("the totals of all lanes add up to the list, filtered or not", () =>
  opened({}, async (page) => {
    const total = (await settled(page)).detail.entries;
    const sum = async () => (await lanes(page)).reduce((sum, lane) => sum + lane.all, 0);
    const undated = async () => {
      const said = inside(page, ".undated .total");
      return (await said.count()) ? Number(await said.textContent()) : 0;
    };
    assert.equal((await sum()) + (await undated()), total);
    for (const lane of await lanes(page)) assert.ok(lane.view <= lane.all, lane.name);
    await inside(page, "input[type=search], .search input").first().fill("potassium");
    await page.waitForTimeout(600);
    const found = (await lanes(page)).reduce((sum, lane) => sum + lane.all, 0);
    const said = await inside(page, "[role=status]").textContent();
    const [, listed] = /([\d,]+) entries shown(?!.*entries shown)/.exec(said) ?? assert.fail(said);
    assert.equal(found + (await undated()), Number(listed));
  }));

test("an entry is drawn at its time", () =>
  opened({}, async (page) => {
    const { y, width } = await place(page, "Appointments, tasks");
    const x = share("2026-04-14T10:30Z") * width;
    assert.ok((await painted(page, x, y, 3)) > 0.5, "the clinic of 14-Apr-2026");
    assert.equal(await painted(page, x - 25, y, 3), 0);
    // The line of now runs through every lane.
    const now = share("2026-03-07T09:14Z") * width;
    for (const name of ["Problems", "Vaccinations"]) {
      const lane = await place(page, name);
      assert.ok((await painted(page, now, lane.top + lane.height - 3, 2)) >= 0.2, `${lane.top}`);
    }
  }));

test("a lane is folded, hidden and shown again, and what it holds is still said", () =>
  opened({}, async (page) => {
    const before = await lanes(page);
    const problems = inside(page, ".lane").filter({ hasText: "Problems" });
    const high = (await problems.boundingBox()).height;
    await problems.locator(".toggle").focus();
    await page.keyboard.press("Enter");
    await page.waitForTimeout(150);
    assert.equal(await problems.locator(".toggle").getAttribute("aria-expanded"), "false");
    assert.ok((await problems.boundingBox()).height < high / 4);
    assert.deepEqual(await lanes(page), before, "what is folded is counted as before");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.waitForTimeout(150);
    assert.deepEqual((await lanes(page)).map((lane) => lane.name), before.slice(1).map((lane) => lane.name));
    const focused = await page.evaluate(() => document.querySelector("patient-timeline").shadowRoot.activeElement?.className);
    assert.equal(focused, "toggle", "the next lane has the focus");
    const show = inside(page, ".left-out button");
    assert.equal(await show.textContent(), `Show Problems (${before[0].all})`);
    await show.click();
    await page.waitForTimeout(150);
    assert.deepEqual((await lanes(page)).map((lane) => lane.name), before.map((lane) => lane.name));
  }));

test("a lane is moved by keyboard, keeps the focus, and its place is said", () =>
  opened({}, async (page) => {
    const names = async () => (await lanes(page)).map((lane) => lane.name);
    const [first, second, ...others] = await names();
    await inside(page, ".lane .toggle").first().focus();
    await page.keyboard.press("Alt+ArrowDown");
    await page.waitForTimeout(150);
    assert.deepEqual(await names(), [second, first, ...others]);
    const focused = await page.evaluate(() => document.querySelector("patient-timeline").shadowRoot.activeElement?.getAttribute("aria-label"));
    assert.ok(focused.startsWith(first), focused);
    const said = await inside(page, "[role=status]").textContent();
    assert.ok(said.includes(`${first}: lane 2 of ${others.length + 2}`), said);
    await page.keyboard.press("Alt+ArrowUp");
    await page.waitForTimeout(150);
    assert.deepEqual(await names(), [first, second, ...others]);
  }));

test("a lane is moved up by pointer", () =>
  opened({}, async (page) => {
    const names = async () => (await lanes(page)).map((lane) => lane.name);
    const [first, second, ...others] = await names();
    assert.equal(await inside(page, ".lane").first().locator(".up").count(), 0, "the first is at the top");
    await inside(page, ".lane").nth(1).locator(".toggle").hover();
    const up = inside(page, ".lane").nth(1).locator(".up");
    assert.equal(await up.evaluate((own) => getComputedStyle(own).opacity), "1", "it is seen");
    assert.equal(await up.getAttribute("title"), `Move ${second} up`);
    await up.click();
    await page.waitForTimeout(150);
    assert.deepEqual(await names(), [second, first, ...others]);
  }));

test("a gap is drawn beside the lane that it concerns, and named", () =>
  opened({}, async (page) => {
    const gaps = await inside(page, ".lane.gap").evaluateAll((all) => all.map((one) => one.textContent));
    assert.equal(gaps.length, 1, gaps.join());
    assert.match(gaps[0], /Results.*incomplete$/);
    assert.match(await inside(page, ".lane.gap .why").getAttribute("title"), /Not all results from Riverside Surgery/);
  }));

for (const [name, settings] of [
  ["light", {}],
  ["dark", { colorScheme: "dark" }],
  ["in forced colours", { forcedColors: "active" }],
]) {
  test(`marks are drawn in the colours of the theme, and axe finds nothing: ${name}`, () =>
    opened(settings, async (page) => {
      const { top, width } = await place(page, "Problems");
      const pixel = await inside(page, ".plot").evaluate(
        (canvas, [x, y]) => [...canvas.getContext("2d").getImageData(x, y, 1, 40).data],
        [Math.round(width / 2), Math.round(top)],
      );
      const mark = await inside(page, ".plot").evaluate((canvas) => {
        const own = canvas.ownerDocument.createElement("canvas").getContext("2d");
        own.fillStyle = getComputedStyle(canvas).color;
        own.fillRect(0, 0, 1, 1);
        return [...own.getImageData(0, 0, 1, 1).data];
      });
      const pixels = Array.from({ length: 40 }, (_, at) => pixel.slice(at * 4, at * 4 + 4).join());
      assert.ok(pixels.includes(mark.join()), `${mark} in ${pixels}`);
      await assertAccessible(page, name);
    }));
}

test("another theme is drawn at once", () =>
  opened({}, async (page) => {
    const look = () => inside(page, ".plot").evaluate((canvas) => canvas.toDataURL());
    const light = await look();
    await page.$eval("patient-timeline", (element) => element.setAttribute("theme", "dark"));
    await page.waitForTimeout(300);
    const dark = await look();
    assert.notEqual(dark, light);
    await page.$eval("patient-timeline", (element) => element.setAttribute("theme", "light"));
    await page.waitForTimeout(300);
    assert.equal(await look(), light);
  }));

test("from right to left the names stand at the right, and time runs as before", () =>
  opened({}, async (page) => {
    await page.evaluate(() => (document.documentElement.dir = "rtl"));
    await page.$eval("patient-timeline", (element) => element.setAttribute("dir", "rtl"));
    await page.waitForTimeout(300);
    const [lane, plot] = await Promise.all([inside(page, ".lane .toggle").first().boundingBox(), inside(page, ".plot").boundingBox()]);
    assert.ok(lane.x > plot.x + plot.width, `${lane.x} ${plot.x + plot.width}`);
    const { y, width } = await place(page, "Appointments, tasks");
    let at = 0;
    // It is painted a frame or more after the names stand.
    for (let look = 0; look < 40 && at <= 0.5; look += 1) {
      at = await painted(page, share("2026-04-14T10:30Z") * width, y, 3);
      await page.waitForTimeout(50);
    }
    assert.ok(at > 0.5);
  }));

test("what is scrolled out of the lanes is counted beside the axis", () =>
  opened({ viewport: { width: 1440, height: 700 } }, async (page) => {
    const [above, below] = [inside(page, ".axis .beyond").first(), inside(page, ".axis .beyond").last()];
    assert.equal(await above.textContent(), "");
    const hidden = Number(/^([\d,]+) more below$/.exec(await below.textContent())[1]);
    const inView = (await lanes(page)).reduce((sum, lane) => sum + lane.view, 0);
    assert.ok(hidden > 0 && hidden < inView);
    await inside(page, ".lanes").evaluate((scroller) => scroller.scrollTo(0, scroller.scrollHeight));
    await page.waitForTimeout(150);
    assert.match(await above.textContent(), /^[\d,]+ more above$/);
    assert.equal(await below.textContent(), "");
  }));

test("of the lanes what can be seen is drawn, and on paper all of them", () =>
  opened({ viewport: { width: 1440, height: 700 } }, async (page) => {
    const heights = () => inside(page, ".plot").evaluate((plot) => [plot.clientHeight, plot.parentElement.clientHeight]);
    const [drawn, all] = await heights();
    const seen = await inside(page, ".lanes").evaluate((lanes) => lanes.clientHeight);
    assert.ok(drawn >= seen && drawn < seen * 1.4 && drawn < all, `${drawn} of ${all}, ${seen} at once`);
    await page.evaluate(() => {
      const plot = document.querySelector("patient-timeline").shadowRoot.querySelector(".plot");
      addEventListener("beforeprint", () => (globalThis.printed = plot.clientHeight));
    });
    await page.pdf();
    assert.ok(Math.abs((await page.evaluate(() => globalThis.printed)) - all) < 2);
    await page.waitForTimeout(150);
    assert.deepEqual(await heights(), [drawn, all]);
  }));

test("lanes are left out where there is little room", () =>
  visit(started.browser, `${started.server.origin}/embed`, { settings: { viewport: { width: 340, height: 700 } } }, async (page) => {
    await settled(page);
    assert.equal(await inside(page, ".lanes").isVisible(), false);
    assert.equal(await inside(page, ".list").isVisible(), true);
  }));
