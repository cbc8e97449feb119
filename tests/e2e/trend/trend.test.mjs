// Earlier and later values of the open result: drawn as points, listed beside it, each a way to its entry.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { fixture } from "../../support/fixture.mjs";
import { about, showing as written } from "../../support/written.mjs";

const started = fixture();
const category = (code) => [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code }] }];
const loinc = (code, text) => ({ coding: [{ system: "http://loinc.org", code }], text });

function potassium(day, value, more = {}) {
  return about({
    resourceType: "Observation", id: `k${day}`,
    category: category("laboratory"), code: loinc("2823-3", "Potassium"), effectiveDateTime: `2024-03-${day}T08:00:00Z`,
    valueQuantity: { value, unit: "mmol/L", system: "http://unitsofmeasure.org", code: "mmol/L" },
    referenceRange: [{ low: { value: 3.5 }, high: { value: 5.3 } }], ...more,
  });
}

function pressure(day, systolic, diastolic) {
  const part = (code, text, value) => ({ code: loinc(code, text), valueQuantity: { value, unit: "mmHg", code: "mm[Hg]", system: "http://unitsofmeasure.org" } });
  return about({
    resourceType: "Observation", id: `b${day}`,
    category: category("vital-signs"), code: loinc("85354-9", "Blood pressure"), effectiveDateTime: `2024-03-${day}T08:00:00Z`,
    component: [part("8480-6", "Systolic", systolic), part("8462-4", "Diastolic", diastolic)],
  });
}

/** Visits a page whose record holds these, and opens the one of this value. */
const showing = (resources, value, settings, run) =>
  written(started, { w: [resources] }, { settings }, async (page) => {
    await page.locator("[role=option]").filter({ hasText: value }).click();
    await page.locator(".detail .trend").waitFor();
    await run(page);
  });

const BELOW = { valueQuantity: { value: 2.8, comparator: "<", unit: "mmol/L", system: "http://unitsofmeasure.org", code: "mmol/L" } };
const OTHER = { valueQuantity: { value: 17, unit: "mg/dL" } };
const LABS = [potassium("01", 4.1), potassium("04", 5.9, { interpretation: [{ coding: [{ code: "H" }] }] }), potassium("09", 4.6), potassium("12", 0, BELOW), potassium("14", 0, OTHER)];

for (const width of [340, 1440]) {
  test(`a result's values are drawn and listed, and a point or a row opens its entry, at ${width} pixels`, async () => {
    await showing(LABS, "4.6", { viewport: { width, height: 700 } }, async (page) => {
      const trend = page.locator(".detail .trend");
      assert.deepEqual(await trend.locator("thead th").allInnerTexts(), ["When", "Value, mmol/L", "Reference range", "Sources"]);
      const rows = await trend.locator("tbody tr").evaluateAll((all) => all.map((row) => [...row.cells].slice(0, 3).map((cell) => cell.innerText.replace(/\s+/g, " ").trim())));
      assert.deepEqual(rows, [
        ["12-Mar-2024 08:00", "<2.8", "3.5 – 5.3"],
        ["09-Mar-2024 08:00", "4.6", "3.5 – 5.3"],
        ["04-Mar-2024 08:00", "5.9 ▲ high", "3.5 – 5.3"],
        ["01-Mar-2024 08:00", "4.1", "3.5 – 5.3"],
      ]);
      assert.match(await trend.innerText(), /1 more: in mg\/dL/);
      // Four points, of which one is a bound; the open one is ringed; no line joins them.
      assert.equal(await trend.locator(".point").count(), 4);
      assert.equal(await trend.locator(".point > circle:not(.ring)").count(), 3);
      assert.equal(await trend.locator(".point polygon").count(), 1);
      assert.equal(await trend.locator(".point.open .ring").count(), 1);
      assert.equal(await trend.locator("polyline, path").count(), 0);
      assert.equal(await trend.locator("tr[aria-current]").innerText().then((text) => text.includes("4.6")), true);
      const over = await page.locator(".detail").evaluate((pane) => pane.scrollWidth - pane.clientWidth);
      assert.ok(over <= 1, `${over} pixels over`);
      await assertAccessible(page, "with a trend");
      // A point by the pointer, and the way back; a row by keyboard.
      await trend.locator(".point:not(.open)").nth(1).click();
      await page.locator(".detail .trend tr[aria-current]").filter({ hasText: "5.9" }).waitFor();
      await page.getByRole("button", { name: /Back to the entry before/ }).click();
      await page.locator(".detail .trend tr[aria-current]").filter({ hasText: "4.6" }).waitFor();
      await page.locator(".trend tbody button").last().focus();
      await page.keyboard.press("Enter");
      await page.locator(".detail .trend tr[aria-current]").filter({ hasText: "4.1" }).waitFor();
    });
  });
}

test("blood pressure is two series that belong together", async () => {
  await showing([pressure("01", 142, 88), pressure("05", 131, 79)], "131", {}, async (page) => {
    const trend = page.locator(".detail .trend");
    assert.deepEqual(await trend.locator("thead th").allInnerTexts(), ["When", "Systolic, mmHg", "Diastolic, mmHg", "Sources"]);
    assert.equal(await trend.locator(".point > circle:not(.second):not(.ring)").count(), 2);
    assert.equal(await trend.locator(".point > circle.second").count(), 2);
    await assertAccessible(page, "with two series");
  });
});

for (const theme of ["dark", "forced"]) {
  test(`a trend can be seen in ${theme} colours`, async () => {
    const settings = theme === "dark" ? { colorScheme: "dark" } : { forcedColors: "active" };
    await showing(LABS, "4.6", settings, async (page) => {
      const [dot, paper] = await page.locator(".trend .point circle").first().evaluate((dot) => [
        getComputedStyle(dot).fill,
        getComputedStyle(dot.closest(".detail")).backgroundColor,
      ]);
      assert.notEqual(dot, paper);
      await assertAccessible(page, `a trend in ${theme} colours`);
    });
  });
}
