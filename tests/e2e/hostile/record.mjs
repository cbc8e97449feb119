// Sources that put one hostile text into every field that the viewer shows.

export const NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number";
const NUMBER = "9990000018";

/** The patient attribute of every load. */
export const PATIENT = `${NHS_NUMBER}|${NUMBER}`;

/** A configuration with one FHIR source and one feed, both named by a hostile text. */
export function configuration(title) {
  const facts = ["note", "dose", "reaction", "document"].map((field) => ({ field, value: `/${field}` }));
  return {
    sources: [
      { id: "fhir", title, kind: "fhir", baseUrl: "/hostile/fhir" },
      {
        id: "feed",
        title: `feed ${title}`,
        kind: "feed",
        baseUrl: "/hostile/feed",
        feed: {
          path: "/{value}",
          patient: { identifier: { system: NHS_NUMBER, value: "/number" }, family: "/family", given: "/given" },
          items: "/items",
          map: [{
            when: { "/type": "contact" }, name: "Contact", kind: "encounter", title: "/title", start: "/start",
            status: "/state", author: "/author", organisation: "/organisation", facts,
          }],
        },
      },
    ],
    now: "2026-03-07T09:14:00Z",
    timeZone: "Europe/London",
  };
}

/** The answers of both sources, by path, for these texts; the first three name the patient. */
export function answers(texts) {
  const patient = {
    resourceType: "Patient", id: "p", birthDate: "1944-06-09",
    identifier: [{ system: NHS_NUMBER, value: NUMBER }],
    name: [{ family: texts[0], given: [texts[1] ?? "given"], prefix: [texts[2] ?? "title"] }],
  };
  const bundle = (resources) => ({
    resourceType: "Bundle", type: "searchset", entry: resources.map((resource) => ({ resource })),
  });
  return {
    "/hostile/fhir/Patient": bundle([patient]),
    "/hostile/fhir/Patient/p/$everything": bundle([patient, ...texts.map(observation)]),
    [`/hostile/feed/${NUMBER}`]: {
      number: NUMBER, family: texts[0], given: texts[0],
      items: texts.map((text, place) => ({
        type: "contact", title: `${text} `, start: day(2001, place), author: text, organisation: text, note: text, dose: text,
        reaction: text, document: text, state: text,
      })),
    },
  };
}

function observation(text, place) {
  const concept = { text, coding: [{ system: `urn:${text}`, code: text, display: text }] };
  const quantity = { value: 5, unit: text };
  return {
    resourceType: "Observation", id: `o${place}`, status: text, subject: { reference: "Patient/p" },
    text: { status: "additional", div: text },
    identifier: [{ system: text, value: text }],
    category: [concept], code: concept, effectiveDateTime: day(2011, place), issued: text,
    performer: [{ display: text }], interpretation: [{ text }], bodySite: concept, method: concept,
    specimen: { display: text }, note: [{ text, authorString: text }], comment: text,
    referenceRange: [{ text, low: quantity, high: quantity }],
    component: [{ code: concept, valueString: text }, { code: { text: "b" }, valueQuantity: quantity }],
    ...(place % 2 === 0 ? { valueString: text } : { valueQuantity: quantity }),
  };
}

/** A day of its own for each place, so that no two entries are one. */
function day(year, place) {
  return new Date(Date.UTC(year, 0, 1 + place * 3)).toISOString().slice(0, 10);
}
