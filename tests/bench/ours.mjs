// A worker that reads a page as the element's worker does. Wasm memory never shrinks: its size after the first page is
// the peak.

import init, { Bench } from "./glue.js";

const { memory } = await init({ module_or_path: "./glue_bg.wasm" });
self.onmessage = ({ data }) => {
  const start = performance.now();
  const bench = new Bench(new Uint8Array(data));
  const ms = performance.now() - start;
  const answer = { ms, entries: bench.entries(), received: bench.received(), memory: memory.buffer.byteLength };
  bench.free();
  self.postMessage(answer);
};
self.postMessage("ready");
