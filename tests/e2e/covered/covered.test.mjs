// An entry covered for sensitivity shows its label and nothing else, anywhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, shownText, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
const SYSTEM = "https://fhir.nhs.uk/Id/nhs-number";

test("the words of covered entries stand nowhere on the page or in its events", async () => {
  const { browser, server } = started;
  const secrets = await coveredWords(server);
  assert.ok(secrets.length > 0, "the demonstration has covered entries");
  await visit(browser, `${server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    for (const { number, words } of secrets) {
      await change(page, (element, value) => (element.patient = value), `${SYSTEM}|${number}`);
      for (const word of words) {
        const search = page.locator("patient-timeline [part~=search]");
        await search.fill(word);
        await page.waitForTimeout(600);
        const options = await page.locator("patient-timeline [role=option]").allTextContents();
        assert.ok(!options.some((text) => text.includes(word)), "no row shows it");
        await search.fill("");
      }
      await page.waitForTimeout(300);
      const covered = page.locator("patient-timeline [role=option]", { hasText: /Restricted|Sensitive/i });
      if ((await covered.count()) > 0) await covered.first().click();
      await page.waitForTimeout(500);
      const said = [
        await shownText(page),
        await page.locator("patient-timeline").ariaSnapshot(),
        JSON.stringify(await page.evaluate(() => timelineEvents.map(({ detail }) => detail))),
      ].join("\n");
      for (const word of words) assert.ok(!said.includes(word), "neither on the page, nor for a screen reader, nor in an event");
    }
  });
});

/** The titles of each patient's covered resources that no resource in the open has. */
async function coveredWords(server) {
  const { sources } = await server.configuration();
  const found = [];
  for (const { identifier, down = [] } of await server.patients()) {
    const open = [];
    const covered = [];
    for (const source of sources.filter(({ id, kind }) => kind !== "feed" && !down.includes(id))) {
      for (const resource of await everything(new URL(source.baseUrl, server.origin), identifier.value)) {
        const labels = (resource.meta?.security ?? []).map(({ code }) => code);
        const text = resource.code?.text ?? resource.code?.coding?.[0]?.display;
        if (text) (labels.some((code) => ["R", "V"].includes(code)) ? covered : open).push(text);
      }
    }
    const words = covered.filter((text) => !open.some((other) => other.includes(text)));
    if (words.length > 0) found.push({ number: identifier.value, words: [...new Set(words)] });
  }
  return found;
}

async function everything(base, number) {
  const found = await (await fetch(`${base}/Patient?identifier=${encodeURIComponent(`${SYSTEM}|${number}`)}`)).json().catch(() => ({}));
  const id = found.entry?.[0]?.resource?.id;
  if (!id) return [];
  const resources = [];
  for (let next = `${base}/Patient/${id}/$everything`; next; ) {
    const page = await (await fetch(next)).json();
    resources.push(...(page.entry ?? []).map(({ resource }) => resource));
    next = page.link?.find(({ relation }) => relation === "next")?.url;
  }
  return resources;
}
