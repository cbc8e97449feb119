// Other ways to the same record: by types where `$everything` was used before, by POST, by an id; and nobody at all.

import { PATIENTS, STRANGER } from "../records.mjs";
import { helios, medplum, wanted } from "../sources.mjs";
import { visitHost } from "../host.mjs";

const [, PATIENT] = PATIENTS;
/** Those of the patient's that `$everything` brings, and Task, which it does not. */
const TYPES = [
  "Condition",
  "AllergyIntolerance",
  "MedicationRequest",
  "MedicationAdministration",
  "Encounter",
  "Observation",
  "DiagnosticReport",
  "ImagingStudy",
  "Procedure",
  "ServiceRequest",
  "Flag",
  "Appointment",
  "Communication",
  "DocumentReference",
  "Task",
];

export async function otherWays(world, checks) {
  const token = world.tokens.token("user/*.rs");
  const load = async (patient, sources) => {
    for (const wire of Object.values(world.wires)) wire.take();
    let ready;
    await visitHost(world, () => token, async (host) => {
      ready = await host.show(patient, sources);
    });
    return { ready, notes: Object.fromEntries(Object.entries(world.wires).map(([id, wire]) => [id, wire.take()])) };
  };
  const byTypes = helios(world, { load: "types", types: TYPES, pageSize: 40 });
  await checks.part("Helios FHIR Server by types", async () => {
    const { ready, notes } = await load(PATIENT, [byTypes]);
    whole(world, checks, byTypes, ready);
    checks.least("helios: further pages", notes.helios.filter(({ url }) => url.includes("_cursor=")).length, 3);
  });
  await checks.part("Helios FHIR Server by the usual types", async () => {
    const { ready, notes } = await load(PATIENT, [helios(world, { load: "types" })]);
    whole(world, checks, byTypes, ready);
    checks.note(`${notes.helios.length} requests in ${Math.round(ready.ms)} ms`);
  });
  await checks.part("Both by POST: no identifier in an address", async () => {
    const sources = [{ ...byTypes, search: "post" }, { ...medplum(world), search: "post" }];
    const { ready, notes } = await load(PATIENT, sources);
    for (const source of sources) {
      whole(world, checks, source, ready);
      checks.same(`${source.id}: addresses with the identifier`, notes[source.id].filter(({ url }) => url.includes(PATIENT.value)).length, 0);
    }
  });
  await checks.part("Both by the version and the searches that they offer", async () => {
    const sources = [{ ...byTypes, version: "auto" }, { ...medplum(world), version: "auto" }];
    const { ready, notes } = await load(PATIENT, sources);
    for (const source of sources) {
      checks.same(`${source.id}: asked first`, notes[source.id][0].url.endsWith("/metadata"), true);
      whole(world, checks, source, ready);
    }
  });
  await checks.part("Both by the id that the host knows", async () => {
    const sources = [helios(world), medplum(world)].map((source) => ({ ...source, find: "id", patientId: id(world, source) }));
    const { ready } = await load(PATIENT, sources);
    for (const source of sources) whole(world, checks, source, ready);
  });
  await checks.part("Somebody whom neither knows", async () => {
    const sources = [helios(world), medplum(world)];
    const { ready, notes } = await load(STRANGER, sources);
    for (const { id } of sources) {
      checks.same(`${id}: state`, ready.bySource[id].state, "no-such-patient");
      checks.same(`${id}: requests`, notes[id].length, 1);
    }
  });
}

function whole({ records }, checks, source, ready) {
  const { state, records: had } = ready.bySource[source.id];
  checks.same(`${source.id}: state`, state, "complete");
  checks.same(`${source.id}: records`, had, wanted(records[source.id].get(PATIENT.value), source).length);
}

function id({ records }, source) {
  return records[source.id].get(PATIENT.value)[0].id;
}
