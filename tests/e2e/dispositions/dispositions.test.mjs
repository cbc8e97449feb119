// No resource is lost in silence: what each source sent is what the element accounts for.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();

test("for each patient the six dispositions add up to the resources sent", async (t) => {
  const { browser, server } = started;
  const [patients, { sources }] = await Promise.all([server.patients(), server.configuration()]);
  await visit(browser, `${server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    const sent = new Map();
    // The element reads bodies as they come in, of which the browser keeps no copy to ask for.
    await page.route(/\/sources\//, async (route) => {
      const response = await route.fetch().catch(() => undefined);
      // A kept connection may be closed just then: the element asks once more.
      if (!response) return route.abort();
      const body = await response.body();
      count(response, body, sent);
      await route.fulfill({ response, body });
    });
    for (const { family, identifier } of patients) {
      await t.test(`${family} ${identifier.value}`, async () => {
        sent.clear();
        const address = `${identifier.system}|${identifier.value}`;
        // The patient that the page begins with is loaded again.
        const { type, detail } = await change(page, (element, value) => {
          if (element.patient === value) element.reload();
          else element.patient = value;
        }, address);
        assert.equal(type, "timeline-ready");
        assert.equal(detail.sources.length, sources.length);
        for (const { id, tally, records } of detail.sources) {
          const { received, entries, parts, supporting, somebodyElse, messages, problems } = tally;
          assert.equal(received, sent.get(id) ?? 0, `${id}: received is what was sent`);
          assert.equal(received, entries + parts + supporting + somebodyElse + messages + problems, `${id}: the six add up`);
          assert.equal(records, entries, `${id}: every entry is in the record`);
        }
        assert.ok([...sent.values()].some((number) => number > 1), "something was sent");
      });
    }
  });
});

/** Counts the resources, or a feed's records, of one answer to its source. */
function count(response, bytes, sent) {
  const source = /\/sources\/([^/]+)\//.exec(response.url())?.[1];
  if (!source || !response.ok()) return;
  const body = JSON.parse(bytes.toString());
  const number = body.resourceType === "Bundle" ? (body.entry ?? []).filter(({ resource }) => resource).length : (body.records ?? []).length;
  sent.set(source, (sent.get(source) ?? 0) + number);
}
