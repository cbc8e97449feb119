// Changes of context at random moments: never a row, a detail, an event or a word of another patient.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { SYSTEM } from "../../support/hosting.mjs";
import { random, seeds } from "../../support/random.mjs";
import { watchForStrangers } from "./watch.mjs";

const started = fixture();
const PATIENTS = ["alder", "birch", "cedar"];
const SOURCES = ["one", "two", "three"];
const CHANGES = 300;
const PAGES = 3;

const identifier = (patient) => `999000000${PATIENTS.indexOf(patient)}`;

/** What a source answers: each word of it names the patient and no other. */
function page(patient, source, number) {
  const reference = { reference: `Patient/${patient}` };
  const resources = [
    {
      resourceType: "Patient", id: patient, birthDate: `19${40 + PATIENTS.indexOf(patient)}-05-06`, gender: "female",
      identifier: [{ system: SYSTEM, value: identifier(patient) }], name: [{ family: `${patient}son`, given: [patient] }],
    },
  ];
  for (let place = 0; place < 4 && number > 0; place += 1) {
    const id = `${patient}-${source}-${number}-${place}`;
    const date = `20${10 + PATIENTS.indexOf(patient)}-0${number}-1${place}`;
    resources.push({
      resourceType: "Condition", id, subject: reference, onsetDateTime: date, code: { text: `Problem of ${patient} ${id}` },
      note: [{ text: `Seen at home: ${patient}` }],
    });
  }
  return resources;
}

/** Sources that answer after a while that differs each time; `asked` counts what is under way. */
async function serveSlowly(context, next, open) {
  await context.route("**/written/**", async (route) => {
    const request = route.request();
    open.add(request);
    const url = new URL(request.url());
    const source = url.pathname.split("/")[2];
    const everything = url.pathname.includes("$everything");
    const patient = PATIENTS.find((name) => url.href.includes(everything ? `Patient/${name}` : identifier(name)));
    const number = everything ? Number(url.searchParams.get("page") ?? 1) : 0;
    await new Promise((resolve) => setTimeout(resolve, next(60)));
    const link = number > 0 && number < PAGES ? [{ relation: "next", url: `${url.origin}${url.pathname}?page=${number + 1}` }] : [];
    const entry = page(patient, source, number).map((resource) => ({ resource }));
    await route.fulfill({ json: { resourceType: "Bundle", type: "searchset", link, entry } }).catch(() => {});
    open.delete(request);
  });
}

for (const worker of [true, false]) {
  test(`${CHANGES} changes of context show nothing of another patient, ${worker ? "with" : "without"} a worker`, async (t) => {
    const { browser, server } = started;
    const [seed] = seeds(7);
    t.diagnostic(`seed ${seed}`);
    const next = random(seed);
    await visit(browser, "about:blank", { expected: [SOURCE_ANSWERED_ERROR, /written/] }, async (page) => {
      const open = new Set();
      await serveSlowly(page.context(), random(seed + 1), open);
      await page.addInitScript(watchForStrangers, PATIENTS);
      await page.goto(`${server.origin}/embed`);
      await page.waitForFunction(() => customElements.get("patient-timeline"));
      const sources = SOURCES.map((id) => ({ id, title: `Source ${id}`, baseUrl: `/written/${id}` }));
      // What the page does, and when, is decided before.
      const changes = Array.from({ length: CHANGES }, () => ({
        patient: next(PATIENTS.length), way: next(6), wait: next(80), whole: next(20) === 0, user: next(3),
      }));
      const outcome = await page.evaluate(
        ([config, list]) => globalThis.changeContexts(config, list),
        [{ sources, worker }, changes.map((one) => ({ ...one, value: `${SYSTEM}|${identifier(PATIENTS[one.patient])}` }))],
      );
      assert.deepEqual(outcome.strangers, [], "what was seen of another patient");
      // It was looked at while there was something to see.
      assert.ok(outcome.looks > 10 * CHANGES, `${outcome.looks} looks`);
      for (const patient of PATIENTS) assert.ok(outcome.seen[patient] > 20, `${patient} was on the screen ${outcome.seen[patient]} times`);
      assert.ok(outcome.opened > 5, `${outcome.opened} details were opened`);
      assert.ok(outcome.ready > 3 && outcome.ready < CHANGES, `${outcome.ready} loads came to their end`);
      assert.equal(outcome.entries, SOURCES.length * PAGES * 4, "the last one is whole");

      // Nothing of the contexts before is left.
      assert.equal(page.workers().length, worker ? 1 : 0);
      await page.waitForTimeout(200);
      assert.equal(open.size, 0, "no request is under way");
      const underWay = () => page.evaluate(() => globalThis.underWay());
      // The one timer looks once a minute how old the record on the screen is.
      assert.deepEqual(await underWay(), { timers: 1, calls: 0 });
      await page.$eval("patient-timeline", (element) => element.remove());
      await page.waitForTimeout(300);
      assert.equal(page.workers().length, 0);
      assert.deepEqual(await underWay(), { timers: 0, calls: 0 });
    });
  });
}

test("what was said last holds, be it an attribute or a property, and though it was said before", async () => {
  const { browser, server } = started;
  await visit(browser, "about:blank", { expected: [SOURCE_ANSWERED_ERROR, /written/] }, async (page) => {
    await serveSlowly(page.context(), () => 0, new Set());
    await page.goto(`${server.origin}/embed`);
    await settled(page);
    const config = { sources: [{ id: "one", title: "One", baseUrl: "/written/one" }] };
    await change(page, (element, [config, value]) => {
      element.config = config;
      element.setAttribute("patient", value);
    }, [config, `${SYSTEM}|${identifier("alder")}`]);
    const ways = {
      "an object": (element, [system, value]) => void (element.patient = { identifier: { system, value } }),
      "a text": (element, [system, value]) => void (element.patient = `${system}|${value}`),
      "an attribute": (element, [system, value]) => element.setAttribute("patient", `${system}|${value}`),
      "a context": (element, [system, value]) => void element.setContext({ patient: `${system}|${value}` }),
    };
    let turn = 0;
    for (const [first, one] of Object.entries(ways)) {
      for (const [second, other] of Object.entries(ways)) {
        for (const set of [one, other]) {
          turn += 1;
          const patient = PATIENTS[turn % 2];
          await change(page, set, [SYSTEM, identifier(patient)]);
          const shown = (name) => document.querySelector("patient-timeline").shadowRoot.textContent.includes(`Problem of ${name}`);
          await page.waitForFunction(shown, patient, { timeout: 5000 }).catch(() => assert.fail(`${first}, then ${second}`));
        }
      }
    }
    // The same attribute again, after the element was emptied.
    await page.$eval("patient-timeline", (element) => element.clear());
    await change(page, (element) => element.setAttribute("patient", element.getAttribute("patient")));
    // And the configuration's address, after an object.
    const own = await change(page, (element) => element.setAttribute("config", element.getAttribute("config")));
    assert.ok(own.detail.sources.length > 1);
  });
});
