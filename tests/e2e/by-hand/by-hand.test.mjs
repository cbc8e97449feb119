// Folds are changed by hand, for one view: by keyboard alone, told to the host, outliving later pages.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { change, settled, settledCount } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { focusIs, openByKeyboard, tabTo } from "../../support/keys.mjs";
import { about, listed, showing } from "../../support/written.mjs";

const started = fixture();
const potassium = (more = {}) =>
  about({
    resourceType: "Observation", id: "k", code: { text: "Serum potassium" }, effectiveDateTime: "2026-03-06T11:05:00Z",
    identifier: [{ system: "https://lab.test/accession", value: "X1" }], valueQuantity: { value: 5.9, unit: "mmol/L" }, ...more,
  });
const condition = (id, words, onset) =>
  about({ resourceType: "Condition", id, status: undefined, code: { text: words }, onsetDateTime: onset });
const THREE = { a: [[potassium()]], b: [[potassium()]], c: [[potassium()]] };
const TWO = { a: [[condition("1", "Gout", "2010")]], b: [[condition("2", "Podagra", "2012")]] };

const rows = (page) => page.locator("patient-timeline [role=option]").allTextContents();
const waitForRows = (page, count) =>
  page.waitForFunction((wanted) => {
    const { shadowRoot } = document.querySelector("patient-timeline");
    return shadowRoot.querySelector("[role=option]")?.getAttribute("aria-setsize") === String(wanted);
  }, count);
const folds = (page) => page.evaluate(() => timelineEvents.filter(({ type }) => type === "timeline-fold").map(({ detail }) => detail));
const said = (page) => page.locator("patient-timeline [role=status]").textContent();
const press = async (page, words) => {
  await tabTo(page, words);
  await page.keyboard.press("Enter");
};

test("by keyboard alone a fold is shown apart, says so, and is undone", () =>
  showing(started, THREE, {}, async (page) => {
    await openByKeyboard(page, "Serum potassium");
    await press(page, "Show them apart");
    await waitForRows(page, 3);
    await focusIs(page, "detail");
    assert.match(await said(page), /Shown apart, for this view only/);
    assert.ok((await rows(page)).every((row) => row.includes("shown apart by hand")));
    await page.locator(".detail", { hasText: "for this view only" }).waitFor();
    await assertAccessible(page, "shown apart");
    await press(page, "Undo");
    await waitForRows(page, 1);
    await focusIs(page, "detail");
    assert.doesNotMatch((await rows(page))[0], /by hand/);
    const told = await folds(page);
    assert.deepEqual(told.map(({ action }) => action), ["split", "undo"]);
    assert.deepEqual(Object.keys(told[0]).sort(), ["action", "entries", "kind", "sources"]);
    assert.equal(told[0].kind, "result");
    assert.deepEqual(told[0].sources, ["a", "b", "c"]);
    assert.equal(told[0].entries.length, 4);
    assert.ok(told[0].entries.every((entry) => /^[0-9a-f]{16}$/.test(entry)));
  }));

test("one copy of three is shown apart and the rest stays one", () =>
  showing(started, THREE, {}, async (page) => {
    await openByKeyboard(page, "Serum potassium");
    await page.getByRole("button", { name: "Show apart: Source b" }).focus();
    await page.keyboard.press("Enter");
    await waitForRows(page, 2);
    const shown = await rows(page);
    assert.ok(shown.some((row) => row.includes("2 sources")), shown.join("\n"));
    assert.ok(shown.some((row) => row.includes("Source b")), shown.join("\n"));
  }));

test("what was parted stays so when a later page folds anew", async () => {
  let release;
  const later = new Promise((resolve) => (release = resolve));
  const sources = { a: [[potassium()]], b: [[potassium()]], c: [[condition("1", "Gout", "2010")], [[potassium()], later]] };
  await showing(started, sources, { until: listed(2) }, async (page) => {
    await openByKeyboard(page, "Serum potassium");
    await press(page, "Show them apart");
    await waitForRows(page, 3);
    const before = await settledCount(page);
    release();
    await settled(page, { after: before });
    await waitForRows(page, 4);
    const shown = (await rows(page)).filter((row) => row.includes("potassium"));
    assert.equal(shown.length, 3, "the late copy is as good for either, and goes to neither");
    await focusIs(page, "detail");
    await press(page, "Undo");
    await waitForRows(page, 2);
    assert.ok((await rows(page)).some((row) => row.includes("3 sources")), "undone, all three are one");
  });
});

test("by keyboard alone two entries are joined that nothing links, which a later page leaves so", async () => {
  let release;
  const later = new Promise((resolve) => (release = resolve));
  const sources = { ...TWO, c: [[], [[condition("3", "Gout", "2010")], later]] };
  await showing(started, sources, { until: listed(2) }, async (page) => {
    await openByKeyboard(page, "Gout");
    await press(page, "Same as another entry");
    await focusIs(page, "list");
    assert.match(await said(page), /Open the other entry/);
    await page.locator(".joining", { hasText: "Gout" }).waitFor();
    await assertAccessible(page, "another entry is waited for");
    await openByKeyboard(page, "Podagra");
    await press(page, "This is the same as: Gout");
    await waitForRows(page, 1);
    await focusIs(page, "detail");
    assert.match(await said(page), /Shown as one, for this view only/);
    assert.match((await rows(page))[0], /joined by hand/);
    await page.locator(".detail", { hasText: "The sources differ in: " }).waitFor();
    const before = await settledCount(page);
    release();
    await settled(page, { after: before });
    await page.locator("[role=option]", { hasText: "3 sources" }).waitFor();
    assert.equal((await rows(page)).length, 1, "the late copy of the one is one with both");
    const [told] = await folds(page);
    assert.equal(told.action, "join");
    assert.equal(told.entries.length, 2);
    assert.deepEqual([...told.sources].sort(), ["a", "b"]);
    await press(page, "Undo");
    await waitForRows(page, 2);
  });
});

test("waiting for the other entry is cancelled by Escape and by its button", () =>
  showing(started, TWO, {}, async (page) => {
    for (const cancel of ["Escape", "Cancel"]) {
      await openByKeyboard(page, "Gout");
      await press(page, "Same as another entry");
      await page.locator(".joining").waitFor();
      // It moves there with the next frame.
      await focusIs(page, "list");
      if (cancel === "Escape") await page.keyboard.press("Escape");
      else {
        await page.getByRole("button", { name: "Cancel" }).focus();
        await page.keyboard.press("Enter");
      }
      await page.locator(".joining").waitFor({ state: "detached" });
      await focusIs(page, "list");
      assert.match(await said(page), /nothing was joined/);
    }
    assert.deepEqual(await folds(page), []);
  }));

test("another context knows nothing of what was done by hand", () =>
  showing(started, TWO, {}, async (page) => {
    await openByKeyboard(page, "Gout");
    await press(page, "Same as another entry");
    await openByKeyboard(page, "Podagra");
    await press(page, "This is the same as: Gout");
    await waitForRows(page, 1);
    await change(page, (element) => void element.reload());
    await waitForRows(page, 2);
    assert.ok((await rows(page)).every((row) => !row.includes("by hand")));
  }));

test("a host that clears the element when it is told has an empty one", () =>
  showing(started, THREE, {}, async (page) => {
    await page.$eval("patient-timeline", (element) => element.addEventListener("timeline-fold", () => element.clear()));
    await openByKeyboard(page, "Serum potassium");
    await press(page, "Show them apart");
    await page.waitForTimeout(300);
    const text = await page.$eval("patient-timeline", ({ shadowRoot }) => shadowRoot.textContent);
    assert.doesNotMatch(text, /potassium|apart|by hand/i);
  }));

test("no clinical word leaves in the event", () =>
  showing(started, TWO, {}, async (page) => {
    await openByKeyboard(page, "Gout");
    await press(page, "Same as another entry");
    await openByKeyboard(page, "Podagra");
    await press(page, "This is the same as: Gout");
    const told = JSON.stringify(await folds(page));
    assert.doesNotMatch(told, /gout|podagra/i);
  }));

for (const [name, options] of [
  ["340 px wide", { settings: { viewport: { width: 340, height: 800 } } }],
  ["from right to left", { path: "/rtl", configuration: { locale: "en-XA" } }],
  ["forced colours", { settings: { forcedColors: "active" } }],
]) {
  test(`everything by hand has room and axe finds nothing: ${name}`, () =>
    showing(started, THREE, options, async (page) => {
      await page.locator("[role=option]").first().click();
      await page.locator(".detail .act button").first().click();
      await page.locator(".detail p.act button").waitFor();
      const wider = await page.$eval("patient-timeline", ({ shadowRoot }) => {
        const pane = shadowRoot.querySelector(".detail");
        return pane.scrollWidth - pane.clientWidth;
      });
      assert.ok(wider <= 0, `the pane is ${wider} px wider than its place`);
      await assertAccessible(page, name);
      await page.locator(".detail .link.act").click();
      await page.locator(".joining button").waitFor();
      await assertAccessible(page, `${name}, another entry is waited for`);
    }));
}
