// The browser's part of `cargo xtask bench view`: prints `name figure` lines.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startBrowser } from "../support/browser.mjs";
import { watchMemory } from "../support/memory.mjs";
import { seeds } from "../support/random.mjs";
import { startServer } from "../support/server.mjs";
import { ACTS, longestTask } from "./view/acts.mjs";
import { besideVis } from "./view/beside.mjs";
import { GESTURES, measured } from "./view/gestures.mjs";
import { watchEngine } from "./view/inside.mjs";
import { writeRecord } from "./view/record.mjs";
import { tasks, traced } from "./view/trace.mjs";

const demo = fileURLToPath(new URL("../../www/demo", import.meta.url));
const [SEED] = seeds(7);
/** Resources of a whole load, and of the record of a hospital: as many as make its entries. */
const LOAD = 10_000;
const LARGE = 48_500;
const ENTRIES = 32_630;
const LOADS = 5;
const PATCHES = 3;

const say = (name, figure) => console.log(`${name} ${Math.round(figure * 100) / 100}`);
const worst = (list) => list.reduce((most, one) => Math.max(most, one), 0);
const middle = (list) => [...list].sort((one, other) => one - other)[list.length >> 1];

const folder = await mkdtemp(join(tmpdir(), "timeline-bench-"));
const browser = await startBrowser();
const servers = [];
try {
  const serve = async (name, resources) => {
    const record = await writeRecord(demo, join(folder, name), { resources, seed: SEED });
    const server = await startServer(["--data", join(folder, name)]);
    servers.push(server);
    return { ...record, origin: server.origin };
  };
  say("seed", SEED);
  await loads(await serve("load", LOAD));
  await large(await serve("large", LARGE));
} finally {
  await browser.close();
  for (const server of servers) await server.stop();
  await rm(folder, { recursive: true });
}

/** A page with the element, before anything is loaded. */
async function open(run) {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(error));
    await page.addInitScript(watchMemory);
    await page.addInitScript(watchEngine);
    return await run(page);
  } finally {
    await context.close();
  }
}

/** Loads a record, and waits until it has come to rest. */
async function load(page, { origin }) {
  await page.goto(`${origin}/embed`);
  const ready = await page.evaluate(() => globalThis.bench.ready());
  await page.waitForTimeout(500);
  return ready;
}

/** The longest task of each load; then the same many points beside the peer's. */
async function loads(record) {
  const longest = [];
  for (let turn = 0; turn < LOADS; turn += 1) {
    const { thread, given } = await open((page) => traced(page, () => load(page, record)));
    if (turn === 0) {
      say("load_resources", given.sources.reduce((sum, { tally }) => sum + tally.received, 0));
      say("load_entries", given.entries);
    }
    longest.push(worst(tasks(thread).map(({ ms }) => ms)));
  }
  say("longest_task_ms", worst(longest));
  const figures = await open(async (page) => {
    await load(page, record);
    return besideVis(page, record.resources);
  });
  for (const [name, figure] of Object.entries(figures)) say(name, figure);
}

async function large(record) {
  const waits = [];
  for (let turn = 0; turn < PATCHES; turn += 1) {
    await open(async (page) => {
      const { entries } = await load(page, record);
      if (entries < ENTRIES) throw new Error(`the record has ${entries} entries`);
      if (turn === 0) say("entries", entries);
      waits.push(await page.evaluate(() => {
        const { patches, shown } = globalThis.bench.noted;
        const total = shown.at(-1).count;
        return shown.find(({ count, at }) => count === total && at > patches.at(-1))?.at - patches.at(-1);
      }));
      if (turn < PATCHES - 1) return;
      await moved(page);
      for (const [name, act] of Object.entries(ACTS)) say(`${name}_task_ms`, await longestTask(page, act));
    });
  }
  say("last_patch_to_frame_ms", middle(waits));
}

async function moved(page) {
  say("page_wasm_bytes", await page.evaluate(() => globalThis.wasmMemory()));
  let nodes = await page.evaluate(() => globalThis.bench.nodes());
  const all = [];
  for (const [name, gesture] of Object.entries(GESTURES)) {
    const { median, high } = await measured(page, gesture);
    say(`${name}_median_ms`, median);
    say(`${name}_95th_ms`, high);
    all.push({ median, high });
    nodes = worst([nodes, await page.evaluate(() => globalThis.bench.nodes())]);
  }
  say("frame_median_ms", worst(all.map(({ median }) => median)));
  say("frame_95th_ms", worst(all.map(({ high }) => high)));
  say("nodes", nodes);
}
