// Sources of which each lacks something else, answered on the page's own way to them.

import { settled, visit } from "../../support/browser.mjs";

const NUMBER = { system: "https://fhir.nhs.uk/Id/nhs-number", value: "9990000018" };
const SNOMED = "http://snomed.info/sct";

const patient = (more = {}) => ({
  resourceType: "Patient",
  id: "p",
  identifier: [NUMBER],
  name: [{ family: "Hill", given: ["Ada"] }],
  gender: "female",
  birthDate: "1950-02-01",
  ...more,
});
const subject = { reference: "Patient/p" };
const bundle = (resources, next) => ({
  resourceType: "Bundle",
  type: "searchset",
  link: next ? [{ relation: "next", url: next }] : [],
  entry: resources.map((resource) => ({ resource })),
});
const observation = (id, text, value, more = {}) => ({
  resourceType: "Observation",
  id,
  status: "final",
  category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: "laboratory" }] }],
  code: { text },
  subject,
  effectiveDateTime: `2026-03-0${id}T09:30:00Z`,
  valueQuantity: { value, unit: "mmol/L" },
  ...more,
});
const allergy = (id, code, text, more = {}) => ({
  resourceType: "AllergyIntolerance",
  id,
  patient: subject,
  code: { text, coding: [{ system: SNOMED, code }] },
  recordedDate: "2019-03-30",
  clinicalStatus: { coding: [{ code: "active" }] },
  verificationStatus: { coding: [{ code: "confirmed" }] },
  ...more,
});

export const PENICILLIN = allergy("a1", "91936005", "Penicillin", {
  criticality: "high",
  reaction: [{ manifestation: [{ text: "anaphylaxis" }], severity: "severe" }],
});
export const ASPIRIN = allergy("a2", "293586001", "Aspirin", { verificationStatus: { coding: [{ code: "refuted" }] } });
export const NONE_KNOWN = allergy("a3", "716186003", "No known allergy");
const restricted = { meta: { security: [{ system: "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", code: "R" }] } };
export const COVERED = observation("4", "Secret finding", 1, restricted);

/** One source as the configuration has it, and what it answers: pages of resources, or a status. */
const source = (id, title, pages, more = {}) => ({ id, title, pages, more });

export const SOURCES = {
  surgery: source("surgery", "Riverside Surgery", [[PENICILLIN, ASPIRIN, observation("1", "Potassium", 4.1), COVERED]]),
  says: source("says", "St Anne’s Hospice", [[NONE_KNOWN, observation("5", "Urea", 6.2)]]),
  down: source("down", "Kingsway Mental Health Trust", 500),
  held: source("held", "Northgate Clinic", [[observation("2", "Sodium", 139)]], { patient: { birthDate: "1950-01-02" } }),
  named: source("named", "Harbour Hospital", [[observation("3", "Creatinine", 88)]], { patient: { name: [{ family: "Dale" }], gender: "male" } }),
  shared: source("shared", "Adult Social Care", [[]], { agreement: { title: "Shared care record 7", roles: ["nurse"] } }),
  cut: source("cut", "Imaging Archive", [[observation("6", "Glucose", 5.1)], []], { maxPages: 1 }),
};

/** Shows these sources on a page with nothing else, and runs the test on it. */
export function scene(started, ids, { settings, config = {}, host = "", attributes = {}, contacts = {} } = {}, run) {
  const expected = [/^console error: Failed to load resource.*\/own\//];
  return visit(started.browser, `${started.server.origin}/timeline.json`, { expected, settings }, async (page) => {
    const { origin } = started.server;
    const page_ = "<!doctype html><html lang=en><title>Missing</title><main><h1>Record</h1></main>";
    await page.route("**/bare.html", (route) => route.fulfill({ contentType: "text/html", body: page_ }));
    const sources = ids.map((id) => SOURCES[id]).map(({ id, title, pages, more: { patient: own, ...more } }) => {
      const base = `${origin}/own/${id}`;
      const answer = (route) => {
        const address = new URL(route.request().url());
        if (typeof pages === "number") return route.fulfill({ status: pages, body: "" });
        if (!address.pathname.includes("everything")) return route.fulfill({ json: bundle([patient(own)]) });
        const at = Number(address.searchParams.get("page") ?? 0);
        const next = at + 1 < pages.length ? `${base}/Patient/p/$everything?page=${at + 1}` : undefined;
        return route.fulfill({ json: bundle([patient(own), ...pages[at]], next) });
      };
      page.context().route(`**/own/${id}/**`, answer);
      return { id, title, baseUrl: base, ...more, ...(contacts[id] && { contact: contacts[id] }) };
    });
    await page.goto(`${origin}/bare.html`);
    await page.evaluate(
      async ([config, patient, host, attributes]) => {
        await import("/pkg/patient-timeline.js");
        const element = document.createElement("patient-timeline");
        Object.assign(element, new Function(host)());
        element.config = config;
        for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
        document.querySelector("main").append(element);
        element.setContext({ patient, user: "dr", role: "doctor", purpose: "TREAT" });
      },
      [
        { now: "2026-03-10T12:00:00Z", timeZone: "Europe/London", disclosure: "with-reason", openHeldBack: true, sources, ...config },
        { identifier: NUMBER, family: "Hill", birthDate: "1950-02-01", gender: "female" },
        host,
        attributes,
      ],
    );
    await settled(page);
    await run(page);
  });
}
