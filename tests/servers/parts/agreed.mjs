// An agreement that shares some kinds: the servers are asked for no other, and nobody without a role for any.

import { PATIENTS, byType } from "../records.mjs";
import { helios, medplum } from "../sources.mjs";
import { states, visitHost } from "../host.mjs";

const [, PATIENT] = PATIENTS;
const SHARED = ["Condition", "AllergyIntolerance"];
const agreement = { title: "Shared care", roles: ["doctor"], purposes: ["TREAT"], kinds: ["problem", "allergy"] };
/** What says who, where and from whence may come along. */
const ALONG = ["Patient", "Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Provenance"];

export async function agreed(world, checks) {
  const sources = [helios(world), medplum(world)].map((source) => ({ ...source, agreement }));
  const token = world.tokens.token("user/*.rs");
  const load = async (context) => {
    for (const wire of Object.values(world.wires)) wire.take();
    let ready;
    await visitHost(world, () => token, async (host) => {
      ready = await host.show(PATIENT, sources, context);
    });
    return { ready, notes: Object.fromEntries(Object.entries(world.wires).map(([id, wire]) => [id, wire.take()])) };
  };
  await checks.part("Problems and allergies are shared, and no more", async () => {
    const { ready, notes } = await load({ role: "doctor", purpose: "TREAT" });
    for (const { id } of sources) {
      const came = new Set(notes[id].flatMap(({ resources }) => resources.map((name) => name.split("/")[0])));
      const held = byType(world.records[id].get(PATIENT.value));
      const expected = SHARED.reduce((sum, type) => sum + (held.get(type) ?? 0), 0);
      const source = ready.bySource[id];
      checks.same(`${id}: carried though not shared`, [...came].filter((type) => ![...SHARED, ...ALONG].includes(type)), []);
      checks.same(`${id}: records`, source.records, expected);
      checks.same(`${id}: problems and results`, [states(source).problem, states(source).result?.[0]], [undefined, "not-shared"]);
    }
  });
  await checks.part("Without a role nothing is asked for", async () => {
    const { ready, notes } = await load({ purpose: "TREAT" });
    for (const { id } of sources) {
      checks.same(`${id}: state`, [ready.bySource[id].state, ready.bySource[id].reason], ["not-shared", "role"]);
      checks.same(`${id}: requests`, notes[id].length, 0);
    }
  });
}
