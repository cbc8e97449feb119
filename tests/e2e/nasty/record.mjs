// A record as no system should send it, and some do: names without end, directions, dates at the ends of time, and far
// too much of everything that is to be seen at once.

export const SYSTEM = "https://fhir.nhs.uk/Id/nhs-number";
export const NUMBER = "9990000018";
const LONG = "Wolfeschlegelsteinhausenbergerdorff".repeat(15).slice(0, 500);
const STRANGE = ["\u202eright to left\u202c", "مضاد حيوي 5 mg", "👩🏽‍⚕️💊🩺", "nul\u0000in it", "<b>bold</b><script>alert(1)</script>", "a\u0308".repeat(40)];

const text = (words) => ({ text: words });
const about = { subject: { reference: "Patient/p" } };

export const patient = {
  resourceType: "Patient", id: "p", birthDate: "0001-01-01", gender: "female",
  identifier: [{ system: SYSTEM, value: NUMBER }],
  name: [{ family: LONG, given: ["Zoë\u202e", "👩‍🚀"], prefix: ["Prof. Dr. Dr. h. c."] }],
};

const allergies = Array.from({ length: 200 }, (_, at) => ({
  resourceType: "AllergyIntolerance", id: `a${at}`, patient: { reference: "Patient/p" }, clinicalStatus: { coding: [{ code: "active" }] },
  code: text(at < STRANGE.length ? STRANGE[at] : at === 10 ? LONG : `Substance ${at}`), recordedDate: "2020-01-01",
  reaction: [{ manifestation: [text(at === 11 ? LONG : "Rash")], severity: "severe" }],
}));

const problems = Array.from({ length: 300 }, (_, at) => ({
  resourceType: "Condition", id: `c${at}`, ...about, clinicalStatus: { coding: [{ code: "active" }] },
  code: text(at < STRANGE.length ? `${STRANGE[at]} problem` : at === 10 ? LONG : `Problem ${at}`),
  onsetDateTime: ["0001-01-01", "9999-12-31", "0000", "2026-03-06T23:59:59.999999999Z", "1900-02-29"][at] ?? `20${String(at % 24).padStart(2, "0")}-01-01`,
}));

const results = [
  "9".repeat(60), `0.${"0".repeat(58)}1`, `-${"1".repeat(60)}`,
].map((value, at) => ({ raw: value, resource: {
  resourceType: "Observation", id: `o${at}`, status: "final", ...about, code: text(`Count ${at}`), effectiveDateTime: `2026-03-0${at + 1}`,
  valueQuantity: { value: `@${at}@`, unit: at === 1 ? "x".repeat(80) : "10*9/L" },
} }));

const medicines = Array.from({ length: 30 }, (_, at) => ({
  resourceType: "MedicationStatement", id: `m${at}`, status: "active", ...about, effectivePeriod: { start: `2025-01-${String(at % 28 + 1).padStart(2, "0")}` },
  medicationCodeableConcept: text(at < STRANGE.length ? STRANGE[at] : at === 10 ? LONG : `Medicine ${at} 500 mg modified-release tablets`),
  dosage: [{ text: at === 12 ? "Take one. ".repeat(300) : "One to be taken each day" }],
}));

const FIVE = 5_000_000;
const letters = [
  { id: "d1", attachment: { contentType: "text/plain", title: "Five million letters", data: Buffer.alloc(FIVE, "All work and no play.\n").toString("base64") } },
  { id: "d2", attachment: { contentType: "text/plain", title: STRANGE[4], data: Buffer.from("x").toString("base64") } },
].map(({ id, attachment }) => ({ resourceType: "DocumentReference", id, status: "current", ...about, date: "2026-03-05T10:00:00Z", type: text(`Letter ${id}`), content: [{ attachment }] }));

/** Everything of the patient, as text: numbers of sixty digits are none of JavaScript's. */
export function everything() {
  const resources = [patient, ...allergies, ...problems, ...results.map(({ resource }) => resource), ...medicines, ...letters];
  let json = JSON.stringify({ resourceType: "Bundle", type: "searchset", entry: resources.map((resource) => ({ resource })) });
  for (const [at, { raw }] of results.entries()) json = json.replace(`"@${at}@"`, raw);
  return json;
}

export const configuration = {
  sources: [{ id: "n", title: "Nasty Trust", kind: "fhir", baseUrl: "/nasty" }, { id: "m", title: "\u202eOther", kind: "fhir", baseUrl: "/gone" }],
  now: "2026-03-07T09:14:00Z",
  timeZone: "Europe/London",
};
