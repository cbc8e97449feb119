// The examples of the README's section on signing in, as they stand there.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { change, settled } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { SYSTEM, configured, hosted, requestsTo, states } from "../../support/hosting.mjs";

const started = fixture();
const ELEMENT = "patient-timeline";
const PATIENT = `${SYSTEM}|9992147083`;

const text = await readFile(new URL("../../../README.md", import.meta.url), "utf8");
const [, section] = text.match(/\n## Signing in\n([\s\S]*?)\n## /);
const [token, carried, launched] = [...section.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);

/** Runs an example on the page, with these of its names put right for the demo. */
async function run(page, code, names = {}) {
  for (const [name, real] of Object.entries(names)) {
    assert.ok(code.includes(name), `the example says ${name}`);
    code = code.replaceAll(name, real);
  }
  await page.evaluate(`(async () => { ${code} })()`);
}

test("a token, as the README shows", () =>
  hosted(started, {}, async (page) => {
    await run(page, token, { "/token?": "/demo/token?" });
    const configuration = await configured(started.server, { faults: { stannes: "needs-token" }, only: ["stannes"] });
    assert.equal(configuration.sources[0].credentials, "token");
    const event = await change(page, (element, [config, patient]) => Object.assign(element, { config, patient }), [configuration, PATIENT]);
    assert.deepEqual(states(event), { stannes: "complete" });
    // One that was refused.
    await page.evaluate(() => {
      const { fetch: real } = globalThis;
      globalThis.asked = [];
      globalThis.fetch = (address, ...more) => {
        // What the element's own script loads goes its way.
        if (!String(address).includes("fresh=")) return real(address, ...more);
        globalThis.asked.push(address);
        return real(globalThis.asked.length === 1 ? `${address}&seconds=0` : address, ...more);
      };
    });
    assert.deepEqual(states(await change(page, (element) => void element.reload())), { stannes: "complete" });
    const asked = await page.evaluate(() => globalThis.asked.map((address) => address.match(/fresh=(\w+)/)[1]));
    assert.deepEqual(asked, ["false", "true"]);
  }));

test("own requests, as the README shows: GP Connect by way of a proxy", () =>
  hosted(started, {}, async (page) => {
    const requests = requestsTo(page, "/proxy/");
    await page.evaluate(() => (globalThis.timeline = document.querySelector("patient-timeline")));
    await run(page, carried, { "https://spine.example/": `${started.server.origin}/sources/`, "/spine/": "/proxy/" });
    const gp = { carrier: "host", preset: "gp-connect" };
    const configuration = await configured(started.server, { only: ["riverside"], all: gp });
    const event = await change(page, (element, [config, patient]) => Object.assign(element, { config, patient }), [configuration, PATIENT]);
    assert.deepEqual(states(event), { riverside: "complete" });
    assert.deepEqual((await requests()).map(({ method }) => method), ["POST"]);
  }));

test("a SMART launch, as the README shows", () =>
  hosted(started, {}, async (page) => {
    const { origin } = started.server;
    const idOf = async (patient) => {
      const answer = await fetch(`${origin}/sources/kingsway/fhir/Patient?identifier=${encodeURIComponent(patient)}`);
      return (await answer.json()).entry[0].resource.id;
    };
    const launch = { patient: await idOf(PATIENT), access_token: "expired" };
    await page.evaluate((launch) => {
      globalThis.timeline = document.querySelector("patient-timeline");
      const refresh = async () => (await (await fetch("/demo/token?source=kingsway", { method: "POST" })).json()).access_token;
      globalThis.launch = { ...launch, refresh };
    }, launch);
    const requests = requestsTo(page, "/sources/");
    const baseUrl = "/faulty/needs-token/sources/kingsway/fhir";
    const config = { sources: [{ id: "ehr", title: "Kingsway Infirmary", preset: "smart", baseUrl }] };
    await page.$eval(ELEMENT, (element, config) => void (element.config = config), config);
    await run(page, launched, { 9990000018: "9992147083" });
    assert.deepEqual(states(await settled(page)), { ehr: "complete" });
    assert.ok((await requests()).every(({ url }) => !url.includes("identifier=")), "nobody is searched for");
    // The id of somebody else is held against whom the page names.
    const other = { ehr: { patientId: await idOf(`${SYSTEM}|9994102877`) } };
    const held = await change(page, (element, [patient, sources]) => void element.setContext({ patient, sources }), [PATIENT, other]);
    assert.deepEqual(states(held), { ehr: "held-back: other-identifier" });
  }));
