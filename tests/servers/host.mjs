// The page of the host on which the element stands, and what it is told there.

import { openPage, settled, settledCount, shownText } from "../support/browser.mjs";

/** Chromium tells of each answer that is an error. */
const REFUSED = /^console error: Failed to load resource: the server responded with a status of 4\d\d/;

/** Within the record of the demonstration's patients, so that what is current does not depend on the day. */
const NOW = "2026-03-20T12:00:00Z";

const ACCESS_MS = 5000;

/** Opens the page, runs, and closes it; `tokenFor(source, reason)` gives the host's tokens. */
export async function visitHost({ browser, pages }, tokenFor, run) {
  const opened = await openPage(browser, "about:blank", { expected: [REFUSED] });
  const accesses = [];
  try {
    await opened.page.exposeFunction("tokenFor", tokenFor);
    await opened.page.exposeFunction("accessed", (access) => accesses.push(access));
    await opened.page.goto(`${pages.origin}/page.html`);
    await opened.page.waitForFunction(() => globalThis.show);
    await run(new Host(opened, accesses));
  } finally {
    await opened.close();
  }
}

/** State and reason of each kind in which a source is not as it is as a whole. */
export function states({ kinds }) {
  return Object.fromEntries(kinds.flatMap(({ kinds, state, reason }) => kinds.map((kind) => [kind, [state, reason]])));
}

class Host {
  #opened;
  #accesses;

  constructor(opened, accesses) {
    this.#opened = opened;
    this.#accesses = accesses;
  }

  /**
   * Shows a patient from these sources, to somebody of a role and for a purpose; gives the element's last word by source,
   * and how long it took.
   */
  async show(patient, sources, context) {
    const all = [{ now: NOW, sources }, patient, context];
    return this.#settled((page) => page.evaluate((all) => globalThis.show(...all), all));
  }

  /** The same once all sources are loaded again. */
  reload() {
    return this.#settled((page) => page.evaluate(() => void globalThis.reload()));
  }

  /** Goes from one patient to the other after each of these times; gives the turns on which either was named. */
  wander(patients, sources, times) {
    const config = { now: NOW, sources };
    return this.#opened.page.evaluate((all) => globalThis.wander(...all), [config, patients, times]);
  }

  async #settled(change) {
    const { page } = this.#opened;
    const after = await settledCount(page);
    this.#accesses.length = 0;
    const start = performance.now();
    await change(page);
    const { type, detail } = await settled(page, { after });
    if (type !== "timeline-ready") throw new Error(`${type}: ${JSON.stringify(detail)}`);
    const bySource = Object.fromEntries(detail.sources.map((source) => [source.id, source]));
    return { ...detail, bySource, ms: performance.now() - start };
  }

  /** What the host was told of the accesses to so many sources in this context, by source. */
  async accesses(sources) {
    const end = Date.now() + ACCESS_MS;
    while (this.#accesses.length < sources && Date.now() < end) await this.#opened.page.waitForTimeout(20);
    return Object.fromEntries(this.#accesses.map((access) => [access.source, access]));
  }

  text() {
    return shownText(this.#opened.page);
  }

  /** All that could be read by others: the console, the events, the document with the element's inside. */
  async traces() {
    const { page, said } = this.#opened;
    const inside = await page.evaluate(() => ({
      events: JSON.stringify(globalThis.timelineEvents.map(({ type, detail }) => ({ type, detail }))),
      outside: document.documentElement.outerHTML,
      inside: document.querySelector("patient-timeline").shadowRoot.innerHTML,
      storage: JSON.stringify({ ...localStorage, ...sessionStorage }),
      address: location.href,
    }));
    return { ...inside, console: said.join("\n") };
  }
}
