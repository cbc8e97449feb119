// The map of codes: asked for only where sources name things in different code systems, and never in the way.

import assert from "node:assert/strict";
import { test } from "node:test";
import { change, restingText, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
const NUMBER = { system: "https://fhir.nhs.uk/Id/nhs-number", value: "9990000018" };
const SNOMED = "http://snomed.info/sct";
const READ = "http://read.info/readv2";
const MAP = "/pkg/patient-timeline-codes.tsv";

const patient = { resourceType: "Patient", id: "p", identifier: [NUMBER], name: [{ family: "Hill" }], birthDate: "1950-02-01" };
const bundle = (resources) => ({ resourceType: "Bundle", type: "searchset", entry: resources.map((resource) => ({ resource })) });
const condition = (text, system, code) => ({
  resourceType: "Condition",
  id: code,
  code: { text, coding: [{ system, code }] },
  subject: { reference: "Patient/p" },
  onsetDateTime: "2019-03-30T08:00:00Z",
});

/** Visits a page with two sources that hold one condition each; `answers` are those of other addresses. */
function two(conditions, answers, expected, run) {
  return visit(started.browser, `${started.server.origin}/timeline.json`, { expected }, async (page) => {
    const { origin } = started.server;
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.route("**/bare.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>bare</title>" }));
    for (const [place, held] of conditions.entries()) {
      await page.context().route(`**/own/${place}/**`, (route) => {
        const found = route.request().url().includes("$everything") ? [patient, held] : [patient];
        return route.fulfill({ json: bundle(found) });
      });
    }
    for (const [path, answer] of Object.entries(answers)) await page.context().route(`**${path}`, (route) => route.fulfill(answer));
    await page.goto(`${origin}/bare.html`);
    const sources = conditions.map((_, place) => ({ id: `s${place}`, title: `Source ${place}`, baseUrl: `${origin}/own/${place}` }));
    await page.evaluate(
      async ([config, patient]) => {
        await import("/pkg/patient-timeline.js");
        const element = document.createElement("patient-timeline");
        element.config = config;
        element.setAttribute("patient", patient);
        document.body.append(element);
      },
      [{ sources }, `${NUMBER.system}|${NUMBER.value}`],
    );
    await run(page, await settled(page), { sources, asked: (path) => asked.filter((own) => own === path).length });
  });
}

const different = [condition("Happy puppet syndrome", READ, "PKyz500"), condition("Angelman syndrome", SNOMED, "76880004")];

test("codes that the map joins fold, and the detail names the map", () =>
  two(different, {}, [], async (page, { type, detail }, { asked }) => {
    assert.equal(type, "timeline-ready");
    assert.deepEqual([detail.entries, detail.records, detail.codeMaps], [1, 2, { read: 1, failed: 0 }]);
    assert.equal(asked(MAP), 1);
    await page.locator("patient-timeline [role=option]").first().click();
    assert.match(await restingText(page), /codes joined by a map \(NHSDigital\/integration-adaptor-gp2gp\)/);
  }));

test("where one code system serves, no map is asked for", () => {
  const same = [condition("Asthma", SNOMED, "195967001"), condition("Gout", SNOMED, "90560007")];
  return two(same, {}, [], async (page, { detail }, { asked }) => {
    assert.deepEqual([detail.entries, detail.codeMaps], [2, { read: 0, failed: 0 }]);
    assert.equal(asked(MAP), 0);
  });
});

test("a map that cannot be had is told to the host alone", () =>
  two(different, { [MAP]: { status: 404, body: "" } }, [/patient-timeline-codes/], async (page, { type, detail }) => {
    assert.equal(type, "timeline-ready");
    assert.deepEqual([detail.entries, detail.codeMaps], [2, { read: 0, failed: 1 }]);
    assert.doesNotMatch(await restingText(page), /map|codes\.tsv/i);
  }));

test("the host's own map is read beside it", () => {
  const own = [condition("Local words", "https://lab.example/codes", "L1"), condition("Gout", SNOMED, "90560007")];
  const map = [
    ["# code map 1"],
    ["system", "lab", "https://lab.example/codes"],
    ["system", "sct", SNOMED],
    ["source", "own", "Of the laboratory"],
    ["lab", "L1", "=", "sct", "90560007", "own"],
  ];
  const body = map.map((row) => row.join("\t")).join("\n");
  return two(own, { "/own-map": { contentType: "text/tab-separated-values", body } }, [], async (page, { detail }, { sources }) => {
    assert.equal(detail.entries, 2);
    const config = { sources, codeMaps: [`${started.server.origin}/own-map`] };
    const ready = await change(page, (element, config) => (element.config = config), config);
    assert.deepEqual([ready.detail.entries, ready.detail.codeMaps], [1, { read: 2, failed: 0 }]);
  });
});
