// What is searched for is brought into view, beneath the box in which it is typed.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { settled } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { configured, given, hosted } from "../../support/hosting.mjs";

const started = fixture();
const inside = (page, selector) => page.locator(`patient-timeline ${selector}`);
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 340, height: 700 };

/** A patient of the demo with one source down, on a page of this size that the element fills. */
function opened(size, run) {
  return hosted(started, {}, async (page) => {
    await page.setViewportSize(size);
    await page.$eval("patient-timeline", (element) => {
      document.body.style.margin = "0";
      element.style.setProperty("--timeline-height", "100vh");
    });
    await given(page, await configured(started.server, { faults: { kingsway: "down" } }), "9992147083");
    await settled(page);
    await run(page);
  });
}

/** Types as a user does, and waits for the count beside it. */
async function search(page, words) {
  await inside(page, ".search input").fill(words);
  await inside(page, ".search .n").waitFor();
  await page.waitForTimeout(300);
}

const rectangle = (page, selector) => inside(page, selector).first().evaluate((part) => part.getBoundingClientRect().toJSON());

for (const [name, size, share] of [
  ["wide", WIDE, 0.6],
  ["narrow", NARROW, 0.7],
]) {
  test(`what is found stands on the screen beneath the box, which keeps the focus: ${name}`, () =>
    opened(size, async (page) => {
      await search(page, "furosemide");
      const [box, first, frame] = await Promise.all([rectangle(page, ".search"), rectangle(page, "[part~=list] [role=option]"), rectangle(page, ".page")]);
      assert.ok(box.top >= frame.top - 1 && box.bottom < first.top, JSON.stringify([box, first, frame]));
      assert.ok(first.bottom < frame.top + frame.height * share + 60, JSON.stringify([first, frame]));
      assert.equal(await page.$eval("patient-timeline", ({ shadowRoot }) => shadowRoot.activeElement.getAttribute("part")), "search");
      await assertAccessible(page, name);
    }));
}

test("however many lanes match, the list begins on the same screen", () =>
  opened(WIDE, async (page) => {
    await search(page, "e");
    assert.ok((await inside(page, ".lane").count()) > 5);
    const [first, frame] = await Promise.all([rectangle(page, "[part~=list] [role=option]"), rectangle(page, ".page")]);
    assert.ok(first.bottom < frame.bottom, JSON.stringify([first, frame]));
  }));

test("how many match stands in the box and is announced once", () =>
  opened(WIDE, async (page) => {
    await search(page, "potassium");
    const entries = await inside(page, "[role=status]").filter({ hasText: "entries shown" }).textContent();
    const counts = [...entries.matchAll(/(\d+) entries shown/g)].map(([, count]) => count);
    assert.equal(counts.length, 1, entries);
    assert.equal(await inside(page, ".search .n").textContent(), `${counts[0]} matches`);
    await inside(page, ".clear").click();
    await inside(page, ".search .n").waitFor({ state: "detached" });
  }));

test("lanes without a match are left out and counted, and come back", () =>
  opened(WIDE, async (page) => {
    const all = await inside(page, ".lane").count();
    await search(page, "furosemide");
    const left = await inside(page, ".lane").count();
    assert.ok(left < 4, `${left}`);
    assert.equal((await inside(page, ".left-out").textContent()).trim(), `${all - left} lanes without a match`);
    // A filter leaves out as well.
    await inside(page, ".clear").click();
    await page.waitForTimeout(300);
    assert.equal(await inside(page, ".lane").count(), all);
    await inside(page, ".chip").filter({ hasText: "Abnormal" }).click();
    await page.waitForTimeout(300);
    assert.ok((await inside(page, ".lane").count()) < all);
  }));

test("what is scrolled to by hand stays while the answer is drawn again", () =>
  opened(WIDE, async (page) => {
    await search(page, "potassium");
    await inside(page, ".page").evaluate((own) => own.scrollTo(0, 0));
    await inside(page, ".sources .link").filter({ hasText: "Retry" }).first().click();
    await settled(page, { after: 1 });
    await page.waitForTimeout(400);
    assert.equal(await inside(page, ".page").evaluate((own) => own.scrollTop), 0);
  }));
