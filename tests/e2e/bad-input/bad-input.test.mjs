// Whatever is wrong, a plain message stands in its place and the rest works.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, shownText, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();

// What Chromium says of the address that this file's tests make up.
const NO_SUCH_CONFIGURATION = /^console error: Failed to load resource.*no-such-configuration/;
const NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number";

function embedded(run) {
  const options = { expected: [SOURCE_ANSWERED_ERROR, NO_SUCH_CONFIGURATION] };
  return () => visit(started.browser, `${started.server.origin}/embed`, options, async (page) => {
    await settled(page);
    await run(page);
  });
}

test("a patient whom no source knows is said to be unknown", embedded(async (page) => {
  const event = await change(page, (element, patient) => element.setAttribute("patient", patient), `${NHS_NUMBER}|9990000018`);
  for (const { id, state, records } of event.detail.sources) {
    assert.equal(state, "no-such-patient", id);
    assert.equal(records, 0, id);
  }
  assert.match(await shownText(page), /not known/i);
}));

test("without a configuration the element says that it has none", embedded(async (page) => {
  const event = await change(page, (element) => element.removeAttribute("config"));
  assert.equal(event.type, "timeline-error");
  assert.match(await shownText(page), /configur/i);
}));

test("each fault of a wrong configuration is named with its place and what is allowed", embedded(async (page) => {
  const event = await change(page, (element) => {
    element.config = { sources: [{ id: "a", title: "A", kind: "fihr", baseUrl: "/a" }, { id: "b", title: "B", kind: "fhir" }] };
  });
  assert.equal(event.type, "timeline-error");
  const text = await shownText(page);
  for (const words of ["/sources/0/kind", "fihr", "fhir", "/sources/1/baseUrl"]) assert.ok(text.includes(words), `${words} in: ${text}`);
}));

test("a configuration that is no JSON, or is not there, is said to be so", embedded(async (page) => {
  for (const address of ["/pkg/patient-timeline.js", "/no-such-configuration.json"]) {
    const event = await change(page, (element, config) => element.setAttribute("config", config), address);
    assert.equal(event.type, "timeline-error", address);
    assert.notEqual(await shownText(page), "", address);
  }
}));

test("a right configuration after a wrong one shows the record", embedded(async (page) => {
  await change(page, (element) => element.removeAttribute("config"));
  const event = await change(page, (element) => element.setAttribute("config", "/timeline.json"));
  assert.equal(event.type, "timeline-ready");
  assert.ok(event.detail.entries > 0);
}));

for (const fault of ["down", "html", "truncated", "error", "wrong-patient"]) {
  test(`a source that is ${fault} is named as not complete beside the others' entries`, embedded(async (page) => {
    const event = await change(page, (element, config) => element.setAttribute("config", config), `/timeline.json?faults=stannes:${fault}`);
    assert.equal(event.type, "timeline-ready");
    const states = Object.fromEntries(event.detail.sources.map(({ id, state }) => [id, state]));
    assert.ok(!["complete", "empty", "no-such-patient", "loading", "not-asked"].includes(states.stannes), `stannes is ${states.stannes}`);
    assert.equal(states.riverside, "complete");
    assert.ok(event.detail.entries > 0, "the others' entries are shown");
    assert.match(await shownText(page), /St Anne/);
  }));
}

test("a source that works again is shown by reload", embedded(async (page) => {
  await change(page, (element) => element.setAttribute("config", "/timeline.json?faults=stannes:error"));
  const event = await change(page, (element) => element.setAttribute("config", "/timeline.json"));
  assert.equal(event.detail.sources.find(({ id }) => id === "stannes").state, "complete");
}));

test("a fault in the Wasm is told with its place in it, and shown", async () => {
  const keepMemory = () => {
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = async (...values) => {
      const instance = await instantiate(...values);
      // The rest of the Wasm has no memory of its own.
      globalThis.wasmWhole = globalThis.wasmMemory !== undefined;
      globalThis.wasmMemory ??= Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      return instance;
    };
  };
  const expected = [SOURCE_ANSWERED_ERROR, /^page error: /];
  await visit(started.browser, "about:blank", { expected }, async (page) => {
    await page.addInitScript(keepMemory);
    await page.goto(`${started.server.origin}/embed`);
    await settled(page);
    await page.waitForFunction(() => globalThis.wasmWhole);
    // In one task: whatever the page calls in between would find the fault before.
    const event = await change(page, (element) => {
      const row = element.shadowRoot.querySelector(".e");
      new Uint8Array(globalThis.wasmMemory.buffer).fill(0xff);
      row.click();
    });
    assert.deepEqual(event, { type: "timeline-error", detail: { code: "internal" } });
    assert.match(await shownText(page), /internal fault at (feeds )?wasm-function\[\d+\]/);
  });
});
