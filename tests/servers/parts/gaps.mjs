// What a server leaves out without saying so, and what it cannot do: each must be told as a gap.

import { UNLINKED } from "../medplum.mjs";
import { PATIENTS } from "../records.mjs";
import { helios, medplum } from "../sources.mjs";
import { states, visitHost } from "../host.mjs";

const [PATIENT] = PATIENTS;

export async function gaps(world, checks) {
  const token = world.tokens.token("user/*.rs");
  const load = async (sources) => {
    let ready;
    await visitHost(world, () => token, async (host) => {
      ready = await host.show(PATIENT, sources);
    });
    return ready.bySource;
  };
  await checks.part("A server without $everything", async () => {
    const { medplum: source } = await load([medplum(world, { load: "everything" })]);
    checks.same("medplum: state", [source.state, source.reason], ["failed", "not-found"]);
  });
  await checks.part("A server without $summary", async () => {
    const { helios: source } = await load([helios(world, { load: "summary" })]);
    checks.same("helios: state", [source.state, source.reason], ["failed", "refused"]);
  });
  await checks.part("A page that holds less than the server counted, without a link to another", async () => {
    const baseUrl = world.wires.medplum.origin + UNLINKED;
    const { medplum: source } = await load([{ ...medplum(world), baseUrl }]);
    checks.same("medplum: state", [source.state, source.reason], ["partial", "fewer"]);
    checks.same("medplum: problems", states(source).problem, ["complete", undefined]);
    checks.same("medplum: results, as the source as a whole", states(source).result, undefined);
  });
}
