// What runs inside the page. It is sent to the browser as text, so it uses nothing from outside.

/** Looks at all that the element shows and says, and notes what is of another patient than the one that was set last. */
export function watchForStrangers(patients) {
  const strangers = [];
  const seen = Object.fromEntries(patients.map((patient) => [patient, 0]));
  let [looks, opened, ready] = [0, 0, 0];
  /** The load under way has come to its end. */
  let ended = false;
  /** Whose data may be seen; `null` for nobody's. */
  let current = null;

  const judge = (where, text) => {
    looks += 1;
    for (const patient of patients) {
      if (!text.includes(patient) && !text.toLowerCase().includes(`${patient}son`)) continue;
      seen[patient] += 1;
      if (patient !== current) strangers.push(`${where}: ${patient} while ${current} is shown`);
    }
  };
  const textOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.data : (node.outerHTML ?? ""));

  // The tree as it is just now: text, attributes, fields.
  const look = (where) => {
    const root = document.querySelector("patient-timeline")?.shadowRoot;
    if (!root) return;
    judge(where, root.innerHTML);
    for (const field of root.querySelectorAll("input")) judge(`${where}, a field`, field.value);
  };

  // Each change of the tree, as soon as it is told.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const root = Reflect.apply(attach, this, [init]);
    const observer = new MutationObserver((changes) => {
      // What was added and is gone again was never drawn.
      for (const { addedNodes, target } of changes) {
        for (const node of [...addedNodes, target]) {
          if (node !== root && root.contains(node)) judge("a change of the tree", textOf(node));
        }
      }
    });
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
    return root;
  };

  const names = ["ready", "progress", "entry-open", "fold", "notice", "error"];
  for (const name of names) {
    addEventListener(`timeline-${name}`, ({ detail }) => {
      ended ||= name === "ready";
      judge(`timeline-${name}`, JSON.stringify(detail));
      look(`at timeline-${name}`);
    });
  }

  // Timers and requests of the page's own thread, which is where the engine runs without a worker.
  const timers = new Set();
  const calls = new Set();
  const { setTimeout: start, clearTimeout: stop, fetch: ask } = globalThis;
  globalThis.setTimeout = (call, wait, ...values) => {
    const timer = start(() => {
      timers.delete(timer);
      call(...values);
    }, wait);
    timers.add(timer);
    return timer;
  };
  globalThis.clearTimeout = (timer) => {
    timers.delete(timer);
    stop(timer);
  };
  globalThis.fetch = (...values) => {
    const call = ask(...values);
    calls.add(call);
    call.catch(() => {}).finally(() => calls.delete(call));
    return call;
  };
  globalThis.underWay = () => ({ timers: timers.size, calls: calls.size });

  const sleep = (milliseconds) => new Promise((resolve) => start(resolve, milliseconds));

  /** Sets one context in one of the ways that hosts have. */
  function set(element, { way, value, user }) {
    if (way === 0) element.setAttribute("patient", value);
    else if (way === 1) element.patient = value;
    else if (way === 2) element.patient = { identifier: { system: value.split("|")[0], value: value.split("|")[1] } };
    else if (way === 3) element.clear();
    else element.setContext({ patient: value, user: `user ${user}` }).catch(() => {});
  }

  globalThis.changeContexts = async (config, changes) => {
    const element = document.querySelector("patient-timeline");
    element.removeAttribute("patient");
    element.config = config;
    for (const change of changes) {
      // An attribute that is set to what it is changes nothing.
      current = change.way < 2 ? patients[change.patient] : null;
      set(element, change);
      // In the very task in which the context changes.
      look("just after the change");
      if (change.way !== 3) current = patients[change.patient];
      const until = performance.now() + change.wait;
      ended = false;
      do {
        look("between two changes");
        const options = element.shadowRoot.querySelectorAll("[role=option]");
        if (options.length > 0 && change.user === 0) {
          options[options.length >> 1].click();
          opened += 1;
        }
        await sleep(7);
      } while (performance.now() < until || (change.whole && change.way !== 3 && !ended && performance.now() < until + 10_000));
    }
    const last = changes.findLast(({ way }) => way !== 3);
    current = patients[last.patient];
    ready = globalThis.timelineEvents.filter(({ type }) => type === "timeline-ready").length;
    const { entries } = await element.setContext({ patient: last.value });
    await sleep(300);
    look("at the end");
    return { strangers: strangers.slice(0, 20), seen, looks, opened, ready, entries };
  };
}
