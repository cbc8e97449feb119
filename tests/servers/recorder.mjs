// A server in front of another that passes on what is asked and answered, and notes it.

import { createServer, request } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { listen } from "./listen.mjs";

/** Starts it; `origin` is what the browser is told, and `passTo` says where the server behind it listens. */
export async function record() {
  const notes = [];
  let target;
  const server = createServer((incoming, outgoing) => void pass(target, incoming, outgoing, notes));
  const { origin, stop } = await listen(server);
  return {
    origin,
    stop,
    passTo: (address) => (target = new URL(address)),
    /** What was noted since the last call, without preflights. */
    take: () => notes.splice(0).filter(({ method }) => method !== "OPTIONS"),
  };
}

async function pass(target, incoming, outgoing, notes) {
  const start = performance.now();
  const sent = await body(incoming);
  const headers = { ...incoming.headers, "accept-encoding": readable(incoming.headers["accept-encoding"]) };
  const note = { method: incoming.method, url: incoming.url, authorization: incoming.headers.authorization };
  const onward = request(
    { host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers },
    async (answer) => {
      const bytes = await body(answer);
      outgoing.writeHead(answer.statusCode, answer.headers).end(bytes);
      const ms = performance.now() - start;
      notes.push({ ...note, status: answer.statusCode, bytes: bytes.length, ms, ...read(bytes, answer.headers) });
    },
  );
  onward.on("error", () => outgoing.destroy());
  onward.end(sent);
}

async function body(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

/** The resources of an answer, as `Type/id`, and what its Bundle says of itself. */
function read(bytes, headers) {
  try {
    const bundle = JSON.parse(decoded(bytes, headers["content-encoding"]));
    const resources = (bundle.entry ?? []).map(({ resource }) => `${resource.resourceType}/${resource.id}`);
    const next = bundle.link?.find(({ relation }) => relation === "next")?.url;
    return { resources, next, total: bundle.total };
  } catch {
    return { resources: [] };
  }
}

/** Of the encodings that a client takes those that are read here as well. */
function readable(accepted = "") {
  const ours = accepted.split(/, */).filter((name) => ["gzip", "br"].includes(name));
  return ours.join(", ") || "identity";
}

function decoded(bytes, encoding) {
  if (encoding === "gzip") return gunzipSync(bytes);
  return encoding === "br" ? brotliDecompressSync(bytes) : bytes;
}
