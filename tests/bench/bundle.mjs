// A large bundle of mixed resources about one patient, made from the demo's records of every source.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const PATIENT = { resourceType: "Patient", id: "bench", name: [{ family: "Bench" }], birthDate: "1950-01-01" };

/** About `bytes` of JSON: the records of the demo again and again, each time with ids of their own. */
export async function largeBundle(demo, bytes) {
  const resources = await records(demo);
  const entries = [JSON.stringify({ fullUrl: "urn:uuid:bench", resource: PATIENT })];
  let size = entries[0].length;
  for (let round = 0; size < bytes; round += 1) {
    for (const resource of resources) {
      if (size >= bytes) break;
      const again = renamed(resource, `-${round}`);
      const entry = JSON.stringify({ fullUrl: `https://bench.example/${again.resourceType}/${again.id}`, resource: again });
      entries.push(entry);
      size += entry.length + 1;
    }
  }
  return `{"resourceType":"Bundle","type":"collection","entry":[${entries.join(",")}]}`;
}

async function records(demo) {
  const found = [];
  const folders = (await readdir(demo, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const folder of folders.map(({ name }) => join(demo, name)).sort()) {
    for (const name of (await readdir(folder)).sort()) {
      const { entry = [] } = JSON.parse(await readFile(join(folder, name), "utf8"));
      found.push(...entry.map(({ resource }) => resource).filter(({ resourceType }) => resourceType !== "Patient"));
    }
  }
  return found;
}

function renamed(value, suffix, key = "") {
  if (Array.isArray(value)) return value.map((item) => renamed(item, suffix, key));
  if (value === null || typeof value !== "object") {
    const names = key === "id" || (key === "reference" && typeof value === "string" && !value.startsWith("#"));
    return names ? `${value}${suffix}` : value;
  }
  const entries = Object.entries(value).map(([name, inner]) =>
    name === "subject" || name === "patient"
      ? [name, { reference: "Patient/bench" }]
      : [name, renamed(inner, suffix, name)],
  );
  return Object.fromEntries(entries);
}
