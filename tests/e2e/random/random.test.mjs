// Hundreds of things done at random: nothing breaks, and nothing is left behind.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "../../support/fixture.mjs";
import { SYSTEM, configured, hosted } from "../../support/hosting.mjs";
import { watchMemory } from "../../support/memory.mjs";
import { seeds } from "../../support/random.mjs";
import { actAtRandom } from "./act.mjs";

const started = fixture();
const ACTIONS = 200;
const SEEDS = seeds(...Array.from({ length: 20 }, (_, at) => at + 1));
/** After so many seeds whatever is set up once is there, and the largest patient was shown. */
const WARM = 10;
/** What a browser keeps of its own accord, such as the form that was filled in last. */
const KEPT_NODES = 60;
/** How far allocators may tear, in bytes, and what the browser's own compiler puts by. */
const TORN = 4 * 65_536;
const COMPILED = 1.05;

/** What the page holds when nothing is shown, as the browser counts it after its garbage is gone. */
async function held(page, session) {
  await page.evaluate(() => globalThis.random.rest());
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  const { metrics } = await session.send("Performance.getMetrics");
  const metric = (name) => metrics.find((one) => one.name === name).value;
  const memory = await page.evaluate(() => globalThis.wasmMemory());
  return { listeners: metric("JSEventListeners"), nodes: metric("Nodes"), heap: metric("JSHeapUsedSize"), memory };
}

/** Begins to show a patient, and waits for the first that is told of it. */
async function shown(page, patient) {
  await page.$eval("patient-timeline", (element, patient) => void element.setContext({ patient }).catch(() => {}), patient);
  await page.waitForFunction(() => globalThis.timelineEvents.length > 0);
}

/** What is held before anything was done, but after the Wasm is there. */
async function loadedOnce(page, session, patient) {
  await shown(page, patient);
  const empty = await held(page, session);
  await page.evaluate(() => void (globalThis.timelineEvents.length = 0));
  return empty;
}

test(`${ACTIONS} actions from each of ${SEEDS.length} seeds: no fault, and memory is flat`, async (t) => {
  const numbers = (await started.server.patients()).map(({ identifier }) => `${SYSTEM}|${identifier.value}`);
  await hosted(started, {}, async (page) => {
    await page.addInitScript(watchMemory);
    await page.addInitScript(actAtRandom);
    await page.reload();
    await page.waitForFunction(() => customElements.get("patient-timeline"));
    const config = await configured(started.server, { disclosure: "with-reason", reasons: ["Needed now"] });
    await page.$eval("patient-timeline", (element, config) => {
      element.config = config;
      element.recordDisclosure = async () => {};
      element.recordAccess = async () => {};
    }, config);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const empty = await loadedOnce(page, session, numbers[0]);
    const rests = [];
    for (const seed of SEEDS) {
      await shown(page, numbers[seed % numbers.length]);
      const done = page.evaluate(([seed, count, list]) => globalThis.random.act(seed, count, list), [seed, ACTIONS, numbers]);
      await done.catch(async (error) => {
        const trail = await page.evaluate(() => globalThis.random.trail.slice(-12)).catch(() => []);
        assert.fail(`seed ${seed}: ${error.message}\nafter ${trail.join("\n      ")}`);
      });
      const faults = await page.evaluate(() => {
        const errors = globalThis.timelineEvents.filter(({ type }) => type === "timeline-error");
        globalThis.timelineEvents.length = 0;
        return [errors.map(({ detail }) => detail.code), globalThis.random.trail.slice(-12)];
      });
      assert.deepEqual(faults[0], [], `seed ${seed}, after ${faults[1].join("\n      ")}`);
      rests.push(await held(page, session));
    }
    for (const [at, rest] of rests.entries()) t.diagnostic(`seed ${SEEDS[at]}: ${JSON.stringify(rest)}`);
    for (const [at, { listeners, nodes }] of rests.entries()) {
      assert.equal(listeners, empty.listeners, `listeners after seed ${SEEDS[at]}`);
      assert.ok(nodes <= empty.nodes + KEPT_NODES, `${nodes} nodes after seed ${SEEDS[at]}, ${empty.nodes} before the first`);
    }
    const warm = rests[WARM - 1];
    for (const { heap, memory } of warm ? rests.slice(WARM) : []) {
      assert.ok(heap <= warm.heap * COMPILED, `${heap} bytes of JavaScript, ${warm.heap} before`);
      assert.ok(memory <= warm.memory + TORN, `${memory} bytes of Wasm's memory, ${warm.memory} before`);
    }
  });
});
