// The custom element <patient-timeline>: what of it must be JavaScript. It owns
// the element's life and its contract with the page; everything else is in the
// Wasm. Composed to one script with wasm.js and wasm-bindgen's glue, which is the
// worker's script as well.

// The map of codes: the engine asks for it where sources speak in different code systems.
const CODES = "patient-timeline-codes.tsv";
// What keeps AuditEvents and measures, where the configuration wants any.
const RECORDS = "patient-timeline-records.js";
// The host's own functions, which are properties of the element.
const FUNCTIONS = ["getAccessToken", "request", "recordDisclosure", "recordAccess", "recordMeasures"];
const SUPPORT = "your system’s support";
// Keeps the element's place until the Wasm is here, and dresses what is said where that cannot run.
const PLAIN = `:host{display:block;box-sizing:border-box;block-size:var(--timeline-height,48em);min-block-size:20em;color-scheme:light dark}
:host([hidden]){display:none}:host([theme=light]){color-scheme:light}:host([theme=dark]){color-scheme:dark}
section{padding:1.5em;font:1em/1.5 system-ui,sans-serif;color:CanvasText;background:Canvas;border:1px solid;border-radius:.7em}
h2,p{margin:0;font-size:1em}`;

/** An error as hosts meet it: a code of the documented list, and no patient's data. */
class TimelineError extends Error {
  constructor(code, message) {
    super(message);
    this.name = "TimelineError";
    this.code = code;
  }
}

function define() {
  const elements = new Set();
  let panicked = false;

  /** Compiles a build of the Wasm once for all elements and their workers. */
  function load(build) {
    build.loading ??= Promise.all([compile(build.wasm), build.bound().catch(noScript)]).then(async ([module, bound]) => {
      const crash = (place) => {
        panicked = true;
        for (const element of elements) element.crash(build === FEEDS ? `feeds ${place}` : place);
      };
      await bound.default(module, guarded(crash));
      return { module, bound };
    });
    // A failure is not for ever: the next element tries again.
    build.loading.catch(() => (build.loading = undefined));
    return build.loading;
  }

  /** Compiles the rest of a build and joins it to what runs on the page. */
  function loadRest(build) {
    build.loadingRest ??= load(build).then(async ({ bound }) => {
      const module = await compile(build.rest);
      await WebAssembly.instantiate(module, bound.joint());
      build.joined = module;
    });
    build.loadingRest.catch(() => (build.loadingRest = undefined));
    return build.loadingRest;
  }

  function noScript() {
    throw new TimelineError("wasm-unreachable", `patient-timeline-feeds.js could not be fetched. Load the page again, or ask ${SUPPORT}.`);
  }

  let plain;
  /** The style before that of the Wasm; none in a browser that has no such sheets. */
  function plainSheets() {
    try {
      if (!plain) {
        plain = new CSSStyleSheet();
        plain.replaceSync(PLAIN);
      }
      return [plain];
    } catch {
      return [];
    }
  }

  let script;
  /** This script's address, as a page under Trusted Types asks for it. */
  function workerScript() {
    try {
      script ??= scope.trustedTypes?.createPolicy("patient-timeline", { createScriptURL: () => import.meta.url }).createScriptURL("");
    } catch {
      // The page does not name the policy: without a worker the engine runs on the page.
    }
    return script ?? import.meta.url;
  }

  async function compile(name) {
    const url = new URL(name, import.meta.url);
    if (!scope.WebAssembly) {
      throw new TimelineError("unsupported", `This browser has no WebAssembly, or has it turned off. Use a current Edge, Chrome, Firefox or Safari, or ask ${SUPPORT}.`);
    }
    let response;
    try {
      response = await fetch(url);
    } catch {
      throw new TimelineError("wasm-unreachable", `${url.pathname} could not be fetched. Load the page again, or ask ${SUPPORT}.`);
    }
    if (!response.ok) {
      throw new TimelineError("wasm-unreachable", `${url.pathname} was answered with ${response.status}. Load the page again, or ask ${SUPPORT}.`);
    }
    try {
      return await WebAssembly.compile(await unpacked(new Uint8Array(await response.arrayBuffer())));
    } catch (error) {
      const policy = String(error).includes("Content Security Policy") || String(error).includes("unsafe-eval");
      throw policy
        ? new TimelineError("policy", `The page’s policy forbids WebAssembly. Ask ${SUPPORT} to add 'wasm-unsafe-eval' to script-src.`)
        : new TimelineError("wasm-invalid", `${url.pathname} is not the WebAssembly of this build. Load the page again, or ask ${SUPPORT}.`);
    }
  }

  class PatientTimeline extends HTMLElement {
    static observedAttributes = ["patient", "config", "new-since", "lang", "dir"];

    #root;
    #handle;
    #build;
    #loaded;
    /** The worker, while it is without the rest of the Wasm. */
    #engine;
    #patient;
    #config;
    #context = {};
    #functions = {};
    /** What the host has been asked and not answered, by number. */
    #calls = new Map();
    /** What keeps records beside the host. */
    #keeper;
    #measures;
    /** The patient and the context that are shown, and the sources as last told. */
    #shown;
    #sources = [];
    #scheduled = false;
    #turn = 0;
    #configured;
    #ready;
    #settle;

    constructor() {
      super();
      this.#root = this.attachShadow({ mode: "open" });
      this.#root.adoptedStyleSheets = plainSheets();
      this.#renewReady();
    }

    /** Whom to show: `system|value`, or an object with what else the host knows. */
    get patient() {
      return this.#patient ?? this.getAttribute("patient");
    }
    set patient(value) {
      if (typeof value === "string") {
        this.setAttribute("patient", value);
      } else {
        this.#patient = value ?? undefined;
        this.#changeContext();
      }
    }

    /** The configuration's address, or the configuration itself. */
    get config() {
      return this.#config ?? this.getAttribute("config");
    }
    set config(value) {
      this.#configured = undefined;
      if (typeof value === "string") {
        this.setAttribute("config", value);
      } else {
        this.#config = value ?? undefined;
        this.#changeContext();
      }
    }

    /** Since when what is recorded is new to the user. */
    get newSince() {
      return this.getAttribute("new-since");
    }
    set newSince(value) {
      if (value) this.setAttribute("new-since", value);
      else this.removeAttribute("new-since");
    }

    /** Fulfilled with the detail of `timeline-ready` when the current load has ended. */
    get ready() {
      return this.#ready;
    }

    // What only the host can do. A function set or taken away holds from its next call on.
    get getAccessToken() {
      return this.#functions.getAccessToken ?? null;
    }
    set getAccessToken(value) {
      this.#functions.getAccessToken = value;
    }
    get request() {
      return this.#functions.request ?? null;
    }
    set request(value) {
      this.#functions.request = value;
    }
    get recordDisclosure() {
      return this.#functions.recordDisclosure ?? null;
    }
    set recordDisclosure(value) {
      this.#functions.recordDisclosure = value;
    }
    get recordMeasures() {
      return this.#functions.recordMeasures ?? null;
    }
    set recordMeasures(value) {
      this.#functions.recordMeasures = value;
    }
    get recordAccess() {
      return this.#functions.recordAccess ?? null;
    }
    set recordAccess(value) {
      this.#functions.recordAccess = value;
    }

    get version() {
      return PatientTimeline.version;
    }

    /** Loads the same patient again from every source. */
    reload() {
      this.#changeContext();
      return this.#ready;
    }

    /** Changes patient, user, role and purpose at once. */
    setContext({ patient, user = "", role = "", purpose = "", sources = {}, newSince } = {}) {
      this.#context = { user, role, purpose, sources };
      if (newSince) this.#context.newSince = newSince;
      this.#patient = patient ?? undefined;
      this.#changeContext();
      return this.#ready;
    }

    /** Empties the element: nothing of the patient stays on the screen or in memory. */
    clear() {
      this.#context = {};
      this.#patient = null;
      this.#empty();
      this.#schedule();
    }

    connectedCallback() {
      elements.add(this);
      for (const name of ["patient", "config", "newSince", ...FUNCTIONS]) this.#upgrade(name);
      addEventListener("beforeprint", this.#print);
      addEventListener("pagehide", this.#leave);
      addEventListener("pageshow", this.#comeBack);
      if (!this.#handle) this.#schedule();
    }

    disconnectedCallback() {
      // Moved, not removed, where it is connected again by then.
      setTimeout(() => {
        if (this.isConnected) return;
        elements.delete(this);
        removeEventListener("beforeprint", this.#print);
        removeEventListener("pagehide", this.#leave);
        removeEventListener("pageshow", this.#comeBack);
        this.#empty();
      });
    }

    attributeChangedCallback(name, before, after) {
      // What was said last holds: a property that was set since is outdone by the same attribute again.
      if (before === after && { patient: this.#patient, config: this.#config }[name] === undefined) return;
      if (name === "config") this.#configured = this.#config = undefined;
      if (name === "patient") this.#patient = undefined;
      this.#changeContext();
    }

    // A page kept in the browser's cache keeps no patient.
    #leave = (event) => {
      if (event.persisted) this.#empty();
      else this.#part();
    };
    #print = () => this.#note("print", "printed", ({ records }) => records > 0);
    #comeBack = (event) => {
      if (event.persisted) this.#changeContext();
    };

    /** A property set before the element was defined hides the accessor. */
    #upgrade(name) {
      if (!Object.hasOwn(this, name)) return;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }

    #changeContext() {
      this.#empty();
      this.#schedule();
    }

    /** Empties the screen in this very task and ends whatever is under way. */
    #empty() {
      this.#turn += 1;
      this.#part();
      this.#endCalls();
      const handle = this.#handle;
      this.#handle = this.#engine = undefined;
      handle?.close();
      this.#root.replaceChildren();
      // Freed when nothing of it can be running any more.
      if (handle) queueMicrotask(() => panicked || handle.free());
      this.#renewReady();
    }

    #renewReady() {
      this.#settle?.reject(new TimelineError("replaced", "another context took the place of this one"));
      this.#ready = new Promise((resolve, reject) => (this.#settle = { resolve, reject }));
      // The host need not care.
      this.#ready.catch(() => {});
    }

    #schedule() {
      if (this.#scheduled || !this.isConnected) return;
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        if (this.isConnected && !this.#handle) this.#start();
      });
    }

    async #start() {
      this.#turn += 1;
      const turn = this.#turn;
      if (panicked) {
        this.crash("");
        return;
      }
      try {
        const configured = this.#configured ?? (await this.#configuration());
        if (turn !== this.#turn) return;
        this.#configured = configured;
        this.#build = this.#configured?.feeds ? FEEDS : FHIR;
        [this.#loaded, this.#keeper] = await Promise.all([load(this.#build), keeper(configured), configured?.whole && loadRest(this.#build)]);
        if (turn !== this.#turn) return;
        this.#handle = this.#mount(turn);
        this.#load();
      } catch (error) {
        if (turn === this.#turn && !panicked) this.#showPlainly(error.code ?? "internal", error.message);
      }
    }

    #mount(turn) {
      const notify = (type, detail) => {
        if (turn !== this.#turn) return false;
        const value = JSON.parse(detail);
        if (value.sources?.[0]?.state) this.#sources = value.sources;
        this.#measures?.tell(type, value);
        if (type === "timeline-ready") {
          this.#settle.resolve(value);
          rest && (scope.requestIdleCallback ?? setTimeout)(rest);
        }
        if (type === "timeline-error") this.#settle.reject(new TimelineError(value.code, value.code));
        return this.#emit(type, value);
      };
      // The Wasm's own style takes the place of the plain one.
      if (this.#root.adoptedStyleSheets[0] === plain) this.#root.adoptedStyleSheets = [];
      const ask = (n, ...wanted) => (wanted.length ? this.#ask(n, ...wanted) : this.#cancel(n));
      const { joint, TimelineHandle } = this.#loaded.bound;
      const rest = joint && (() => this.#rest(turn));
      const handle = new TimelineHandle(this.#root, notify, ask, () => this.#worker(), rest, this.#language(), this.#direction());
      if (this.#build.joined) handle.rest_arrived(true);
      return handle;
    }

    /** Has the rest of the Wasm loaded: the worker has it before anything is said that needs it. */
    async #rest(turn) {
      const build = this.#build;
      const here = await loadRest(build).then(() => true, () => false);
      if (turn !== this.#turn || panicked) return;
      if (here) {
        this.#engine?.postMessage({ rest: build.joined });
        this.#engine = undefined;
      }
      this.#handle.rest_arrived(here);
    }

    /** Calls a function of the host's, and hands over what it gives for as long as somebody waits for it. */
    async #ask(n, name, detail, body, most) {
      const call = new AbortController();
      const { signal } = call;
      this.#calls.set(n, call);
      const give = (status, bytes = new Uint8Array(), more = false, headers = []) => {
        if (this.#calls.get(n) !== call) return;
        if (!more) this.#calls.delete(n);
        this.#handle.answer(n, status, headers, bytes, more);
      };
      try {
        const { patient } = this;
        const ask = { ...JSON.parse(detail), patient, context: { ...this.#context, patient }, signal };
        if (body.length) ask.body = new TextDecoder().decode(body);
        if (name.startsWith("record")) {
          give(await this.#keep(name, ask));
          return;
        }
        const value = await this.#functions[name](ask);
        if (name === "request") await carried(value, most, signal, give);
        else give(200, encoded(value));
      } catch {
        // The host's own error may hold anything: it is neither kept nor told.
        call.abort();
        give(0);
      }
    }

    /** Has a record kept, which outlives the context; 404 where nobody keeps any. */
    async #keep(name, { signal, ...about }) {
      const { user = "", role = "", purpose = "" } = about.context;
      const record = { user, role, purpose, at: new Date().toISOString(), ...about };
      const keep = this.#functions[name];
      const post = name === "recordAccess" && this.#keeper?.post;
      await Promise.all([keep?.(record), post && post(record)]);
      return keep || post ? 200 : 404;
    }

    /** Has something recorded of each of these sources beside what the engine asks for. */
    #note(action, outcome, which) {
      for (const { id } of this.#sources.filter(which)) {
        this.#keep("recordAccess", { source: id, action, outcome, ...this.#shown }).catch(() => {});
      }
    }

    /** The context ends: what was asked of a source that has not settled is recorded, and the measures are told. */
    #part() {
      this.#note("load", "loading", ({ state }) => state === "loading");
      this.#sources = [];
      this.#measures?.end(this.#functions.recordMeasures);
      this.#measures = undefined;
    }

    #endCalls() {
      const calls = [...this.#calls.values()];
      this.#calls.clear();
      for (const call of calls) call.abort();
    }

    #cancel(n) {
      this.#calls.get(n)?.abort();
      this.#calls.delete(n);
    }

    /** The configuration; nothing where the host gives none. */
    #configuration() {
      const config = this.config;
      if (config === null || config === undefined) return undefined;
      return typeof config === "string" ? fetched(config) : told(JSON.stringify(config), document.baseURI);
    }

    #load() {
      const patient = this.#patient === null ? null : this.patient;
      if (!this.#configured) {
        this.#handle.load_without_configuration(patient !== null && patient !== undefined);
        return;
      }
      const { json, base, ahead, fault } = this.#configured;
      if (fault) {
        this.#configured = undefined;
        this.#handle.configuration_unreachable(fault);
      } else if (this.#handle.configure(json, base, new URL(CODES, import.meta.url).href) && patient !== null && patient !== undefined) {
        this.#shown = { patient, context: { ...this.#context, patient } };
        this.#measures = this.#keeper?.measure?.(this.#root, this.#context);
        this.#handle.load(JSON.stringify({ newSince: this.newSince, ...this.#context, ahead, patient }));
      }
    }

    /** A worker that has been sent the module; throws where none may start. */
    #worker() {
      const worker = new Worker(workerScript(), { type: "module", name: WORKER_NAME });
      const { joined } = this.#build;
      worker.postMessage({ module: this.#loaded.module, feeds: this.#build === FEEDS, rest: joined });
      if (!joined) this.#engine = worker;
      return worker;
    }

    #language() {
      return this.lang || this.closest("[lang]")?.lang || document.documentElement.lang || navigator.language;
    }

    #direction() {
      return getComputedStyle(this).direction;
    }

    #emit(type, detail) {
      return this.dispatchEvent(
        new CustomEvent(type, { detail, bubbles: true, composed: true, cancelable: type === "timeline-entry-open" }),
      );
    }

    /** What is shown where the Wasm itself cannot run. */
    #showPlainly(code, message) {
      this.#settle.reject(new TimelineError(code, message));
      const box = document.createElement("section");
      box.setAttribute("role", "alert");
      const said = { h2: "The timeline cannot be shown", p: `${message} This does not mean that nothing is recorded.` };
      for (const [tag, text] of Object.entries(said)) box.appendChild(document.createElement(tag)).textContent = text;
      this.#root.adoptedStyleSheets = plainSheets();
      this.#root.replaceChildren(box);
      this.#emit("timeline-error", { code });
    }

    /** Puts the element into its error state after a fault in the Wasm. */
    crash(place) {
      this.#turn += 1;
      this.#endCalls();
      this.#handle = undefined;
      this.#showPlainly("internal", `There was an internal fault${place ? ` at ${place}` : ""}. Load the page again.`);
    }
  }

  /** A token as bytes. */
  function encoded(token) {
    if (typeof token !== "string") throw new TypeError();
    return new TextEncoder().encode(token);
  }

  /** Gives the answer to a request that the host carried piece by piece: as it comes, and no further than allowed. */
  async function carried({ status, headers, body }, most, signal, give) {
    if (!(status >= 200 && status < 600)) throw new TypeError();
    if (!body?.getReader) {
      if (typeof (body ?? "") !== "string" && !(body.byteLength >= 0) && !body.arrayBuffer) throw new TypeError();
      body = new Response(body).body;
    }
    give(status, undefined, true, new Headers(headers));
    const reader = body?.getReader();
    const stop = () => reader?.cancel().catch(() => {});
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop);
    let piece;
    while (most >= 0 && (piece = (await reader?.read())?.value)) {
      give(status, piece.subarray(0, most + 1), true);
      most -= piece.length;
    }
    if (!piece) give(status);
  }

  /** The configuration's text and the address that its addresses are relative to. */
  async function fetched(address) {
    const url = new URL(address, document.baseURI);
    try {
      const response = await fetch(url, { cache: "no-cache" });
      if (!response.ok) return { fault: String(response.status) };
      // By how many seconds the server's clock is ahead: agreements end by it.
      const ahead = ((Date.parse(response.headers.get("Date")) - Date.now()) / 1000) | 0;
      return told(await response.text(), url.href, ahead);
    } catch {
      return { fault: "no answer" };
    }
  }

  /**
   * A configuration's text, whether one of its sources is a feed, whether one needs the whole Wasm from the start, and
   * itself where records are to be kept. What is wrong with it the Wasm tells.
   */
  function told(json, base, ahead) {
    let feeds = false;
    let whole = false;
    let keeps;
    try {
      const config = JSON.parse(json);
      feeds = config.sources.some((source) => source.kind === "feed");
      whole = config.sources.some((source) => source.agreement || source.carrier === "host");
      if (config.auditEvents || config.measures) keeps = config;
    } catch {
      // Then no source of it is read.
    }
    return { json, base, ahead, feeds, whole, keeps };
  }

  /** What keeps records as configured. Where it cannot be had, no record is accepted. */
  async function keeper(configured) {
    const { keeps, base } = configured ?? {};
    if (!keeps) return undefined;
    try {
      return (await import(new URL(RECORDS, import.meta.url))).keeper(keeps, base);
    } catch {
      return { post: keeps.auditEvents && (() => Promise.reject(new TypeError())) };
    }
  }

  PatientTimeline.version = "__VERSION__";
  const known = customElements.get("patient-timeline");
  if (!known) customElements.define("patient-timeline", PatientTimeline);
  else if (known.version !== PatientTimeline.version) {
    console.warn(`patient-timeline ${PatientTimeline.version} was loaded after ${known.version}, which stays in use`);
  }
}

// Nothing of a browser is touched when the module is merely imported elsewhere.
if (scope.name === WORKER_NAME && typeof scope.WorkerGlobalScope === "function") {
  serveAsWorker();
} else if (scope.customElements && scope.HTMLElement) {
  define();
}
