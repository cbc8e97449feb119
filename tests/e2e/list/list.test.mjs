// The list folds families under their head, and is arranged as the user chooses: by keyboard and with little room too.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { fixture } from "../../support/fixture.mjs";
import { focusedText, tabTo } from "../../support/keys.mjs";
import { reads } from "../../support/list.mjs";
import { about, showing } from "../../support/written.mjs";

const started = fixture();
const encounter = { reference: "Encounter/e" };
const ENCOUNTER = about({
  resourceType: "Encounter", id: "e", status: "finished", class: { code: "IMP" }, type: [{ text: "Admission, cardiology" }],
  period: { start: "2026-03-04T10:00:00Z", end: "2026-03-06T16:00:00Z" },
});
const result = (n, more = {}) =>
  about({
    resourceType: "Observation", id: `o${n}`, code: { text: `Test ${n}` }, encounter, effectiveDateTime: `2026-03-06T11:0${n}:00Z`,
    valueQuantity: { value: n, unit: "mmol/L" }, ...more,
  });
const high = { interpretation: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", code: "H" }] }] };
const REPORT = about({
  resourceType: "DiagnosticReport", id: "r", code: { text: "Electrolytes" }, encounter, effectiveDateTime: "2026-03-06T12:00:00Z",
  result: [1, 2, 3].map((n) => ({ reference: `Observation/o${n}` })),
});
const problem = (id, text, onsetDateTime) => about({ resourceType: "Condition", id, status: undefined, code: { text }, onsetDateTime });
const RECORD = {
  a: [[ENCOUNTER, REPORT, result(1), result(2, high), result(3), problem("c", "Fall", "2026-03-06"), problem("d", "Gout", "2025-11"), problem("n", "Hysterectomy")]],
};
const BY_DAY = [
  "# 06-Mar-2026 | 5 entries, 3 of them folded", "Electrolytes", "Fall",
  "# 04-Mar-2026 | 1 entry", "Admission, cardiology",
  "# Nov-2025 | 1 entry", "Gout",
  "# Date not recorded | 1 entry", "Hysterectomy",
];
const UNFOLDED = ["# 06-Mar-2026 | 5 entries", "Electrolytes", "> Test 3", "> Test 2", "> Test 1", ...BY_DAY.slice(2)];
// One of the pages speaks in a language of tests.
const ENGLISH = { locale: "en-GB" };
const settings = [
  ["wide", {}],
  ["with little room", { viewport: { width: 340, height: 700 } }],
];

/** The row under the cursor, as it is read, with its place. */
const cursor = (page) =>
  page.$eval("patient-timeline", ({ shadowRoot }) => {
    const row = shadowRoot.getElementById(shadowRoot.querySelector(".list").getAttribute("aria-activedescendant") ?? "");
    return row && { words: row.textContent, place: `${row.getAttribute("aria-posinset")} of ${row.getAttribute("aria-setsize")}` };
  });
const counted = (page) => page.locator("patient-timeline .listbar > .n").textContent();

for (const [name, own] of settings) {
  test(`a family unfolds and folds in place by the arrows, ${name}`, () =>
    showing(started, RECORD, { settings: own }, async (page) => {
      await reads(page, BY_DAY);
      assert.equal(await counted(page), "8 entries, 3 of them folded");
      await tabTo(page, "list");
      await page.keyboard.press("Home");
      assert.match((await cursor(page)).words, /Electrolytes.*3 results, folded.*1 abnormal/s);
      await page.keyboard.press("ArrowRight");
      await reads(page, UNFOLDED);
      assert.equal(await counted(page), "8 entries");
      assert.equal((await cursor(page)).place, "1 of 8");
      await page.locator("patient-timeline [role=status]", { hasText: "3 results, unfolded" }).waitFor();

      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      assert.match((await cursor(page)).words, /Test 2.*high/s);
      await page.keyboard.press("ArrowLeft");
      assert.match((await cursor(page)).words, /Electrolytes/);
      await page.keyboard.press("ArrowLeft");
      await reads(page, BY_DAY);
      assert.equal((await cursor(page)).place, "1 of 5");
    }));
}

test("a click on what is folded unfolds it and opens nothing; the arrows are turned round with the page", () =>
  showing(started, RECORD, { path: "/rtl", configuration: ENGLISH }, async (page) => {
    await page.locator("patient-timeline .turns").click();
    await reads(page, UNFOLDED);
    assert.equal(await page.locator("patient-timeline .detail .title").count(), 0);
    await tabTo(page, "list");
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await reads(page, BY_DAY);
    await page.keyboard.press("ArrowLeft");
    await reads(page, UNFOLDED);
  }));

test("the list is grouped and ordered by the keyboard alone", () =>
  showing(started, RECORD, {}, async (page) => {
    const choose = async (words, presses) => {
      for (let tabs = 0; !(await focusedText(page)).startsWith(words); tabs += 1) {
        assert.ok(tabs < 80, `Tab reaches ${words}`);
        await page.keyboard.press("Tab");
      }
      for (let press = 0; press < presses; press += 1) await page.keyboard.press("ArrowDown");
    };
    await choose("Day", 1);
    await reads(page, [
      "# Mar-2026 | 6 entries, 3 of them folded", "Electrolytes", "Fall", "Admission, cardiology",
      "# Nov-2025 | 1 entry", "Gout", "# Date not recorded | 1 entry", "Hysterectomy",
    ]);
    await page.keyboard.press("ArrowDown");
    await reads(page, [
      "# 06-Mar-2026 | 1 entry", "Fall",
      "# Admission, cardiology 04-Mar-2026 to 06-Mar-2026 | 5 entries, 3 of them folded", "Electrolytes", "Admission, cardiology",
      "# Nov-2025 | 1 entry", "Gout", "# Date not recorded | 1 entry", "Hysterectomy",
    ]);
    await choose("Newest", 1);
    await reads(page, [
      "# Nov-2025 | 1 entry", "Gout",
      "# Admission, cardiology 04-Mar-2026 to 06-Mar-2026 | 5 entries, 3 of them folded", "Admission, cardiology", "Electrolytes",
      "# 06-Mar-2026 | 1 entry", "Fall", "# Date not recorded | 1 entry", "Hysterectomy",
    ]);
    const name = await page.locator("patient-timeline .list").getAttribute("aria-label");
    assert.equal(name, "Entries, oldest first");
  }));

test("what a search finds in a family shows itself under its head, and is what is counted", () =>
  showing(started, RECORD, {}, async (page) => {
    await page.locator("patient-timeline .search input").fill("Test 2");
    await reads(page, ["# 06-Mar-2026 | 1 entry", "Electrolytes", "> Test 2"]);
    assert.match(await page.locator("patient-timeline .fam").first().textContent(), /1 of 3 results/);
    assert.equal(await counted(page), "1 entry");
    await page.locator("patient-timeline .foot", { hasText: "1 of 8 entries shown" }).waitFor();
  }));

for (const [name, path, own] of [
  ["wide", "/embed", {}],
  ["from right to left", "/rtl", {}],
  ["with little room in the dark", "/embed", { viewport: { width: 340, height: 700 }, colorScheme: "dark" }],
]) {
  test(`nothing of it is inaccessible or wider than its room, ${name}`, () =>
    showing(started, RECORD, { path, settings: own, configuration: ENGLISH }, async (page) => {
      await page.locator("patient-timeline .turns").click();
      await reads(page, UNFOLDED);
      await assertAccessible(page);
      const wide = await page.$eval("patient-timeline", ({ shadowRoot }) =>
        [".list", ".listbar"].filter((part) => {
          const box = shadowRoot.querySelector(part);
          return box.scrollWidth > box.clientWidth + 1;
        }),
      );
      assert.deepEqual(wide, []);
      await page.locator("patient-timeline .listbar select").first().selectOption({ label: "Encounter" });
      await page.locator("patient-timeline .day", { hasText: "Admission" }).first().waitFor();
      await assertAccessible(page);
    }));
}

test("beside an open entry the rows are laid out by what room is left to them", () =>
  showing(started, RECORD, { settings: { viewport: { width: 900, height: 900 } } }, async (page) => {
    await reads(page, BY_DAY);
    /** The least room that a row gives its name, as a share of the row. */
    const least = () =>
      page.$eval("patient-timeline", ({ shadowRoot }) => {
        const rows = [...shadowRoot.querySelectorAll(".list .e")];
        return Math.min(...rows.map((row) => row.querySelector(".name").clientWidth / row.clientWidth));
      });
    const alone = await least();
    await page.locator("patient-timeline [part~=list] [role=option]", { hasText: "Admission, cardiology" }).click();
    const detail = page.locator("patient-timeline .detail");
    await detail.waitFor();
    const [list, beside] = [await page.locator("patient-timeline .list").boundingBox(), await detail.boundingBox()];
    assert.ok(beside.x >= list.x + list.width, "the entry stands beside the list");
    assert.ok((await least()) >= Math.min(alone, 0.5), `a name has ${await least()} of its row, and had ${alone}`);
  }));
