// Serves the page with the element on it, and the issuer's keys.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { listen } from "./listen.mjs";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };
const OWN = new Map(["/page.html", "/page.js"].map((path) => [path, fileURLToPath(new URL(`page${path}`, import.meta.url))]));

/** Starts it; `built` is the folder of the built element. `allow` names the origins that the page may ask. */
export async function startPages(built) {
  let origins = "";
  let keys;
  const server = createServer(async ({ url }, outgoing) => {
    const file = OWN.get(url) ?? (/^\/pkg\/[\w.-]+$/.test(url) ? `${built}/${url.slice("/pkg/".length)}` : undefined);
    const bytes = url === "/keys.json" ? JSON.stringify(keys) : file && (await readFile(file).catch(() => undefined));
    if (!bytes) return outgoing.writeHead(404).end();
    outgoing.writeHead(200, { "content-type": TYPES[extname(url)] ?? "text/plain", ...policy(origins) }).end(bytes);
  });
  const started = await listen(server);
  return { ...started, allow: (...names) => (origins = names.join(" ")), publish: (document) => (keys = document) };
}

/** The least that the element needs; the worker obeys the policy of its own response. */
function policy(origins) {
  const rules = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src data:",
    "worker-src 'self'",
    `connect-src 'self' ${origins}`,
  ];
  return { "content-security-policy": rules.join("; ") };
}
