// One filter for all that is shown, chosen from menus that work by keyboard, by touch and with little room.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { change } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { focusIs, focusedText, tabTo } from "../../support/keys.mjs";
import { reads } from "../../support/list.mjs";
import { about, listed, showing } from "../../support/written.mjs";

const started = fixture();
const flag = (code) => [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code }] }];
const result = (id, day, more) =>
  about({ resourceType: "Observation", id, code: { text: id }, effectiveDateTime: `2026-03-0${day}T11:00:00Z`, valueQuantity: { value: day, unit: "mmol/L" }, ...more });
const problem = (text, onsetDateTime) => about({ resourceType: "Condition", id: text, status: undefined, code: { text }, onsetDateTime });
const RECORD = {
  a: [[result("Sodium", 1, { interpretation: flag("N"), issued: "2026-03-02T08:00:00Z" }), problem("Gout", "2025-11-03")]],
  b: [[result("Potassium", 6, { interpretation: flag("H"), issued: "2026-03-06T12:00:00Z" }), problem("Asthma", "2019-05-01")]],
};
const ALL = ["# 06-Mar-2026 | 1 entry", "Potassium", "# 01-Mar-2026 | 1 entry", "Sodium", "# 03-Nov-2025 | 1 entry", "Gout", "# 01-May-2019 | 1 entry", "Asthma"];
const RESULTS = ALL.slice(0, 4);
const inside = (page, selector) => page.locator(`patient-timeline ${selector}`);
const chip = (page, words) => inside(page, ".filters .chip").filter({ hasText: words });
const choices = (page) => inside(page, ".choice").allTextContents();

test("a menu is opened, walked, chosen from and closed by keyboard", () =>
  showing(started, RECORD, {}, async (page) => {
    await tabTo(page, "Kind");
    await page.keyboard.press("Enter");
    await focusIs(page, "All kinds ");
    assert.match(await inside(page, ".choices .of").textContent(), /Of 4 entries in all/);
    assert.deepEqual(await choices(page), ["All kinds ", "Problems 2", "Results 2"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await focusIs(page, "Results 2");
    await page.keyboard.press("Space");
    await reads(page, RESULTS);
    await focusIs(page, "Results 2");
    assert.equal(await inside(page, ".choice[aria-checked=true]").textContent(), "Results 2");
    await inside(page, "[role=status]").filter({ hasText: "2 entries shown" }).waitFor();
    await page.keyboard.press("Escape");
    await focusIs(page, "Kind: Results ▾");
    assert.equal(await inside(page, ".choices").count(), 0);
    // What is left closes behind the focus.
    await page.keyboard.press("Enter");
    await focusIs(page, "All kinds ");
    for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press("Tab");
    await inside(page, ".choices").waitFor({ state: "detached" });
    await tabTo(page, "Kind: Results ▾");
    await page.keyboard.press("End");
    await focusIs(page, "Clear filters");
    await page.keyboard.press("Enter");
    await reads(page, ALL);
    await focusIs(page, "list");
  }));

test("a menu closes where something else is touched, with little room too", () =>
  showing(started, RECORD, { settings: { viewport: { width: 340, height: 700 }, hasTouch: true } }, async (page) => {
    await chip(page, "Source").tap();
    assert.deepEqual(await choices(page), ["Source a 2", "Source b 2"]);
    await inside(page, ".choice").nth(1).tap();
    await reads(page, ["# 06-Mar-2026 | 1 entry", "Potassium", "# 01-May-2019 | 1 entry", "Asthma"]);
    await assertAccessible(page);
    const box = await inside(page, ".choices").boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= 340, JSON.stringify(box));
    await inside(page, ".search input").tap();
    await inside(page, ".choices").waitFor({ state: "detached" });
    assert.match(await chip(page, "Source").textContent(), /Source: Source b/);
    await chip(page, "Source").tap();
    await inside(page, ".choice").nth(0).tap();
    await reads(page, ALL);
  }));

test("filters hold for list, lanes and foot alike, and together", () =>
  showing(started, RECORD, {}, async (page) => {
    await chip(page, "Abnormal results").click();
    await reads(page, ["# 06-Mar-2026 | 1 entry", "Potassium"]);
    await inside(page, ".foot").filter({ hasText: "1 of 4 entries shown" }).waitFor();
    await chip(page, "Source").click();
    await inside(page, ".choice").nth(0).click();
    await inside(page, ".absence").filter({ hasText: "No entry matches" }).waitFor();
    await inside(page, ".absence .button").click();
    await reads(page, ALL);
  }));

test("what is new is filtered to by the host's time, and of what nobody can tell that is said", () =>
  showing(started, RECORD, {}, async (page) => {
    assert.equal(await chip(page, "New").count(), 0);
    await change(page, (element) => element.setAttribute("new-since", "2026-03-04T08:00:00Z"));
    await chip(page, "New").click();
    await reads(page, ["# 06-Mar-2026 | 1 entry", "Potassium"]);
    await inside(page, ".missing").filter({ hasText: "Cannot tell whether new: 2 entries do not say" }).waitFor();
    assert.match(await inside(page, "[role=option] .name").first().textContent(), /^New Potassium/);
    await change(page, (element) => (element.newSince = "2026-03-01"));
    await chip(page, "New 2").waitFor();
  }));

test("what is not in the own system is told once that is complete", () => {
  let answer;
  const later = new Promise((resolve) => (answer = resolve));
  const sources = { a: [[RECORD.a[0], later]], b: RECORD.b };
  const configuration = {
    sources: ["a", "b"].map((id) => ({ id, title: `Source ${id}`, baseUrl: `/written/${id}`, own: id === "a" })),
  };
  return showing(started, sources, { configuration, until: listed(2) }, async (page) => {
    const elsewhere = chip(page, "Not in this system");
    assert.equal(await elsewhere.textContent(), "Not in this system only once Source a is complete");
    assert.equal(await elsewhere.getAttribute("aria-disabled"), "true");
    await elsewhere.click({ force: true });
    await reads(page, ["# 06-Mar-2026 | 1 entry", "Potassium", "# 01-May-2019 | 1 entry", "Asthma"]);
    answer();
    await chip(page, "Not in this system 2").click();
    await reads(page, ["# 06-Mar-2026 | 1 entry", "Potassium", "# 01-May-2019 | 1 entry", "Asthma"]);
    await inside(page, ".foot").filter({ hasText: "2 of 4 entries shown" }).waitFor();
  });
});

for (const [name, path, settings] of [
  ["wide", "/embed", {}],
  ["from right to left", "/rtl", {}],
  ["in forced colours", "/embed", { forcedColors: "active" }],
  ["in the dark", "/embed", { colorScheme: "dark" }],
]) {
  test(`an open menu is accessible, ${name}`, () =>
    showing(started, RECORD, { path, settings }, async (page) => {
      // One page speaks in a language of tests.
      await inside(page, ".filters .chip").first().click();
      await inside(page, ".choice").nth(1).click();
      assert.match(await focusedText(page), / 2$/);
      await assertAccessible(page);
    }));
}
