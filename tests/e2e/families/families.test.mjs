// What belongs with an entry is listed in its pane and leads there and back, by keyboard too.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { fixture } from "../../support/fixture.mjs";
import { focusIs, openByKeyboard, tabTo } from "../../support/keys.mjs";
import { unfold } from "../../support/list.mjs";
import { about, listed, showing } from "../../support/written.mjs";

const started = fixture();
const encounter = { reference: "Encounter/e" };
const ENCOUNTER = about({
  resourceType: "Encounter", id: "e", status: "finished", class: { code: "AMB" }, type: [{ text: "Heart failure clinic" }],
  period: { start: "2026-03-06T10:00:00Z" }, diagnosis: [{ condition: { reference: "Condition/c" } }],
});
const CONDITION = about({ resourceType: "Condition", id: "c", status: undefined, code: { text: "Heart failure" }, onsetDateTime: "2019", encounter });
const result = (n, more = {}) =>
  about({
    resourceType: "Observation", id: `o${n}`, code: { text: `Test ${n}` }, encounter, effectiveDateTime: "2026-03-06T11:05:00Z",
    valueQuantity: { value: n, unit: "mmol/L" }, ...more,
  });
const REPORT = about({
  resourceType: "DiagnosticReport", id: "r", code: { text: "Electrolytes" }, encounter, effectiveDateTime: "2026-03-06T12:00:00Z",
  result: [{ reference: "Observation/o1" }, { reference: "Observation/o2" }],
});
const PRESCRIPTION = about({
  resourceType: "MedicationRequest", id: "m", status: "active", intent: "order", medicationCodeableConcept: { text: "Furosemide 40 mg tablets" },
  authoredOn: "2026-03-06", reasonReference: [{ reference: "Condition/c" }],
});
const ISSUE = about({
  resourceType: "MedicationDispense", id: "d", status: "completed", medicationCodeableConcept: { text: "Furosemide 40 mg tablets" },
  whenHandedOver: "2026-03-07", authorizingPrescription: [{ reference: "MedicationRequest/m" }],
});
const RECORD = { a: [[ENCOUNTER, CONDITION, REPORT, PRESCRIPTION, ISSUE, result(1), result(2)]] };

/** The headed lists of the pane, as words. */
const family = (page) =>
  page.$eval("patient-timeline", ({ shadowRoot }) => {
    const lists = {};
    for (const heading of shadowRoot.querySelectorAll(".detail h3 + ul")) {
      lists[heading.previousElementSibling.textContent] = [...heading.querySelectorAll(":scope > li > button")].map((button) => button.textContent);
    }
    return lists;
  });
const open = async (page, title) => {
  await unfold(page);
  await page.locator("[role=option]", { hasText: title }).first().click();
  await page.locator(".detail .title", { hasText: title }).waitFor();
};

test("each side of a family says what the other is to it", () =>
  showing(started, RECORD, {}, async (page) => {
    await open(page, "Heart failure clinic");
    assert.deepEqual(await family(page), {
      Reason: ["Heart failure"],
      "What happened in it": ["Electrolytes", "Test 1", "Test 2"],
    });
    await open(page, "Electrolytes");
    assert.deepEqual(await family(page), { "Happened in": ["Heart failure clinic"], Results: ["Test 1", "Test 2"] });
    await open(page, "Test 1");
    assert.deepEqual(await family(page), { "Happened in": ["Heart failure clinic"], "Part of": ["Electrolytes"] });
    await page.locator("[role=option]", { hasText: "Problem" }).click();
    await page.locator(".detail .about", { hasText: "Problem" }).waitFor();
    assert.deepEqual(await family(page), { "Happened in": ["Heart failure clinic"], "Gave rise to": ["Furosemide 40 mg tablets"] });
    await page.locator("[role=option]", { hasText: "prescribed" }).click();
    await page.locator(".detail .about", { hasText: "prescribed" }).waitFor();
    assert.deepEqual(await family(page), { Reason: ["Heart failure"], "Issued, supplied or given": ["Furosemide 40 mg tablets"] });
    await assertAccessible(page, "families");
  }));

test("by keyboard alone a link is followed and Back leads to the entry before, then to the list", () =>
  showing(started, RECORD, {}, async (page) => {
    await openByKeyboard(page, "Electrolytes");
    await tabTo(page, "Test 2");
    await page.keyboard.press("Enter");
    await page.locator(".detail .title", { hasText: "Test 2" }).waitFor();
    await focusIs(page, "detail");
    const opened = () => page.evaluate(() => timelineEvents.filter(({ type }) => type === "timeline-entry-open").length);
    assert.equal(await opened(), 2);
    await tabTo(page, "Back to the entry before");
    await page.keyboard.press("Enter");
    await page.locator(".detail .title", { hasText: "Electrolytes" }).waitFor();
    await focusIs(page, "detail");
    await page.keyboard.press("Escape");
    await page.locator(".detail").waitFor({ state: "detached" });
    await focusIs(page, "list");
  }));

test("of many the first twenty are shown, and a later page adds to them beneath the focus", async () => {
  let release;
  const later = new Promise((resolve) => (release = resolve));
  const many = Array.from({ length: 30 }, (_, n) => result(n + 1));
  const sources = { a: [[ENCOUNTER, ...many], [[result(31)], later]] };
  await showing(started, sources, { until: listed(31) }, async (page) => {
    await openByKeyboard(page, "Heart failure clinic");
    assert.equal(await page.locator(".detail li").count(), 20);
    await tabTo(page, "Show all 30");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".detail li").count(), 30);
    release();
    await page.locator(".detail button", { hasText: "Show all 31" }).waitFor();
    await focusIs(page, "Show all 31");
    assert.equal(await page.locator(".detail li").count(), 31);
  });
});

test("a covered relative shows its label alone, and neither what it is nor when", () => {
  const secret = about({
    resourceType: "Condition", id: "s", status: undefined, code: { text: "Hidden words" }, onsetDateTime: "2012-05-06", encounter,
    meta: { security: [{ system: "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", code: "R" }] },
  });
  return showing(started, { a: [[ENCOUNTER, secret]] }, {}, async (page) => {
    await open(page, "Heart failure clinic");
    const lists = await family(page);
    assert.deepEqual(Object.keys(lists), ["Linked by the source"]);
    const item = await page.locator(".detail li").textContent();
    assert.equal(item, lists["Linked by the source"][0]);
    assert.doesNotMatch(item, /Hidden|2012/);
  });
});

for (const [name, options] of [
  ["340 px wide", { settings: { viewport: { width: 340, height: 800 } } }],
  ["from right to left", { path: "/rtl", configuration: { locale: "en-XA" } }],
]) {
  test(`nothing is cut and axe finds nothing: ${name}`, () =>
    showing(started, RECORD, options, async (page) => {
      await page.locator("[role=option]", { hasText: "Electrolytes" }).click();
      await page.locator(".detail li").first().waitFor();
      const wider = await page.$eval("patient-timeline", ({ shadowRoot }) => {
        const pane = shadowRoot.querySelector(".detail");
        return pane.scrollWidth - pane.clientWidth;
      });
      assert.ok(wider <= 0, `the pane is ${wider} px wider than its place`);
      await assertAccessible(page, name);
    }));
}
