// Every patient of the ward portal is shown with what every source holds of them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, settledCount, shownText, visit } from "../../support/browser.mjs";
import { assertAccessible } from "../../support/axe.mjs";
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

test("the panel tells a source what to do, lists what the element told, and takes all back", async () => {
  const { browser, server } = started;
  const control = async (what) => (await fetch(`${server.origin}/control/${what}`)).json();
  await visit(browser, server.origin, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    const asked = page.waitForRequest((request) => request.url().includes("/demo/token?source=kingsway"));
    await page.getByRole("button", { name: /^Sources/ }).click();
    const row = (name) => page.getByRole("group", { name });
    await row("St Anne's Hospital").getByLabel("what it does").selectOption("error");
    await row("St Anne's Hospital").getByLabel("how fast").selectOption("200");
    await row("Council Social Care").getByLabel("what it does").selectOption("truncated");
    await row("Council Social Care").getByLabel("pages").selectOption("1");
    assert.equal(await row("Council Social Care").locator("option[value=withheld]").count(), 0, "a feed cannot withhold");
    await row("Kingsway Infirmary").getByLabel("sign-in").selectOption("token");
    await asked;
    await page.locator("[data-fault-count]", { hasText: "2" }).waitFor();
    assert.deepEqual((await control("faults")).faults, { stannes: "slow:200.error", socialcare: "truncated@1" });
    assert.deepEqual((await control("sign-in")).signIn, { kingsway: "token" });
    await assertAccessible(page, "the panel of the sources");

    await page.getByRole("button", { name: "Lift all" }).click();
    // A load that began before may end first.
    await page.waitForFunction(() => {
      const last = timelineEvents.filter(({ type }) => type === "timeline-ready").at(-1);
      return last?.detail.sources.every(({ state }) => ["complete", "no-such-patient"].includes(state));
    });
    assert.deepEqual((await control("faults")).faults, {});
    assert.deepEqual((await control("sign-in")).signIn, {});

    await page.locator("#faults").getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Events" }).click();
    const told = await page.locator("[data-told-list]").innerText();
    for (const name of ["timeline-ready", "getAccessToken source kingsway"]) assert.ok(told.replace(/\s+/g, " ").includes(name), name);
    const [patient] = await server.patients();
    for (const secret of [patient.identifier.value, patient.family, "Bearer"]) assert.ok(!told.includes(secret), "nothing of the patient");
    await assertAccessible(page, "the list of what the element told");
  });
});

test("each access is recorded, however often the record is loaded", async () => {
  const { browser, server } = started;
  const kept = async (book) => (await (await fetch(`${server.origin}/demo/${book}`)).json()).kept.length;
  const forget = (book) => fetch(`${server.origin}/demo/${book}`, { method: "DELETE" });
  await Promise.all(["access", "audit-events"].map(forget));
  await visit(browser, server.origin, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    const loads = 12;
    for (let load = 1; load < loads; load += 1) await change(page, (element) => void element.reload());
    const notices = await page.evaluate(() => timelineEvents.filter(({ type }) => type === "timeline-notice").map(({ detail }) => detail.code));
    assert.ok(notices.length > 0, "an agreement ends soon");
    assert.deepEqual([...new Set(notices)], ["agreement-ends"]);
    const { sources } = await server.configuration();
    assert.deepEqual([await kept("access"), await kept("audit-events")], [loads * sources.length, loads * sources.length]);
  });
});

test("the page of counts can be read by everybody", async () => {
  const { browser, server } = started;
  await fetch(`${server.origin}/demo/measures`, { method: "POST", body: JSON.stringify({ retries: 2, role: "doctor" }) });
  for (const width of [1440, 340]) {
    await visit(browser, `${server.origin}/measures`, { settings: { viewport: { width, height: 700 } } }, async (page) => {
      await page.getByRole("rowheader", { name: "doctor" }).waitFor();
      await assertAccessible(page, `the page of counts, ${width} wide`);
    });
  }
});
