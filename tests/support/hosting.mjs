// A page whose element is told at once where to load from and what the host does for it.

import { SOURCE_ANSWERED_ERROR, settled, visit } from "./browser.mjs";

export const SYSTEM = "https://fhir.nhs.uk/Id/nhs-number";

/** The demo's configuration: `faults` by source, and further keys, for each source or by the source's id. */
export async function configured(server, { faults = {}, only, all = {}, sources = {}, ...keys } = {}) {
  const wanted = Object.entries(faults).map(([source, fault]) => `${source}:${fault}`);
  const answer = await fetch(`${server.origin}/timeline.json?faults=${encodeURIComponent(wanted.join(","))}`);
  const configuration = { ...(await answer.json()), ...keys };
  if (configuration.mistakes) throw new Error(configuration.mistakes.join("\n"));
  const chosen = configuration.sources.filter(({ id }) => !only || only.includes(id));
  configuration.sources = chosen.map((source) => ({ ...source, ...all, ...sources[source.id] }));
  return configuration;
}

/**
 * Visits a page that holds an element without attributes. `set` runs on the page with the element and `argument`:
 * it says what the host does.
 */
export async function hosted({ browser, server }, { expected = [], path = "/embed" } = {}, run) {
  await visit(browser, "about:blank", { expected: [SOURCE_ANSWERED_ERROR, /faulty|proxy/, ...expected] }, async (page, visited) => {
    // Before the element is defined.
    await page.addInitScript(() => {
      document.addEventListener("readystatechange", () => {
        for (const element of document.querySelectorAll("patient-timeline:not(:defined)")) {
          for (const name of ["patient", "config"]) element.removeAttribute(name);
        }
      });
    });
    await page.goto(server.origin + path);
    await page.waitForFunction(() => customElements.get("patient-timeline"));
    await run(page, visited);
  });
}

/** Gives the element a configuration and a context in one task, without waiting for what comes of it. */
export async function given(page, configuration, patient, context = {}, selector = "patient-timeline") {
  const chosen = { ...context, patient: patient.includes("|") ? patient : `${SYSTEM}|${patient}` };
  await page.$eval(selector, (element, [config, context]) => {
    element.config = config;
    element.setContext(context).catch(() => {});
  }, [configuration, chosen]);
}

/** The sources of the newest `timeline-ready` by their ids, as `state` or `state: reason`. */
export const states = ({ detail }) =>
  Object.fromEntries(detail.sources.map(({ id, state, reason }) => [id, reason ? `${state}: ${reason}` : state]));

/** Presses Retry of a source, and waits for what comes of it. */
export async function retried(page, title, selector = "patient-timeline") {
  const after = await page.evaluate(() => globalThis.timelineEvents.filter(({ type }) => type === "timeline-ready").length);
  await page.locator(selector).getByRole("button", { name: new RegExp(`retry.*${title}`, "i") }).click();
  return settled(page, { selector, after });
}

/** Notes the requests to addresses that hold `part`; gives them with all their headers. */
export function requestsTo(page, part) {
  const noted = [];
  page.on("request", (request) => request.url().includes(part) && noted.push(request));
  return () =>
    Promise.all(
      noted.map(async (request) => ({
        url: request.url(),
        source: request.url().match(/\/(?:sources|proxy)\/([^/]+)/)?.[1],
        method: request.method(),
        headers: await request.allHeaders(),
      })),
    );
}

/** What the strip of sources says, as one text for each source. */
export function strip(page, selector = "patient-timeline") {
  return page.$eval(selector, ({ shadowRoot }) => {
    const lines = [...shadowRoot.querySelectorAll("[part~=sources] li")];
    return lines.map((line) => line.innerText.replace(/\s+/g, " ").trim());
  });
}

/** The line of the strip about the source of this title. */
export async function lineOf(page, title, selector) {
  return (await strip(page, selector)).find((line) => line.includes(title)) ?? "";
}
