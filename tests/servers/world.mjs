// Both servers with their records, the page, and the browser: started together and ended together.

import { startBrowser } from "../support/browser.mjs";
import { startHelios } from "./helios.mjs";
import { issuer } from "./issuer.mjs";
import { PAGED, startMedplum } from "./medplum.mjs";
import { startPages } from "./pages.mjs";
import { PATIENTS, record as recordOf, reference } from "./records.mjs";
import { record } from "./recorder.mjs";

/** The demonstration's sources whose records each server holds. */
const HOLDS = { helios: ["stannes"], medplum: ["kingsway", "community"] };
const LOAD = "system/*.cruds";

/** Starts everything; whatever started is ended again where something does not. */
export async function startWorld({ helios, built }) {
  const stops = [];
  const kept = (started) => (stops.unshift(started.stop), started);
  const stop = async () => {
    for (const one of stops) await one();
  };
  try {
    return { ...(await started(kept, helios, built)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function started(kept, program, built) {
  const pages = kept(await startPages(built));
  const tokens = issuer(pages.origin);
  pages.publish(tokens.keys);
  const wires = { helios: kept(await record()), medplum: kept(await record()) };
  pages.allow(wires.helios.origin, wires.medplum.origin);
  const helios = kept(await startHelios(program, wires.helios.origin, tokens));
  wires.helios.passTo(helios.address);
  const medplum = kept(await startMedplum(wires.medplum.origin, tokens.accepts));
  wires.medplum.passTo(medplum.address);
  const browser = await startBrowser();
  kept({ stop: () => browser.close() });
  const bases = { helios: wires.helios.origin, medplum: wires.medplum.origin + PAGED };
  return { pages, tokens, wires, bases, browser, helios, records: await filled(bases, tokens.token(LOAD)) };
}

/** Puts both patients on both servers; gives what each holds of each, and how long it took. */
async function filled(bases, token) {
  const records = {};
  for (const [name, base] of Object.entries(bases)) {
    const start = performance.now();
    records[name] = new Map();
    for (const { value } of PATIENTS) {
      const resources = recordOf(value, HOLDS[name]);
      for (const resource of resources) await put(base, token, resource);
      records[name].set(value, resources);
    }
    records[name].ms = performance.now() - start;
  }
  return records;
}

/** Puts a resource on a server. */
export async function put(base, token, resource) {
  const answer = await fetch(`${base}/${reference(resource)}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/fhir+json" },
    body: JSON.stringify(resource),
  });
  if (answer.ok) return answer.arrayBuffer();
  throw new Error(`${base} refused ${reference(resource)}: ${answer.status} ${await answer.text()}`);
}
