// A server that hangs: it takes connections and says nothing. The other is had, and once it goes on, so is it.

import { PATIENTS } from "../records.mjs";
import { helios, medplum, wanted } from "../sources.mjs";
import { visitHost } from "../host.mjs";

const [PATIENT] = PATIENTS;
/** In seconds. */
const PATIENCE = { headersTimeout: 1, totalTimeout: 4 };

export async function hung(world, checks) {
  const sources = [{ ...helios(world), ...PATIENCE }, medplum(world)];
  const token = world.tokens.token("user/*.rs");
  await checks.part("Helios FHIR Server hangs, and goes on", () =>
    visitHost(world, () => token, async (host) => {
      world.helios.pause();
      let ready;
      try {
        ready = await host.show(PATIENT, sources);
      } finally {
        world.helios.goOn();
      }
      checks.note(`settled after ${Math.round(ready.ms)} ms`);
      checks.same("helios: state", [ready.bySource.helios.state, ready.bySource.helios.reason], ["timed-out", "timeout"]);
      checks.same("medplum: state", ready.bySource.medplum.state, "complete");
      const again = await host.reload();
      for (const source of sources) {
        const { state, records } = again.bySource[source.id];
        const expected = wanted(world.records[source.id].get(PATIENT.value), source).length;
        checks.same(`${source.id}: loaded again`, [state, records], ["complete", expected]);
      }
    }),
  );
}
