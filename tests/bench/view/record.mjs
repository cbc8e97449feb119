// A large record of one patient in five sources, made from the demo's patients by a seed, as a folder that
// `timeline serve --data` serves.

import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { random } from "../../support/random.mjs";

/** Whose record it is: all that is in force is theirs alone. */
const NUMBER = "9992147083";
const SOURCES = ["riverside", "stannes", "kingsway", "community", "mentalhealth"];
/** How far the copies of a patient's record lie apart at most, in days. */
const DAYS = 30 * 365;
/** What others refer to: of each there is one. */
const SUPPORTING = new Set(["Organization", "Practitioner", "Medication", "Location", "Binary"]);
/** What one has for life, or for now: a large record has no more of it than a small one. */
const LASTING = new Set([
  "AllergyIntolerance", "CarePlan", "CareTeam", "Condition", "EpisodeOfCare", "Flag", "Goal", "List", "MedicationStatement", "Patient",
]);

/** Writes a record of so many resources, and gives the sources' ids, the patient's number, and every dated resource. */
export async function writeRecord(demo, folder, { resources, seed }) {
  const index = JSON.parse(await readFile(join(demo, "demo.json"), "utf8"));
  const patients = index.patients.map(({ identifier }) => identifier.value);
  patients.sort((one, other) => (one === NUMBER ? -1 : other === NUMBER ? 1 : one < other ? -1 : 1));
  const files = await read(demo, patients);
  const made = new Map(SOURCES.map((source) => [source, new Map()]));
  const next = random(seed);
  let total = 0;
  for (let round = 0; total < resources; round += 1) {
    for (const patient of patients) {
      const days = next(DAYS);
      const isOwn = round === 0 && patient === NUMBER;
      for (const source of SOURCES) {
        const subject = files.get(`${source} ${NUMBER}`)?.[0].id ?? NUMBER;
        for (const resource of files.get(`${source} ${patient}`) ?? []) {
          if (total >= resources && !SUPPORTING.has(resource.resourceType)) continue;
          const copy = isOwn ? resource : again(resource, { suffix: `-${round}`, days, subject });
          const place = `${copy?.resourceType}/${copy?.id}`;
          if (!copy || made.get(source).has(place)) continue;
          made.get(source).set(place, copy);
          total += 1;
        }
      }
    }
  }
  for (const [source, all] of made) {
    await mkdir(join(folder, source), { recursive: true });
    const own = [...all.values()];
    if (!own.some(({ resourceType }) => resourceType === "Patient")) own.unshift(stranger(files));
    const entry = own.map((resource) => JSON.stringify({ resource }));
    await writeFile(join(folder, source, `${NUMBER}.json`), `{"resourceType":"Bundle","type":"collection","entry":[${entry.join(",\n")}]}`);
  }
  index.sources = index.sources.filter(({ id }) => SOURCES.includes(id));
  // The pages are of the server's own size, as most are.
  for (const source of index.sources) {
    delete source.pageSize;
    source.maxPages = 10_000;
  }
  index.patients = index.patients.filter(({ identifier }) => identifier.value === NUMBER);
  for (const patient of index.patients) Object.assign(patient, { sources: SOURCES, down: [] });
  await writeFile(join(folder, "demo.json"), JSON.stringify(index));
  return { sources: SOURCES, number: NUMBER, resources: [...made.values()].flatMap((all) => [...all.values()]) };
}

/** What each source holds of each patient, the patient first. */
async function read(demo, patients) {
  const files = new Map();
  for (const source of SOURCES) {
    const names = new Set(await readdir(join(demo, source)));
    for (const patient of patients.filter((number) => names.has(`${number}.json`))) {
      const { entry } = JSON.parse(await readFile(join(demo, source, `${patient}.json`), "utf8"));
      const resources = entry.map(({ resource }) => resource);
      resources.sort((one, other) => (other.resourceType === "Patient") - (one.resourceType === "Patient"));
      files.set(`${source} ${patient}`, resources);
    }
  }
  return files;
}

/** The patient, for a source of the demo that does not know them. */
function stranger(files) {
  const { id, ...patient } = files.get(`${SOURCES[1]} ${NUMBER}`)[0];
  return { id: NUMBER, ...patient };
}

/** A resource again, under another number and days earlier; nothing of what a patient has but once. */
function again(resource, { suffix, days, subject }) {
  if (SUPPORTING.has(resource.resourceType)) return resource;
  if (LASTING.has(resource.resourceType)) return undefined;
  const copy = changed(resource, { suffix, days, subject });
  // What was ordered then is over.
  if (copy.resourceType === "MedicationRequest" && copy.status === "active") copy.status = "completed";
  return copy;
}

const DATE = /^(\d{4})-(\d\d)(?:-(\d\d))?(T.*)?$/;
const NAMES = /^(?:Organization|Practitioner|Medication|Location|Binary)\//;

function changed(value, how, key = "", parent = "") {
  if (Array.isArray(value)) return value.map((item) => changed(item, how, key, parent));
  if (value !== null && typeof value === "object") {
    if (key === "subject" || key === "patient") return { reference: `Patient/${how.subject}` };
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changed(inner, how, name, key)]));
  }
  if (typeof value !== "string") return value;
  if (key === "id" && parent === "") return value + how.suffix;
  if (key === "reference" && !value.startsWith("#") && !NAMES.test(value)) return value + how.suffix;
  if (key === "value" && (parent === "identifier" || parent === "masterIdentifier")) return value + how.suffix;
  return DATE.test(value) ? earlier(value, how.days) : value;
}

function earlier(text, days) {
  const [, year, month, day, rest = ""] = text.match(DATE);
  const moved = new Date(Date.UTC(+year, month - 1, +(day ?? 1)) - days * 86_400_000).toISOString();
  return moved.slice(0, day ? 10 : 7) + rest;
}
