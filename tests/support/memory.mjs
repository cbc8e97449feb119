// What runs inside the page. It is sent to the browser as text, so it uses nothing from outside.

/** Lets `wasmMemory()` say how many bytes the page's own Wasm has. */
export function watchMemory() {
  let memory;
  /** Keeps the memory among what a module exports, whatever its name. */
  const keep = ({ exports }) => (memory = Object.values(exports).find((one) => one instanceof WebAssembly.Memory) ?? memory);
  const { instantiate, Instance } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate.apply(WebAssembly, given);
    keep(made.instance ?? made);
    return made;
  };
  WebAssembly.Instance = function (...given) {
    const made = new Instance(...given);
    keep(made);
    return made;
  };
  globalThis.wasmMemory = () => memory?.buffer.byteLength ?? 0;
}
