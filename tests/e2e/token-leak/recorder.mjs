// What runs inside a page before its own scripts and writes down all that leaves the element. It is sent to the browser
// as text, so it uses nothing from outside.

/** Records events, errors, the console, what workers say, each change of the element's tree, and what is stored. */
export function recordSession() {
  const session = (globalThis.session = []);
  const text = (value) => {
    if (value instanceof Error) return `${value.name}: ${value.message} ${value.stack}`;
    if (ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
    try {
      return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
    } catch {
      return String(value);
    }
  };
  const note = (where, ...values) => session.push([where, values.map(text).join(" ")]);

  const wrap = (object, name, where) => {
    const real = object[name];
    object[name] = function (...values) {
      note(where, ...values);
      return Reflect.apply(real, this, values);
    };
  };
  for (const name of ["log", "info", "debug", "warn", "error", "trace", "dir"]) wrap(console, name, "console");
  wrap(Storage.prototype, "setItem", "storage");
  for (const name of ["pushState", "replaceState"]) wrap(history, name, "history");
  for (const name of ["mark", "measure"]) wrap(performance, name, "performance");
  wrap(navigator, "sendBeacon", "beacon");
  wrap(IDBFactory.prototype, "open", "database");
  wrap(CacheStorage.prototype, "open", "cache");

  const dispatch = EventTarget.prototype.dispatchEvent;
  EventTarget.prototype.dispatchEvent = function (event) {
    note("event", event.type, event.detail);
    return Reflect.apply(dispatch, this, [event]);
  };
  addEventListener("error", ({ message, error }) => note("error", message, error), true);
  addEventListener("unhandledrejection", ({ reason }) => note("error", reason));

  const RealWorker = Worker;
  globalThis.Worker = class extends RealWorker {
    constructor(...values) {
      super(...values);
      note("worker", ...values);
      this.addEventListener("message", ({ data }) => note("from worker", data));
    }
  };

  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = Reflect.apply(attach, this, [init]);
    const observer = new MutationObserver((changes) => {
      for (const { target, attributeName, addedNodes } of changes) {
        if (attributeName) note("attribute", attributeName, target.getAttribute(attributeName) ?? "");
        else if (target.nodeType === Node.TEXT_NODE) note("text", target.data);
        for (const node of addedNodes) note("tree", node.outerHTML ?? node.data);
      }
    });
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    return root;
  };
}

/** What is there at this moment: the page and the element as markup, stores, the address, and what was measured. */
export async function lookAround() {
  const element = document.querySelector("patient-timeline");
  const parts = [
    document.documentElement.outerHTML, element?.shadowRoot?.innerHTML ?? "",
    [...(element?.shadowRoot?.querySelectorAll("input, textarea") ?? [])].map(({ value }) => value).join(" "),
    location.href, JSON.stringify(history.state), document.cookie, document.title,
    JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }),
    JSON.stringify(await indexedDB.databases()), JSON.stringify(await caches.keys()),
    JSON.stringify(performance.getEntries()),
    Object.entries(element ?? {}).map(([name, value]) => `${name}=${value}`).join(" "),
  ];
  return parts.join("\n");
}
