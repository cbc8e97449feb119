// What runs inside the page. It is sent to the browser as text, so it uses nothing from outside.

/**
 * Keeps what the engine's worker says, notes each patch and each time that the count of entries on screen is another one,
 * and can say it all again at once.
 */
export function watchEngine() {
  // A message's head: version, number of the load, tag.
  const PATCH = 1;
  const LOAD = 1;
  const isPatch = (data) => data instanceof Uint8Array && data[2] === PATCH;
  const noted = { messages: [], patches: [], shown: [] };
  let mounts = 0;
  let drawn = "";

  /** How many entries there are, as the screen has it. */
  const count = () => document.querySelector("patient-timeline")?.shadowRoot?.querySelector(".listbar .n")?.textContent ?? "";

  const look = () => {
    const now = count();
    if (now !== drawn) {
      drawn = now;
      // After what is about to be drawn was drawn.
      const after = new MessageChannel();
      after.port1.onmessage = () => {
        noted.shown.push({ count: now, at: performance.now() });
        performance.mark(`shown ${noted.shown.length}`);
      };
      after.port2.postMessage(0);
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  const property = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
  Object.defineProperty(Worker.prototype, "onmessage", {
    ...property,
    set(listener) {
      property.set.call(this, listener && function (event) {
        if (event.data instanceof Uint8Array) noted.messages.push(event.data.slice());
        if (isPatch(event.data)) noted.patches.push(performance.now());
        return listener.call(this, event);
      });
    },
  });

  /** Says again what was said, in one task, as soon as a load is asked for. */
  class Again extends EventTarget {
    postMessage(message) {
      if (message.module) this.answer("ready");
      else if (message[2] === LOAD) {
        setTimeout(() => {
          performance.mark("draw");
          for (const said of noted.messages) this.answer(said.slice());
        }, 300);
      }
    }
    answer(data) {
      if (data === "ready") queueMicrotask(() => this.onmessage?.({ data }));
      else this.onmessage?.({ data });
    }
    terminate() {}
  }

  /** A promise that is not waited for without end. */
  const within = (words, run) =>
    new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error(`it took more than a minute until ${words}`)), 60_000);
      run(resolve);
    });

  globalThis.bench = {
    noted,
    count,
    again() {
      globalThis.Worker = Again;
      noted.patches = [];
      noted.shown = [];
      const wanted = drawn;
      drawn = "";
      document.querySelector("patient-timeline").reload().catch(() => {});
      return within("all is shown again", (resolve) => {
        const wait = () => {
          const shown = noted.shown.findIndex((one) => one.count === wanted);
          if (shown >= 0) resolve(`shown ${shown + 1}`);
          else setTimeout(wait, 20);
        };
        wait();
      });
    },
    /** Elements and texts, shadow roots included. */
    nodes() {
      const walk = (node) => {
        let sum = 1;
        for (const child of node.childNodes) sum += walk(child);
        if (node.shadowRoot) sum += walk(node.shadowRoot);
        return sum;
      };
      return walk(document.querySelector("patient-timeline"));
    },
    /** Ends a step once it is drawn. */
    step: () =>
      new Promise((resolve) => {
        requestAnimationFrame(() => {
          setTimeout(() => {
            performance.mark("step");
            resolve();
          });
        });
      }),
    /** The detail of the event that tells that the element has settled. */
    ready: () =>
      within("the record is loaded", (resolve) => addEventListener("timeline-ready", ({ detail }) => resolve(detail), { once: true })),
  };
}
