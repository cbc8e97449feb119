// What a server cannot do must be told as a gap.

import { PATIENTS } from "../records.mjs";
import { medplum } from "../sources.mjs";
import { visitHost } from "../host.mjs";

const [PATIENT] = PATIENTS;

export async function gaps(world, checks) {
  const token = world.tokens.token("user/*.rs");
  const load = async (sources) => {
    let ready;
    await visitHost(world, () => token, async (host) => {
      ready = await host.show(PATIENT, sources);
    });
    for (const { id } of sources) checks.note(`${id}: ${JSON.stringify(ready.bySource[id])}`);
    return ready.bySource;
  };
  await checks.part("A server without $everything", async () => {
    const { medplum: source } = await load([medplum(world, { load: "everything" })]);
    checks.same("medplum: state", [source.state, source.reason], ["failed", "not-found"]);
  });
}
