// Chromium, and pages that fail their test when anything unexpected is said on them.

import assert from "node:assert/strict";
import { chromium } from "playwright-core";
import { watchPage } from "./inside.mjs";

const READY_MS = 20_000;

/** Chromium itself tells of each answer that is an error, such as that of a source that does not know the patient. */
export const SOURCE_ANSWERED_ERROR = /^console error: Failed to load resource.*\/sources\//;

/** Starts Chromium with a profile of its own, which ends with it. */
export async function startBrowser() {
  const executablePath = process.env.CHROMIUM;
  if (!executablePath) throw new Error("CHROMIUM is not set: run these tests by cargo xtask test --only pages");
  return chromium.launch({
    executablePath,
    // Chromium refuses to run as root inside its sandbox.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
}

/**
 * Opens a page in a context of its own. `close` fails on each console message, page error, failed request and
 * policy violation that matches none of `expected`, a list of regular expressions.
 */
export async function openPage(browser, address, { expected = [], settings = {} } = {}) {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1440, height: 1000 }, ...settings });
  const page = await context.newPage();
  const said = [];
  listen(page, said);
  await page.exposeFunction("reportToTest", (text) => said.push(text));
  await page.addInitScript(watchPage);
  await page.goto(address);
  return {
    page,
    said,
    expect: (...more) => expected.push(...more),
    async close() {
      await context.close();
      const surprises = said.filter((text) => !expected.some((pattern) => pattern.test(text)));
      assert.deepEqual(surprises, [], "what was said in the console");
    },
  };
}

function listen(page, said) {
  page.on("console", (message) => said.push(`console ${message.type()}: ${message.text()} ${message.location().url}`.trim()));
  page.on("pageerror", (error) => said.push(`page error: ${error.message}`));
  page.on("crash", () => said.push("the page crashed"));
}

/** Visits a page for one test: it is closed and judged whether the test passes or not. */
export async function visit(browser, address, options, run) {
  const visited = await openPage(browser, address, options);
  try {
    await run(visited.page, visited);
  } catch (error) {
    if (visited.said.length > 0) error.message += `\non the page: ${visited.said.join("\n  ")}`;
    await visited.close().catch(() => {});
    throw error;
  }
  await visited.close();
}

/**
 * Waits until the element has told `timeline-ready` or `timeline-error` more than `after` times, and returns the
 * newest of the two as `{type, detail}`.
 */
export async function settled(page, { selector = "patient-timeline", after = 0 } = {}) {
  const handle = await page.waitForSelector(selector, { state: "attached" });
  const event = await page.waitForFunction(
    ([element, count]) => {
      const events = (globalThis.timelineEvents ?? []).filter(
        (event) => event.element === element && ["timeline-ready", "timeline-error"].includes(event.type),
      );
      return events.length > count && { type: events.at(-1).type, detail: events.at(-1).detail };
    },
    [handle, after],
    { timeout: READY_MS },
  );
  return event.jsonValue();
}

/** How often the element has settled so far, for `settled`'s `after`. */
export function settledCount(page, selector = "patient-timeline") {
  return page.evaluate((selector) => {
    const element = document.querySelector(selector);
    const ends = ["timeline-ready", "timeline-error"];
    return globalThis.timelineEvents.filter((event) => event.element === element && ends.includes(event.type)).length;
  }, selector);
}

/** Changes the element by a function that runs on the page, and waits until it has settled again. */
export async function change(page, alter, argument, selector = "patient-timeline") {
  const after = await settledCount(page, selector);
  await page.$eval(selector, alter, argument);
  return settled(page, { selector, after });
}

/** What is read on the element's screen, as one text. */
export function shownText(page, selector = "patient-timeline") {
  return page.$eval(selector, (element) => {
    const parts = [];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) parts.push(node.data);
      else if (!["STYLE", "SCRIPT"].includes(node.nodeName)) node.childNodes.forEach(walk);
    };
    walk(element.shadowRoot);
    return parts.join(" ").replace(/\s+/g, " ").trim();
  });
}

/** The same once it no longer changes: a list goes on measuring its rows after it is first shown. */
export async function restingText(page, selector = "patient-timeline") {
  let before;
  for (let look = 0; look < 50; look += 1) {
    const now = await shownText(page, selector);
    if (now === before) return now;
    before = now;
    await page.waitForTimeout(200);
  }
  throw new Error(`what ${selector} shows does not come to rest`);
}
