// The demonstration's patients, as each server is to hold them.

import { readFileSync } from "node:fs";

const DEMO = new URL("../../www/demo/", import.meta.url);
const NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number";

/** Both servers know both patients, so that each load could bring the other's records. */
export const PATIENTS = [
  { value: "9999857450", family: "Hollis" },
  { value: "9992147083", family: "Ashworth" },
].map((patient) => ({ ...patient, system: NHS_NUMBER }));

/** Nobody on either server. */
export const STRANGER = { system: NHS_NUMBER, value: "9990000000" };

/** The resources of a patient in these of the demonstration's sources, as one record with one Patient. */
export function record(value, sources) {
  const resources = sources.flatMap((source) => bundle(source, value).entry.map((entry) => entry.resource));
  const [patient, ...others] = resources.filter(isPatient);
  const same = new Map(others.map((other) => [reference(other), reference(patient)]));
  return [patient, ...resources.filter((resource) => !isPatient(resource)).map((resource) => renamed(resource, same))];
}

/** How many there are of each type. */
export function byType(resources) {
  const counts = new Map();
  for (const { resourceType } of resources) counts.set(resourceType, (counts.get(resourceType) ?? 0) + 1);
  return counts;
}

/** What a resource is known by on its server. */
export function reference({ resourceType, id }) {
  return `${resourceType}/${id}`;
}

function bundle(source, value) {
  return JSON.parse(readFileSync(new URL(`${source}/${value}.json`, DEMO), "utf8"));
}

function isPatient({ resourceType }) {
  return resourceType === "Patient";
}

/** The resource with each of these references replaced. */
function renamed(resource, references) {
  const text = JSON.stringify(resource);
  return JSON.parse(text, (key, value) => (key === "reference" && references.get(value)) || value);
}
