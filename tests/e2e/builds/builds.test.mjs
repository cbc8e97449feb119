// A page loads the build that its sources need, and no other; of it at first what shows the timeline, and the rest later.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, shownText, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
const PATIENT = "https://fhir.nhs.uk/Id/nhs-number|9995055929";
const PLAIN = ["patient-timeline.js", "patient-timeline.wasm"];
const FEEDS = ["patient-timeline-feeds.js", "patient-timeline-feeds.wasm", "patient-timeline.js"];

const isRest = (name) => name.endsWith("-rest.wasm");

/** Visits a page with an element that nobody has configured, and notes which scripts and Wasm it asks for. */
function bare(expected, run) {
  return () =>
    visit(started.browser, `${started.server.origin}/timeline.json`, { expected: [SOURCE_ANSWERED_ERROR, ...expected] }, async (page) => {
      const asked = new Set();
      page.on("request", (request) => {
        const { pathname } = new URL(request.url());
        if (/^\/pkg\/.*\.(js|wasm)$/.test(pathname)) asked.add(pathname.slice("/pkg/".length));
      });
      const config = JSON.parse(await page.evaluate(() => document.body.innerText));
      await page.route("**/bare.html", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>bare</title>" }));
      await page.goto(`${started.server.origin}/bare.html`);
      await run(page, config, () => [...asked].sort());
    });
}

/** Puts in an element with these sources and waits until it has loaded. */
async function load(page, config) {
  await page.evaluate(
    async ([config, patient]) => {
      await import("/pkg/patient-timeline.js");
      const element = document.createElement("patient-timeline");
      element.config = config;
      element.setAttribute("patient", patient);
      document.body.append(element);
    },
    [config, PATIENT],
  );
  return settled(page);
}

/** What was asked for beside these rests, once those have been asked for as well. */
async function whole(page, asked, rests) {
  for (let waited = 0; asked().filter(isRest).length < rests.length && waited < 5000; waited += 50) await page.waitForTimeout(50);
  assert.deepEqual(asked().filter(isRest), rests);
  return asked().filter((name) => !isRest(name));
}

const fhirAlone = (config) => ({ ...config, sources: config.sources.filter(({ kind }) => kind !== "feed") });

test("a page whose sources all speak FHIR loads the build for FHIR alone", bare([], async (page, config, asked) => {
  const event = await load(page, fhirAlone(config));
  assert.equal(event.type, "timeline-ready");
  assert.ok(event.detail.entries > 0);
  assert.deepEqual(await whole(page, asked, ["patient-timeline-rest.wasm"]), PLAIN);
}));

test("a page with a feed among its sources loads the build that reads feeds", bare([], async (page, config, asked) => {
  const event = await load(page, config);
  const feed = event.detail.sources.find(({ id }) => id === "socialcare");
  assert.equal(feed.state, "complete");
  assert.ok(feed.records > 0);
  assert.deepEqual(await whole(page, asked, ["patient-timeline-feeds-rest.wasm"]), FEEDS);
}));

test("a page may go from the one to the other and back", bare([], async (page, config, asked) => {
  const sources = async (config) => (await change(page, (element, config) => (element.config = config), config)).detail.sources.length;
  await load(page, fhirAlone(config));
  assert.equal(await sources(config), config.sources.length);
  assert.equal(await sources(fhirAlone(config)), fhirAlone(config).sources.length);
  const rest = ["patient-timeline-feeds-rest.wasm", "patient-timeline-rest.wasm"];
  assert.deepEqual(await whole(page, asked, rest), [...FEEDS, "patient-timeline.wasm"]);
}));

test("where the build for feeds is not served, the element says which file is missing", bare([/patient-timeline-feeds/], async (page, config) => {
  await page.route("**/patient-timeline-feeds.js", (route) => route.fulfill({ status: 404, body: "" }));
  const event = await load(page, config);
  assert.deepEqual(event, { type: "timeline-error", detail: { code: "wasm-unreachable" } });
  assert.match(await shownText(page), /patient-timeline-feeds\.js could not be fetched/);
}));

test("a page is usable without the rest, which an entry that is opened says is missing, and Retry brings it", bare([/patient-timeline-rest/], async (page, config) => {
  let served = false;
  let asked = 0;
  await page.route("**/patient-timeline-rest.wasm", (route) => {
    asked += 1;
    return served ? route.continue() : route.fulfill({ status: 404, body: "" });
  });
  const event = await load(page, fhirAlone(config));
  assert.equal(event.type, "timeline-ready");
  const pane = page.locator("patient-timeline .detail");
  await page.locator("patient-timeline [role=option]").first().click();
  await pane.getByRole("alert").getByText("could not be loaded").waitFor();
  assert.ok((await page.locator("patient-timeline [role=option]").count()) > 5, "the list stays");
  served = true;
  const before = asked;
  await pane.getByRole("button", { name: "Try again" }).click();
  await pane.locator("h2").waitFor();
  assert.equal(asked, before + 1);
  assert.equal(await pane.getByRole("alert").count(), 0);
}));

test("the rest is asked for while sources are still silent, the list is used meanwhile, and the lanes come in a place that is kept for them", bare([], async (page, config) => {
  let serve;
  const served = new Promise((resolve) => (serve = resolve));
  const asked = page.waitForRequest(/-rest\.wasm$/);
  await page.route("**/patient-timeline-rest.wasm", async (route) => {
    await served;
    await route.continue();
  });
  let speak;
  const silent = new Promise((resolve) => (speak = resolve));
  await page.route("**/stannes/**", async (route) => {
    await silent;
    await route.continue();
  });
  const loaded = load(page, fhirAlone(config));
  await asked;
  const lanes = page.locator("patient-timeline .lanes");
  const place = page.locator("patient-timeline .chart");
  assert.equal(await lanes.count(), 0);
  assert.match(await place.innerText(), /loading/i);
  speak();
  assert.equal((await loaded).type, "timeline-ready");
  await page.locator("patient-timeline [role=option]").first().click();
  const { height } = await place.boundingBox();
  serve();
  await lanes.waitFor();
  const now = (await place.boundingBox()).height;
  assert.ok(Math.abs(now - height) < height / 5, `kept ${height} pixels for ${now}`);
}));

test("where there is no room for lanes, nothing is loaded for them before the record is here", bare([], async (page, config, asked) => {
  await page.setViewportSize({ width: 340, height: 700 });
  let early = 0;
  await page.exposeFunction("noteReady", () => (early = asked().filter(isRest).length));
  await page.evaluate(() => document.addEventListener("timeline-ready", () => globalThis.noteReady()));
  await load(page, fhirAlone(config));
  await whole(page, asked, ["patient-timeline-rest.wasm"]);
  assert.equal(early, 0);
}));

test("a rest of another build is refused, and the page goes on", bare([/rest|LinkError/], async (page, config) => {
  await page.route("**/patient-timeline-rest.wasm", async (route) => {
    const answer = await route.fetch({ url: route.request().url().replace("-rest", "-feeds-rest") });
    return route.fulfill({ response: answer });
  });
  await load(page, fhirAlone(config));
  await page.locator("patient-timeline [role=option]").first().click();
  await page.locator("patient-timeline .detail").getByText("could not be loaded").waitFor();
}));
