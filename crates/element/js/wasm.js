// The builds of the Wasm, and the engine in its worker; composed to one script with
// element.js, before which it stands.
import init, { TimelineHandle, WorkerEngine, joint } from "./glue.js";

const WORKER_NAME = "patient-timeline-engine";

// The Wasm for pages whose sources all speak FHIR, bound to this script, and the one that reads feeds as well, with a
// script of its own: only a page that has a feed loads it.
// Each is in two: what shows the timeline, and the rest, which is loaded once it is shown or when it is wanted.
const FHIR = {
  wasm: "patient-timeline.wasm",
  rest: "patient-timeline-rest.wasm",
  bound: async () => ({ default: init, TimelineHandle, WorkerEngine, joint }),
};
const FEEDS = {
  wasm: "patient-timeline-feeds.wasm",
  rest: "patient-timeline-feeds-rest.wasm",
  bound: () => import(new URL("patient-timeline-feeds.js", import.meta.url)),
};
const scope = globalThis;

/**
 * The Wasm's functions, of which the first that breaks off has `tell` called with its place in the Wasm. The error's own
 * words are dropped, for they could hold something of the record.
 */
function guarded(tell) {
  let told = false;
  const watch = (run) => (...values) => {
    try {
      return run(...values);
    } catch (error) {
      if (!told) {
        told = true;
        tell((String(error?.stack).match(/(rest\.wasm:)?wasm-function\[\d+\](:0x[\da-f]+)?/g) ?? []).slice(0, 6).join(" "));
      }
      throw error;
    }
  };
  return (exports) => {
    const own = {};
    for (const [name, value] of Object.entries(exports)) own[name] = typeof value === "function" ? watch(value) : value;
    return own;
  };
}

/**
 * The engine in its worker: first message the compiled module and which it is, then the protocol, and at any time the
 * rest of the Wasm.
 */
function serveAsWorker() {
  let bound;
  let engine;
  let rest;
  const join = () => {
    if (bound && rest) new WebAssembly.Instance(rest, bound.joint());
    rest = undefined;
  };
  scope.onmessage = async ({ data }) => {
    rest = data.rest;
    if (engine) {
      if (rest) join();
      else engine.receive(data);
    }
    if (!data.module) return;
    try {
      const own = await (data.feeds ? FEEDS : FHIR).bound();
      await own.default(data.module, guarded(() => scope.postMessage("panic")));
      bound = own;
      join();
      engine = new bound.WorkerEngine((bytes) => scope.postMessage(bytes, [bytes.buffer]));
      scope.postMessage("ready");
    } catch {
      scope.postMessage("unavailable");
    }
  };
}
