// A server leaves out of a search what it does not know, as FHIR lets it: R4's AdverseEvent has no `patient`, and so the
// search brings everybody's. Nobody else's may be shown, and the count of them must be.

import { PATIENTS } from "../records.mjs";
import { helios, wanted } from "../sources.mjs";
import { visitHost } from "../host.mjs";
import { put } from "../world.mjs";

const [OTHER, PATIENT] = PATIENTS;

export async function everybody(world, checks) {
  const token = world.tokens.token("user/*.rs");
  await checks.part("A search that brings everybody's records", async () => {
    for (const patient of PATIENTS) await put(world.bases.helios, world.tokens.token("system/*.cruds"), event(world, patient));
    const source = helios(world, { load: "types", types: ["Condition", "AdverseEvent"] });
    await visitHost(world, () => token, async (host) => {
      world.wires.helios.take();
      const ready = await host.show(PATIENT, [source]);
      const came = world.wires.helios.take().flatMap(({ resources }) => resources.filter((name) => name.startsWith("AdverseEvent/")));
      const { records, tally } = ready.bySource.helios;
      checks.same("helios: carried, of both patients", came.length, PATIENTS.length);
      checks.same("helios: records", records, wanted(world.records.helios.get(PATIENT.value), source).length + 1);
      checks.same("helios: about somebody else", tally.somebodyElse, 1);
      const text = await host.text();
      checks.same("on the screen: the patient's, the other's", [PATIENT, OTHER].map((one) => text.includes(words(one))), [true, false]);
    });
  });
}

/** An event that happened to a patient. */
function event({ records }, patient) {
  const [{ id }] = records.helios.get(patient.value);
  return {
    resourceType: "AdverseEvent",
    id: `event-${id}`,
    actuality: "actual",
    subject: { reference: `Patient/${id}` },
    event: { text: words(patient) },
    date: "2025-11-02",
  };
}

function words({ value }) {
  return `Fall from bed ${value.slice(-2)}`;
}
