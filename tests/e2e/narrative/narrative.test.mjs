// What a source wrote for people to read: folded away, readable where there is little room, bounded, and found.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { SOURCE_ANSWERED_ERROR, change, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
const NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number";
const NUMBER = "9990000018";
const PATIENT = {
  resourceType: "Patient", id: "p", birthDate: "1944-06-09", name: [{ family: "Ashworth" }],
  identifier: [{ system: NHS_NUMBER, value: NUMBER }],
};
const cells = (name, text) => `<${name}>${text}</${name}>`.repeat(8);
const TABLE = `<table><caption>Readings</caption><thead><tr>${cells("th", "Measured")}</tr></thead><tbody><tr>${cells("td", "139 mmol/L")}</tr></tbody></table>`;

/** Visits a page whose record is one document with these sections. */
async function showing(sections, settings, run) {
  const { browser, server } = started;
  const document = {
    resourceType: "Composition", id: "c", status: "final", subject: { reference: "Patient/p" }, date: "2024-03-01", title: "Discharge summary",
    text: { status: "additional", div: "<div><h2>Summary</h2><p>Seen by the <b>card</b>iologist.</p></div>" },
    section: Object.entries(sections).map(([title, div]) => ({ title, text: { status: "generated", div } })),
  };
  const bundle = (...resources) => ({ resourceType: "Bundle", type: "searchset", entry: resources.map((resource) => ({ resource })) });
  await visit(browser, "about:blank", { expected: [SOURCE_ANSWERED_ERROR], settings }, async (page) => {
    await page.context().route("**/written/**", (route) => {
      const everything = route.request().url().includes("$everything");
      return route.fulfill({ json: everything ? bundle(PATIENT, document) : bundle(PATIENT) });
    });
    await page.goto(`${server.origin}/embed`);
    await settled(page);
    await change(page, (element, patient) => element.setAttribute("patient", patient), `${NHS_NUMBER}|${NUMBER}`);
    await change(page, (element) => {
      element.config = { sources: [{ id: "w", title: "St Anne’s", baseUrl: "/written" }] };
    });
    await run(page);
  });
}

async function unfold(page) {
  await page.locator("[role=option]").first().click();
  const summary = page.locator(".detail summary").first();
  assert.equal(await page.locator(".narrative").count(), 0, "folded away, nothing of it is there");
  await summary.focus();
  await page.keyboard.press("Enter");
  await page.locator(".narrative").first().waitFor();
  return summary.textContent();
}

test("a document is read under the headings of its sections, and says that it says more", async () => {
  await showing({ Plan: "<div><ul><li>Weigh daily</li></ul></div>", Results: TABLE }, {}, async (page) => {
    const summary = await unfold(page);
    assert.match(summary, /St Anne’s.*says more/);
    const headings = await page.locator(".detail details :is(h3, h4)").allTextContents();
    assert.deepEqual(headings, ["Summary", "Plan", "Results"]);
    assert.equal(await page.locator(".narrative").first().innerText(), "Summary\n\nSeen by the cardiologist.");
    await assertAccessible(page, "with a narrative unfolded");
  });
});

for (const dir of ["ltr", "rtl"]) {
  test(`a wide table is scrolled by itself at 340 pixels, ${dir}`, async () => {
    await showing({ Results: TABLE }, { viewport: { width: 340, height: 700 } }, async (page) => {
      await change(page, (element, dir) => element.setAttribute("dir", dir), dir);
      await unfold(page);
      const wide = page.locator(".wide");
      const [own, shown, pane] = await wide.evaluate((table) => {
        const pane = table.closest(".detail");
        return [table.scrollWidth, table.clientWidth, pane.scrollWidth - pane.clientWidth];
      });
      assert.ok(own > shown && shown <= 340 && pane <= 1, `${own} in ${shown}, ${pane} over`);
      await wide.focus();
      // Its words run from left to right, whatever the page does.
      await page.keyboard.press("ArrowRight");
      await page.waitForFunction(() => document.querySelector("patient-timeline").shadowRoot.querySelector(".wide").scrollLeft !== 0);
      await assertAccessible(page, `a wide table, ${dir}`);
    });
  });
}

test("a very long narrative is cut with a word, and shown whole on demand", async () => {
  const rows = Array.from({ length: 3000 }, (_, n) => `<tr><td>row ${n}</td></tr>`).join("");
  await showing({ Results: `<table>${rows}</table>`, After: "<p>the end</p>" }, {}, async (page) => {
    await unfold(page);
    const text = () => page.locator(".detail details").first().innerText();
    const cut = await text();
    assert.ok(cut.includes("row 1\n") && !cut.includes("row 2999") && !cut.includes("the end"));
    await page.getByRole("button", { name: "Show all of it" }).click();
    const whole = await text();
    assert.ok(whole.includes("row 2999") && whole.includes("the end") && !whole.includes("Cut here"));
  });
});

test("the search finds the words of a narrative, whatever markup stands in them", async () => {
  await showing({ Plan: "<div>Weigh&nbsp;daily; call if caf&eacute; owner</div>" }, {}, async (page) => {
    const box = page.locator("patient-timeline [part~=search]");
    for (const [words, found] of [["cardiologist", 1], ["daily CAFÉ", 1], ["nbsp", 0]]) {
      await box.fill(words);
      await page.waitForFunction(
        (found) => document.querySelector("patient-timeline").shadowRoot.querySelectorAll("[role=option]").length === found,
        found,
      );
    }
  });
});
