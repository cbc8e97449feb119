// What the element promises its host.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, restingText, settled, settledCount, shownText, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
const embedded = (run) => () =>
  visit(started.browser, `${started.server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    await run(page);
  });

test("clear empties the screen before it returns, and nothing comes afterwards", embedded(async (page) => {
  const kept = await page.$eval("patient-timeline", (element) => {
    element.reload();
    element.clear();
    return element.shadowRoot.textContent;
  });
  assert.equal(kept.trim(), "");
  const after = await settledCount(page);
  await page.waitForTimeout(1500);
  assert.equal(await settledCount(page), after, "no event of the load that was ended");
  assert.doesNotMatch(await shownText(page), /ASHWORTH/);
  assert.equal(page.workers().length, 0);
}));

test("a context with what the host knows is compared with what the sources say", embedded(async (page) => {
  const context = {
    patient: {
      identifier: { system: "https://fhir.nhs.uk/Id/nhs-number", value: "9992147083" },
      family: "Ashworth", given: ["Margaret"], birthDate: "1944-06-09", gender: "female",
    },
    user: "user", role: "nurse", purpose: "direct care",
  };
  const right = await change(page, (element, value) => void element.setContext(value), context);
  assert.ok(right.detail.entries > 0);
  context.patient.birthDate = "1951-06-09";
  const wrong = await change(page, (element, value) => void element.setContext(value), context);
  assert.equal(wrong.detail.entries, 0);
  const states = wrong.detail.sources.filter(({ state }) => state === "held-back");
  assert.ok(states.length > 0);
  assert.ok(states.every(({ reason }) => reason === "other-birth-date"));
}));

test("an entry that the host opens itself shows no detail", embedded(async (page) => {
  const opened = await page.$eval("patient-timeline", (element) => {
    const details = [];
    element.addEventListener("timeline-entry-open", (event) => {
      details.push(event.detail);
      event.preventDefault();
    });
    element.shadowRoot.querySelector("[role=option]").click();
    return details;
  });
  assert.equal(opened.length, 1);
  assert.match(opened[0].entry, /^[0-9a-f]{16}$/);
  assert.deepEqual(Object.keys(opened[0]).sort(), ["entry", "kind", "sources"]);
  await page.waitForTimeout(300);
  assert.equal(await page.locator("patient-timeline [part~=detail]").count(), 0);
}));

test("properties set before the element is defined are kept", async () => {
  const { browser, server } = started;
  await visit(browser, "about:blank", { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await page.addInitScript((configuration) => {
      document.addEventListener("readystatechange", () => {
        const element = document.querySelector("patient-timeline");
        if (!element || Object.hasOwn(element, "config")) return;
        element.removeAttribute("config");
        element.config = configuration;
      });
    }, { ...(await server.configuration()), locale: "en-XA" });
    await page.goto(`${server.origin}/embed`);
    assert.equal((await settled(page)).type, "timeline-ready");
    assert.match(await shownText(page), /~/, "the pseudo-language of that configuration");
  });
});

test("moved within the page it keeps its state, and no request is made again", embedded(async (page) => {
  const before = await restingText(page);
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.$eval("patient-timeline", (element) => {
    const place = document.createElement("div");
    element.parentNode.append(place);
    place.append(element);
  });
  await page.waitForTimeout(500);
  assert.equal(await restingText(page), before);
  assert.deepEqual(asked, []);
}));

test("removed in the middle of a load, a hundred times, it leaves no worker and no message", embedded(async (page) => {
  await page.evaluate(async () => {
    const element = document.querySelector("patient-timeline");
    const parent = element.parentNode;
    for (let turn = 0; turn < 100; turn += 1) {
      element.remove();
      await new Promise((resolve) => setTimeout(resolve, turn % 7));
      parent.append(element);
      await new Promise((resolve) => setTimeout(resolve, turn % 11));
    }
    element.remove();
  });
  await page.waitForTimeout(500);
  assert.equal(page.workers().length, 0);
}));

test("defined again by the same version it says nothing", embedded(async (page) => {
  await page.evaluate(() => import("/pkg/patient-timeline.js?again"));
  assert.equal(await page.$eval("patient-timeline", (element) => typeof element.version), "string");
}));
