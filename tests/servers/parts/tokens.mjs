// Tokens that a server refuses: one that is over, then a good one; none that it takes; one that may not read everything.

import { PATIENTS } from "../records.mjs";
import { helios, medplum, wanted } from "../sources.mjs";
import { states, visitHost } from "../host.mjs";

const [PATIENT] = PATIENTS;
/** Longer over than any server lets clocks differ. */
const OVER = -600;
/** For how many requests a short token is good: more than the browser makes at once. */
const FEW = 9;

export async function tokens(world, checks) {
  await checks.part("The first token is over, the second is good", () => renewed(world, checks));
  await checks.part("Tokens run out while the record is loaded", () => shortLived(world, checks));
  await checks.part("No token is good for one server", () => refused(world, checks));
  await checks.part("The host has no token for one server", () => missing(world, checks));
  await checks.part("The token may read all but the problems", () => limited(world, checks));
}

async function renewed(world, checks) {
  const { issue, calls, given } = counted((reason) => (reason === "first" ? stale(world) : good(world)));
  const { sources, ready, notes, traces } = await loaded(world, issue);
  for (const source of sources) {
    const { id } = source;
    checks.same(`${id}: state`, ready.bySource[id].state, "complete");
    checks.same(`${id}: records`, ready.bySource[id].records, count(world, source));
    checks.same(`${id}: tokens asked for`, calls.get(id), ["first", "refused"]);
    checks.same(`${id}: first answers`, notes[id].slice(0, 2).map(({ status }) => status), [401, 200]);
    checks.same(`${id}: refused`, notes[id].filter(({ status }) => status === 401).length, 1);
    traces[`addresses at ${id}`] = notes[id].map(({ url }) => url).join("\n");
  }
  for (const [place, text] of Object.entries(traces)) {
    const found = given.filter((token) => token.split(".").some((part) => text.includes(part)));
    checks.same(`tokens in: ${place}`, found.length, 0);
  }
}

/** Each refusal is answered by one new token, however many requests it met. */
async function shortLived(world, checks) {
  const { issue, calls } = counted(() => world.tokens.token("user/*.rs", { requests: FEW }));
  const source = { ...medplum(world), pageSize: 10 };
  const { ready, notes } = await loaded(world, issue, [source]);
  const [first, ...others] = calls.get("medplum");
  const answered = notes.medplum.filter(({ status }) => status === 200).length;
  checks.same("medplum: state", ready.bySource.medplum.state, "complete");
  checks.same("medplum: records", ready.bySource.medplum.records, count(world, source));
  checks.same("medplum: requests that were answered", answered, new Set(notes.medplum.map(({ method, url }) => method + url)).size);
  checks.same("medplum: tokens asked for", [first, [...new Set(others)], 1 + others.length], ["first", ["refused"], Math.ceil(answered / FEW)]);
}

async function refused(world, checks) {
  const { issue, calls } = counted((_, source) => (source === "helios" ? stale(world) : good(world)));
  const { ready, notes, sources } = await loaded(world, issue);
  checks.same("helios: state", [ready.bySource.helios.state, ready.bySource.helios.reason], ["failed", "sign-in"]);
  checks.same("helios: records", ready.bySource.helios.records, 0);
  checks.same("helios: tokens asked for", calls.get("helios"), ["first", "refused"]);
  checks.same("helios: answers", notes.helios.map(({ status }) => status), [401, 401]);
  checks.same("medplum: records", ready.bySource.medplum.records, count(world, sources[1]));
}

async function missing(world, checks) {
  const { issue } = counted((_, source) => (source === "helios" ? Promise.reject(new Error("signed out")) : good(world)));
  const { ready, notes, sources } = await loaded(world, issue);
  checks.same("helios: state", ready.bySource.helios.state, "failed");
  checks.same("helios: requests without a token", notes.helios.length, 0);
  checks.same("medplum: records", ready.bySource.medplum.records, count(world, sources[1]));
}

/** Helios FHIR Server refuses what the token's scopes do not name; the other types are had all the same. */
async function limited(world, checks) {
  const types = ["Condition", "Observation", "Encounter"];
  const scope = ["Patient", "Observation", "Encounter"].map((type) => `user/${type}.rs`).join(" ");
  const token = world.tokens.token(scope);
  const source = helios(world, { load: "types", types });
  const { ready, notes } = await loaded(world, () => token, [source]);
  const allowed = { ...source, types: types.slice(1) };
  const refused = notes.helios.filter(({ url }) => url.includes("/Condition"));
  checks.same("helios: answers to the search for problems", [...new Set(refused.map(({ status }) => status))], [403]);
  checks.same("helios: state", ready.bySource.helios.state, "partial");
  checks.same("helios: records", ready.bySource.helios.records, count(world, allowed));
  checks.same("helios: problems", states(ready.bySource.helios).problem, ["failed", "forbidden"]);
  checks.same("helios: results", states(ready.bySource.helios).result, ["complete", undefined]);
}

async function loaded(world, issue, sources = [helios(world), medplum(world)]) {
  for (const wire of Object.values(world.wires)) wire.take();
  let ready;
  let traces;
  await visitHost(world, issue, async (host) => {
    ready = await host.show(PATIENT, sources);
    traces = await host.traces();
  });
  const notes = Object.fromEntries(Object.entries(world.wires).map(([id, wire]) => [id, wire.take()]));
  return { sources, ready, notes, traces };
}

/** Gives tokens, and keeps them and the reasons for which each source's was asked for. */
function counted(give) {
  const calls = new Map();
  const given = [];
  const issue = async (source, reason) => {
    calls.set(source, [...(calls.get(source) ?? []), reason]);
    const token = await give(reason, source);
    given.push(token);
    return token;
  };
  return { issue, calls, given };
}

function stale({ tokens }) {
  return tokens.token("user/*.rs", { seconds: OVER });
}

function good({ tokens }) {
  return tokens.token("user/*.rs");
}

function count({ records }, source) {
  return wanted(records[source.id].get(PATIENT.value), source).length;
}
