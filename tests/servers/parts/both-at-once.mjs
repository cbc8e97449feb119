// Each patient from both servers at once: everything is there, every page was followed, and nothing of the other.

import { PATIENTS, byType, reference } from "../records.mjs";
import { byKind, helios, medplum, sorted, wanted } from "../sources.mjs";
import { visitHost } from "../host.mjs";

export async function bothAtOnce(world, checks) {
  const sources = [helios(world), medplum(world)];
  const token = world.tokens.token("user/*.rs");
  await checks.part("Each patient from both servers at once", () =>
    visitHost(world, () => token, async (host) => {
      for (const patient of PATIENTS) await one(world, checks, host, patient, sources);
    }),
  );
}

async function one(world, checks, host, patient, sources) {
  for (const wire of Object.values(world.wires)) wire.take();
  const ready = await host.show(patient, sources);
  checks.note(`${patient.family}: ${ready.entries} entries of ${ready.records} records in ${Math.round(ready.ms)} ms`);
  const accesses = await host.accesses(sources.length);
  for (const source of sources) {
    const notes = world.wires[source.id].take();
    const resources = world.records[source.id].get(patient.value);
    carried(checks, source, notes, resources);
    followed(checks, source, notes);
    accounted(checks, source, notes, ready.bySource[source.id], wanted(resources, source).length);
    recorded(checks, source, accesses[source.id], wanted(resources, source));
  }
  const text = await host.text();
  for (const { family } of PATIENTS) {
    const shown = text.toLowerCase().includes(family.toLowerCase());
    checks.same(`${family} is named on the screen`, shown, family === patient.family);
  }
}

/** All that was put on the server came over the wire, type by type, and nothing else. */
function carried(checks, source, notes, resources) {
  const { id } = source;
  const came = new Set(notes.flatMap((note) => note.resources));
  for (const [type, count] of byType(wanted(resources, source))) {
    const found = resources.filter((one) => one.resourceType === type && came.has(reference(one))).length;
    checks.same(`${id}: ${type} carried`, found, count);
  }
  const own = new Set(resources.map(reference));
  checks.same(`${id}: carried though it is not the patient's`, [...came].filter((one) => !own.has(one)), []);
}

/** Each page was asked for once, with a token, and each link to a further one was followed. */
function followed(checks, { id }, notes) {
  const bytes = notes.reduce((sum, note) => sum + note.bytes, 0);
  const slowest = Math.max(...notes.map((note) => note.ms));
  checks.note(`${id}: ${notes.length} requests, ${bytes} bytes as sent, the slowest ${Math.round(slowest)} ms`);
  const asked = notes.map((note) => note.url);
  const links = notes.flatMap(({ next }) => (next ? [new URL(next)] : []));
  checks.same(`${id}: asked for twice`, asked.filter((url, place) => asked.indexOf(url) !== place), []);
  checks.same(`${id}: links that were not followed`, links.filter(({ pathname, search }) => !asked.includes(pathname + search)), []);
  checks.least(`${id}: further pages`, links.length, 1);
  checks.same(`${id}: requests without a token`, notes.filter((note) => !note.authorization?.startsWith("Bearer ")).length, 0);
}

/** The host was told of the access, and of as many entries of each kind as there are. */
function recorded(checks, { id }, { outcome, counts }, resources) {
  checks.same(`${id}: access recorded as`, outcome, "complete");
  checks.same(`${id}: entries by kind`, sorted(counts), byKind(resources));
}

/** The element accounts for each resource that it was sent. */
function accounted(checks, { id }, notes, { state, records, tally }, expected) {
  checks.same(`${id}: state`, state, "complete");
  checks.same(`${id}: received`, tally.received, notes.reduce((sum, note) => sum + note.resources.length, 0));
  const { received, ...dispositions } = tally;
  const sum = Object.values(dispositions).reduce((sum, count) => sum + count, 0);
  checks.same(`${id}: what became of them adds up`, sum, received);
  checks.same(`${id}: records`, records, expected);
  checks.same(`${id}: about somebody else, messages, problems`, [tally.somebodyElse, tally.messages, tally.problems], [0, 0, 0]);
}
