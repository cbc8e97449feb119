// A worker that reads the same page in JavaScript.

import { pick } from "./pick.mjs";

self.onmessage = ({ data }) => {
  const bytes = new Uint8Array(data);
  const start = performance.now();
  const entries = pick(bytes).length;
  const ms = performance.now() - start;
  const parseStart = performance.now();
  JSON.parse(new TextDecoder().decode(bytes));
  self.postMessage({ ms, entries, parseMs: performance.now() - parseStart });
};
self.postMessage("ready");
