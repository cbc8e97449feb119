// A page whose sources are written down in the test: what each answers, page by page, and when.

import { SOURCE_ANSWERED_ERROR, change, visit } from "./browser.mjs";

const SYSTEM = "https://fhir.nhs.uk/Id/nhs-number";
const NUMBER = "9990000018";
const PATIENT = {
  resourceType: "Patient", id: "p", birthDate: "1944-06-09", name: [{ family: "Ashworth" }],
  identifier: [{ system: SYSTEM, value: NUMBER }],
};

/** A resource about the patient. */
export const about = (resource) => ({ subject: { reference: "Patient/p" }, status: "final", ...resource });

/**
 * Visits a page with these sources: `{id: [page, …]}`, each page a list of resources, or of `[resources, promise]`
 * where it is to be answered when the promise is fulfilled. `path` is the host page.
 */
export async function showing({ browser, server }, sources, { path = "/embed", settings, configuration, until = settledAll } = {}, run) {
  await visit(browser, "about:blank", { expected: [SOURCE_ANSWERED_ERROR], settings }, async (page) => {
    await page.context().route("**/written/**", (route) => answer(route, sources));
    await page.goto(server.origin + path);
    await change(page, (element, patient) => element.setAttribute("patient", patient), `${SYSTEM}|${NUMBER}`);
    const config = { sources: Object.keys(sources).map((id) => ({ id, title: `Source ${id}`, baseUrl: `/written/${id}` })), ...configuration };
    await until(page, config);
    await run(page);
  });
}

/** Every source has answered with its last page. */
export const settledAll = (page, config) => change(page, (element, value) => void (element.config = value), config);

/** So many entries are listed, whatever else is still to come. */
export const listed = (count) => async (page, config) => {
  await page.$eval("patient-timeline", (element, value) => void (element.config = value), config);
  await page.waitForFunction((wanted) => {
    const { shadowRoot } = document.querySelector("patient-timeline");
    return shadowRoot.querySelector("[role=option]")?.getAttribute("aria-setsize") === String(wanted);
  }, count);
};

async function answer(route, sources) {
  const url = new URL(route.request().url());
  const [, id] = url.pathname.match(/\/written\/([^/]+)/);
  const place = Number(url.searchParams.get("page") ?? 0);
  let page = url.pathname.includes("$everything") ? sources[id][place] : [];
  if (page.length === 2 && typeof page[1]?.then === "function") {
    await page[1];
    [page] = page;
  }
  const next = page !== undefined && place + 1 < sources[id].length && url.pathname.includes("$everything");
  const link = next ? [{ relation: "next", url: `${url.origin}${url.pathname}?page=${place + 1}` }] : [];
  const entry = [PATIENT, ...page].map((resource) => ({ resource }));
  await route.fulfill({ json: { resourceType: "Bundle", type: "searchset", link, entry } }).catch(() => {});
}
