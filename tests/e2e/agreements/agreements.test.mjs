// What an agreement does not share, and what is covered for sensitivity, is found nowhere.

import assert from "node:assert/strict";
import { test } from "node:test";
import { settled, settledCount, shownText } from "../../support/browser.mjs";
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
  const after = await settledCount(page);
  await page.$eval(ELEMENT, keep);
  await given(page, await configured(started.server, { only: ONLY, ...keys }), NUMBER, context);
  return settled(page, { after });
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

const OPENING = { disclosure: "with-reason", reasons: ["Emergency care", "The patient asked for it"] };

/** The first row that is covered. */
const restricted = (page) => page.locator(`${ELEMENT} [role=option]`, { hasText: /restricted|sensitive/i }).first();

/** Opens the first covered entry by the dialog, and says what is read in the dialog then. */
async function openFirst(page, reason) {
  await restricted(page).getByText("Open with a reason").click();
  const dialog = page.locator(`${ELEMENT} dialog[open]`);
  await dialog.locator("select").selectOption(reason);
  await dialog.getByRole("button", { name: "Open", exact: true }).click();
  return dialog;
}

test("a covered entry opens once the host has recorded why, stays shut where it does not, and is covered again in the next context", async () => {
  const all = await holdings();
  const isCovered = ({ meta }) => meta?.security?.some(({ code }) => ["R", "V"].includes(code));
  const everything = Object.values(all).flat();
  const words = secrets(everything.filter(isCovered), everything.filter((one) => !isCovered(one)));
  await visited(async (page) => {
    await page.$eval(ELEMENT, (element) => {
      globalThis.disclosures = [];
      element.recordDisclosure = ({ source, what, reason, user, role, purpose, at, signal }) => {
        if (signal) throw new Error("records outlive the context");
        globalThis.disclosures.push({ source, what, reason, user, role, purpose, isTime: !Number.isNaN(Date.parse(at)) });
        if (globalThis.disclosures.length === 1) throw new Error("not now");
      };
    });
    await loaded(page, OPENING, DOCTOR);
    const count = await page.locator(`${ELEMENT} [role=option]`, { hasText: "Open with a reason" }).count();
    assert.ok(count > 0, "something is covered");
    await foundNowhere(page, words, "before anything is opened");

    const refused = await openFirst(page, "Emergency care");
    await refused.getByText(/could not be recorded/).waitFor();
    await foundNowhere(page, words, "the host did not record it");
    await refused.getByRole("button", { name: "Open", exact: true }).click();
    await refused.waitFor({ state: "detached" });
    const [, disclosure, ...more] = await page.evaluate(() => globalThis.disclosures);
    assert.equal(more.length, 0);
    const { source, ...told } = disclosure;
    assert.ok(ONLY.includes(source));
    assert.deepEqual(told, { what: "covered", reason: "Emergency care", ...DOCTOR, isTime: true });
    await page.locator(`${ELEMENT} [role=option]`, { hasText: /opened with a reason/ }).first().waitFor();
    const open = await said(page);
    const found = words.filter((word) => open.includes(word.toLowerCase()));
    assert.ok(found.length > 0 && (count === 1 || found.length < words.length), "this one, and no other");
    const records = await page.evaluate(() => globalThis.recorded.filter(({ action }) => action === "covered").map(({ outcome }) => outcome));
    assert.deepEqual(records, ["not-opened", "opened"]);

    // Another context: what workers said before is not what is looked for.
    await page.evaluate(() => void (globalThis.workerSaid = []));
    await loaded(page, OPENING, { ...DOCTOR, user: "Dr No" });
    assert.equal(await page.locator(`${ELEMENT} [role=option]`, { hasText: "Open with a reason" }).count(), count);
    await foundNowhere(page, words, "the next context");
  });
});

test("where it is not allowed, nothing offers to open what is covered", async () => {
  await visited(async (page) => {
    await loaded(page, {}, DOCTOR);
    assert.ok((await restricted(page).count()) > 0);
    assert.doesNotMatch(await said(page), /open with a reason/);
  });
});

test("where records are required, nothing is shown before they are accepted, by the host and as AuditEvents", async () => {
  const { server } = started;
  const all = await holdings();
  const words = secrets(Object.values(all).flat(), []);
  const audit = { audit: "required", auditEvents: `${server.origin}/demo/audit-events` };
  const control = (told) => fetch(`${server.origin}/control/records`, { method: "POST", body: JSON.stringify(told) });
  const posted = async () => (await (await fetch(`${server.origin}/demo/audit-events`)).json()).kept;
  await visited(async (page) => {
    await page.$eval(ELEMENT, (element) => (element.recordAccess = () => Promise.reject(new Error("no"))));
    await given(page, await configured(server, { only: ONLY, ...audit }), NUMBER, DOCTOR);
    const none = Object.fromEntries(ONLY.map((id) => [id, "failed: not-recorded"]));
    assert.deepEqual(states(await settled(page)), none);
    await foundNowhere(page, words, "the host refuses");
    assert.deepEqual((await notices(page)).map(({ code }) => code), ONLY.map(() => "access-not-recorded"));
  });
  await hosted(started, { expected: [/audit-events/] }, async (page) => {
    await control({ "audit-events": "refuse" });
    const event = await loaded(page, audit, DOCTOR);
    await control({ "audit-events": null });
    assert.deepEqual(new Set(Object.values(states(event))), new Set(["failed: not-recorded"]), "posts are refused");
    await page.reload();
    await page.waitForFunction(() => customElements.get("patient-timeline"));
    const before = (await posted()).length;
    assert.deepEqual(new Set(Object.values(states(await loaded(page, audit, DOCTOR)))), new Set(["complete"]));
    const events = (await posted()).slice(before);
    assert.equal(events.length, ONLY.length, "the demo's server took each for an AuditEvent");
    const [{ agent, entity, meta }] = events;
    const user = agent.find(({ requestor }) => requestor);
    assert.deepEqual([user.name, user.role[0].text, user.purposeOfUse[0].text], ["Dr Who", "doctor", "direct care"]);
    assert.equal(entity[0].what.identifier.value, NUMBER);
    assert.match(atob(entity[1].query), /\/Patient\//);
    assert.match(meta.profile[0], /PatientQuery$/);
    assert.ok(!words.some((word) => JSON.stringify(events).includes(word)), "no clinical text");
  });
});

test("a context that ends before a source has settled leaves a record, and so does printing", async () => {
  await visited(async (page) => {
    await page.$eval(ELEMENT, keep);
    const configuration = await configured(started.server, { only: ONLY, faults: { kingsway: "stall" } });
    await given(page, configuration, NUMBER, DOCTOR);
    await page.locator(`${ELEMENT} [role=option]`).first().waitFor();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.$eval(ELEMENT, (element) => element.clear());
    const records = await page.evaluate(() => globalThis.recorded.map(({ source, action, outcome, user }) => [source, action, outcome, user].join(" ")));
    assert.ok(records.includes("kingsway load loading Dr Who"), records.join("\n"));
    assert.ok(records.some((record) => / print printed Dr Who$/.test(record)), records.join("\n"));
    assert.equal(records.filter((record) => record.startsWith("kingsway load")).length, 1);
  });
});

test("measures hold numbers and two codes, and go to the host and by beacon when the context ends", async () => {
  const { server } = started;
  const kept = async () => (await (await fetch(`${server.origin}/demo/measures`)).json()).kept;
  const before = (await kept()).length;
  await visited(async (page) => {
    await page.$eval(ELEMENT, (element) => (element.recordMeasures = (measures) => void (globalThis.measured = measures)));
    const keys = { measures: true, measuresAddress: "/demo/measures", organisation: "St Anne's Hospital", site: "WARD-7", faults: { kingsway: "error" } };
    await loaded(page, keys, DOCTOR);
    for (const nth of [0, 1]) {
      await page.locator(`${ELEMENT} [role=option]`).nth(nth).click();
      await page.locator(`${ELEMENT} .detail .title`).waitFor();
    }
    const opened = await page.evaluate(() => globalThis.timelineEvents.filter(({ type }) => type === "timeline-entry-open").map(({ detail }) => detail.sources));
    const others = opened.filter((sources) => !sources.includes("stannes")).length;
    await page.$eval(ELEMENT, (element) => element.clear());
    const { msToFirstEntry, ...measures } = await page.evaluate(() => globalThis.measured);
    assert.ok(Number.isInteger(msToFirstEntry) && msToFirstEntry > 0);
    assert.deepEqual(measures, { opened: opened.length, openedFromOthers: others, gaps: 1, retries: 0, role: "doctor", site: "WARD-7" });
    for (let look = 0; look < 40 && (await kept()).length === before; look += 1) await page.waitForTimeout(50);
    assert.deepEqual((await kept()).at(-1), { ...measures, msToFirstEntry });
  });
});
