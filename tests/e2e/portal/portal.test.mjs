// Every patient of the ward portal is shown with what every source holds of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, settledCount, shownText, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();

test("each patient's record is ready with entries from every source that holds one", async (t) => {
  const { browser, server } = started;
  const [patients, { sources }] = await Promise.all([server.patients(), server.configuration()]);
  assert.ok(patients.length >= 2, "the ward has patients");
  await visit(browser, server.origin, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    for (const patient of patients) {
      await t.test(`${patient.family}, ${patient.given} ${patient.identifier.value}`, async () => {
        const event = await chosen(page, patient);
        assert.equal(event.type, "timeline-ready");
        assert.deepEqual(
          Object.fromEntries(event.detail.sources.map(({ id, state }) => [id, state])),
          Object.fromEntries(sources.map(({ id }) => [id, expectedState(patient, id)])),
        );
        for (const { id, state, records } of event.detail.sources) {
          assert.equal(records > 0, state === "complete", `${id} is ${state} with ${records} records`);
        }
        assert.ok(event.detail.entries > 0, "entries are shown");
        assert.ok(event.detail.records >= event.detail.entries, "no entry is without a record");
        assert.match(await shownText(page), new RegExp(patient.family, "i"));
      });
    }
  });
});

/** Chooses a patient as a user does. Whoever is chosen already is loaded again. */
async function chosen(page, patient) {
  const button = page.locator(`[data-beds] button[data-number="${patient.identifier.value}"]`);
  if ((await button.getAttribute("aria-pressed")) === "true") return change(page, (element) => void element.reload());
  const after = await settledCount(page);
  await button.click();
  return settled(page, { after });
}

function expectedState(patient, source) {
  if (patient.down?.includes(source)) return "failed";
  return patient.sources.includes(source) ? "complete" : "no-such-patient";
}

test("nothing of the last patient is left when another is chosen", async () => {
  const { browser, server } = started;
  const patients = await server.patients();
  const [first, second] = [patients[0], patients.find(({ family }) => family !== patients[0].family)];
  await visit(browser, server.origin, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    await chosen(page, first);
    assert.match(await shownText(page), new RegExp(first.family, "i"));
    const kept = await page.$eval("patient-timeline", (element, value) => {
      element.setAttribute("patient", `https://fhir.nhs.uk/Id/nhs-number|${value}`);
      return element.shadowRoot.textContent;
    }, second.identifier.value);
    assert.doesNotMatch(kept, new RegExp(first.family, "i"), "in the very task in which the patient changes");
  });
});

test("the promise `ready` is kept with the detail of timeline-ready", async () => {
  const { browser, server } = started;
  await visit(browser, `${server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    const event = await settled(page);
    const detail = await page.$eval("patient-timeline", (element) => element.ready);
    assert.deepEqual(detail, event.detail);
  });
});
