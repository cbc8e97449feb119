// The browser's part of `cargo xtask bench read`: prints `name figure` lines.
//
// Ours and JavaScript's each run in a worker of their own, in turn, in one page; the first round of each is told apart
// as cold, of the others the median counts. The page's bytes are handed over as they come from a fetch.

import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { largeBundle } from "./bundle.mjs";

const ROUNDS = 9;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const { CHROMIUM, BENCH_WASM, BENCH_PAGE, BENCH_BYTES } = process.env;

const page = await largeBundle(here("../../www/demo"), Number(BENCH_BYTES));
await writeFile(BENCH_PAGE, page);

const files = {
  "/": ["text/html", "<!doctype html><title>bench</title>"],
  "/page.json": ["application/json", page],
  "/glue.js": ["text/javascript", await readFile(join(BENCH_WASM, "glue.js"))],
  "/glue_bg.wasm": ["application/wasm", await readFile(join(BENCH_WASM, "glue_bg.wasm"))],
  "/pick.mjs": ["text/javascript", await readFile(here("pick.mjs"))],
  "/ours.mjs": ["text/javascript", await readFile(here("ours.mjs"))],
  "/javascript.mjs": ["text/javascript", await readFile(here("javascript.mjs"))],
};
const server = createServer((request, response) => {
  const [type, body] = files[request.url] ?? [];
  response.writeHead(type ? 200 : 404, { "content-type": type ?? "text/plain" }).end(body);
});
await new Promise((listening) => server.listen(0, "127.0.0.1", listening));

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
try {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${server.address().port}/`);
  const measured = await tab.evaluate(measure, ROUNDS);
  for (const [name, figure] of Object.entries(measured)) console.log(`${name} ${Math.round(figure * 10) / 10}`);
} finally {
  await browser.close();
  server.close();
}

/** Runs in the page. */
async function measure(rounds) {
  const bytes = await (await fetch("/page.json")).arrayBuffer();
  const start = (script) => {
    const worker = new Worker(script, { type: "module" });
    const answer = () =>
      new Promise((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      });
    return { ready: answer(), ask: (copy) => (worker.postMessage(copy, [copy]), answer()), end: () => worker.terminate() };
  };
  const ours = start("/ours.mjs");
  const javascript = start("/javascript.mjs");
  await Promise.all([ours.ready, javascript.ready]);
  const times = { ours: [], javascript: [], parse: [] };
  let first;
  for (let round = 0; round < rounds; round += 1) {
    const one = await ours.ask(bytes.slice());
    const other = await javascript.ask(bytes.slice());
    first ??= one;
    times.ours.push(one.ms);
    times.javascript.push(other.ms);
    times.parse.push(other.parseMs);
  }
  ours.end();
  javascript.end();
  const median = (list) => list.slice(1).sort((a, b) => a - b)[Math.floor((list.length - 1) / 2)];
  return {
    received: first.received,
    entries: first.entries,
    ours_ms: median(times.ours),
    ours_cold_ms: times.ours[0],
    javascript_ms: median(times.javascript),
    javascript_cold_ms: times.javascript[0],
    javascript_decode_and_parse_alone_ms: median(times.parse),
    peak_memory_bytes: first.memory,
  };
}
