// A record that is far too much, at the ends of what dates and names can be: it is shown, named and counted all the same.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { NUMBER, SYSTEM, configuration, everything, patient } from "./record.mjs";

const started = fixture();

/** What reaches beyond the window, but for what scrolls by itself. */
function beyond() {
  const root = document.querySelector("patient-timeline").shadowRoot;
  const scrolls = ".hidden, .copies, .wide, .lanes, .overview";
  const out = [...root.querySelectorAll("*")].filter((own) => {
    const { left, right, width } = own.getBoundingClientRect();
    return width > 0 && (right > innerWidth + 1 || left < -1) && !own.closest(scrolls);
  });
  return [document.documentElement.scrollWidth > innerWidth ? "the page" : "", ...out.map((own) => own.className)].filter(Boolean);
}

for (const [width, height] of [[340, 700], [1440, 900]]) {
  test(`names without end, strange letters, and hundreds of everything, ${width} pixels wide`, async () => {
    const { browser, server } = started;
    await visit(browser, "about:blank", { expected: [SOURCE_ANSWERED_ERROR, /\/gone/], settings: { viewport: { width, height } } }, async (page) => {
      const found = JSON.stringify({ resourceType: "Bundle", type: "searchset", entry: [{ resource: patient }] });
      await page.context().route("**/nasty/**", (route) => {
        const body = route.request().url().includes("everything") ? everything() : found;
        return route.fulfill({ contentType: "application/fhir+json", body });
      });
      await page.goto(`${server.origin}/embed`);
      await settled(page);
      await change(page, (element, patient) => element.setAttribute("patient", patient), `${SYSTEM}|${NUMBER}`);
      const { detail } = await change(page, (element, config) => (element.config = config), configuration);
      assert.equal(detail.sources[0].tally.problems, 0);
      assert.equal(detail.sources[0].records, detail.entries);
      const element = page.locator("patient-timeline");
      assert.deepEqual(await page.evaluate(beyond), []);
      assert.equal(await element.locator(".allergies .live .link").count(), 200, "each allergy is named");
      assert.equal(await element.locator("script, .allergies b").count(), 0, "markup is words");
      const search = element.locator("[part~=search]");
      await search.fill("Five million");
      const row = element.getByRole("option", { name: /Letter d1/ });
      await row.waitFor({ state: "attached" });
      await row.evaluate((own) => own.click());
      const letter = element.locator(".doc");
      await letter.getByRole("button", { name: /^Show/ }).evaluate((own) => own.click());
      await letter.locator("pre").waitFor({ state: "attached" });
      assert.ok((await letter.locator("pre").textContent()).length <= 100_000, "a part of it, until all is asked for");
      assert.deepEqual(await page.evaluate(beyond), []);
    });
  });
}
