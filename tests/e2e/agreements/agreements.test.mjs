// What an agreement does not share, and what is covered for sensitivity, is found nowhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settled, shownText } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { configured, given, hosted, lineOf, requestsTo, states } from "../../support/hosting.mjs";
import { foundNowhere, held, said, secrets, watchWorkers } from "../../support/secrets.mjs";

const started = fixture();
const ELEMENT = "patient-timeline";
const NUMBER = "9990997330";
const ONLY = ["stannes", "kingsway", "mentalhealth"];
const AGREEMENT = { title: "Regional sharing agreement", roles: ["doctor"], purposes: ["direct care"] };
const DOCTOR = { user: "Dr Who", role: "doctor", purpose: "direct care" };

/** The host keeps what it is to record, on the page. */
const keep = (element) => {
  globalThis.recorded = [];
  element.recordAccess = (access) => void globalThis.recorded.push(access);
};

/** What each of the sources holds of the patient. */
async function holdings() {
  const { sources } = await configured(started.server, { only: ONLY });
  const all = {};
  for (const source of sources) all[source.id] = await held(started.server, source, NUMBER);
  return all;
}

const without = (all, id) => Object.entries(all).flatMap(([own, resources]) => (own === id ? [] : resources));

async function loaded(page, keys, context) {
  await page.$eval(ELEMENT, keep);
  await given(page, await configured(started.server, { only: ONLY, ...keys }), NUMBER, context);
  return settled(page);
}

const notices = (page) =>
  page.evaluate(() => globalThis.timelineEvents.filter(({ type }) => type === "timeline-notice").map(({ detail }) => detail));

/** Visits a page that notes what its workers say. */
const visited = (run) =>
  hosted(started, {}, async (page) => {
    await page.addInitScript(watchWorkers);
    await page.reload();
    await page.waitForFunction(() => customElements.get("patient-timeline"));
    await run(page);
  });

test("what a source holds is found where it is shared: the search finds something", async () => {
  const all = await holdings();
  const words = secrets(all.mentalhealth, without(all, "mentalhealth"));
  await visited(async (page) => {
    assert.equal(states(await loaded(page, {}, DOCTOR)).mentalhealth, "complete");
    const found = await said(page);
    const covered = all.mentalhealth.filter(({ meta }) => meta?.security);
    const open = secrets(all.mentalhealth.filter((one) => !covered.includes(one)), without(all, "mentalhealth"));
    assert.ok(open.filter((word) => found.includes(word.toLowerCase())).length > 0, `some of ${words.length} words`);
  });
});

for (const worker of [true, false]) {
  test(`a role without right, another purpose or an agreement that ran out: nothing is asked and nothing found (${worker ? "worker" : "page"})`, async () => {
    const all = await holdings();
    const words = secrets(all.mentalhealth, without(all, "mentalhealth"));
    const cases = [
      ["role", {}, { ...DOCTOR, role: "clerk" }],
      ["role", {}, { purpose: "direct care" }],
      ["purpose", {}, { ...DOCTOR, purpose: "research" }],
      ["expired", { until: "2020-12-31", onExpiry: "stop" }, DOCTOR],
    ];
    for (const [reason, terms, context] of cases) {
      await visited(async (page) => {
        const requests = requestsTo(page, "/sources/mentalhealth/");
        const sources = { mentalhealth: { agreement: { ...AGREEMENT, ...terms } } };
        const event = await loaded(page, { worker, sources }, context);
        assert.deepEqual(states(event), { stannes: "complete", kingsway: "complete", mentalhealth: `not-shared: ${reason}` });
        assert.equal((await requests()).length, 0, "nothing is asked");
        const own = event.detail.sources.find(({ id }) => id === "mentalhealth");
        assert.deepEqual([own.records, own.tally.received], [0, 0]);
        assert.match(await lineOf(page, "Mental"), /not shared/i);
        await foundNowhere(page, words, `${reason}, ${JSON.stringify(context)}`);
        const records = await page.evaluate(() => globalThis.recorded.map(({ source, outcome, reason }) => ({ source, outcome, reason })));
        assert.deepEqual(records.find(({ source }) => source === "mentalhealth"), { source: "mentalhealth", outcome: "not-shared", reason });
      });
    }
  });
}

test("an agreement that ran out goes on where it only warns, and the integrator alone is told", async () => {
  await visited(async (page) => {
    const sources = { mentalhealth: { agreement: { ...AGREEMENT, until: "2026-03-01" } } };
    const event = await loaded(page, { sources }, DOCTOR);
    assert.equal(states(event).mentalhealth, "complete");
    const [notice, ...more] = await notices(page);
    assert.deepEqual([notice.code, notice.source, more.length], ["agreement-overdue", "mentalhealth", 0]);
    assert.doesNotMatch(await shownText(page), /overdue|ran out|expired/i);
  });
});

test("kinds that are not shared are not asked for, have no count and are found nowhere", async () => {
  const all = await holdings();
  const shared = ["Condition", "AllergyIntolerance", "MedicationRequest", "MedicationStatement", "Medication", "Patient"];
  const isShared = ({ resourceType }) => shared.includes(resourceType);
  const open = [...without(all, "kingsway"), ...all.kingsway.filter(isShared)];
  const words = secrets(all.kingsway.filter((one) => !isShared(one)), open);
  await visited(async (page) => {
    const sources = { kingsway: { agreement: { ...AGREEMENT, kinds: ["problem", "allergy", "medicine"] } } };
    const event = await loaded(page, { sources }, DOCTOR);
    const own = event.detail.sources.find(({ id }) => id === "kingsway");
    assert.equal(own.state, "complete");
    const [gap] = own.kinds.filter(({ state }) => state === "not-shared");
    assert.equal(gap.reason, "agreement");
    assert.ok(gap.kinds.includes("result") && !gap.kinds.includes("problem"));
    const entries = all.kingsway.filter(isShared).length;
    assert.ok(own.records <= entries && own.tally.received <= 2 * entries + 60, "nothing else is counted");
    await foundNowhere(page, words, "other kinds");
    const record = await page.evaluate(() => globalThis.recorded.find(({ source }) => source === "kingsway"));
    assert.deepEqual(record.kinds, ["problem", "medicine", "allergy"]);
    assert.deepEqual(Object.keys(record.counts).filter((kind) => ![...record.kinds, "covered"].includes(kind)), []);
  });
});
