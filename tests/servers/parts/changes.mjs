// From one patient to the other and back while both servers are still answering: nobody is shown in another's place.

import { PATIENTS } from "../records.mjs";
import { helios, medplum, wanted } from "../sources.mjs";
import { visitHost } from "../host.mjs";

const TURNS = 60;
/** The longest stay, in milliseconds: some end before the first answer, and some after the last. */
const LONGEST = 600;
const SEED = 5;

export async function changes(world, checks) {
  const sources = [helios(world), medplum(world)];
  const token = world.tokens.token("user/*.rs");
  await checks.part(`${TURNS} changes of patient while both answer`, () =>
    visitHost(world, () => token, async (host) => {
      const times = stays();
      const { wrong, right } = await host.wander(PATIENTS, sources, times);
      checks.same("turns on which the patient before was named", wrong, []);
      checks.least("turns on which the patient was named", right.length, TURNS / 4);
      const asked = Object.values(world.wires).flatMap((wire) => wire.take()).length;
      checks.note(`${asked} requests in ${times.reduce((sum, time) => sum + time, 0)} ms`);
      const [patient] = PATIENTS;
      const ready = await host.show(patient, sources);
      for (const source of sources) {
        const expected = wanted(world.records[source.id].get(patient.value), source).length;
        checks.same(`${source.id}: records of the last`, ready.bySource[source.id].records, expected);
      }
    }),
  );
}

/** How long each stay is, the same in every run. */
function stays() {
  let state = SEED;
  return Array.from({ length: TURNS }, () => {
    state = (state * 48271) % 2147483647;
    return state % LONGEST;
  });
}
