// Texts that are written to disturb what stands beside them: directions, controls, words without end; and a page under
// Trusted Types.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { PATIENT, answers, configuration } from "./record.mjs";

const started = fixture();
const OVERRIDES = ["\u202e", "\u202d\u202e", "\u2067", "\u2066\u202e\u2068", "\u200f", "\u2069\u2069\u202e", "\u05d0", "\u061c\u202b"];

/** Visits a page whose record has `texts` in all its fields. */
async function showing(texts, settings, run) {
  const { browser } = started;
  await visit(browser, "about:blank", { expected: [SOURCE_ANSWERED_ERROR], settings }, async (page) => {
    await show(page, texts);
    await run(page);
  });
}

async function show(page, texts) {
  const served = answers(texts);
  await page.context().route("**/hostile/**", (route) => route.fulfill({ json: served[new URL(route.request().url()).pathname] }));
  await page.goto(`${started.server.origin}/embed`);
  await settled(page);
  await change(page, (element, patient) => element.setAttribute("patient", patient), PATIENT);
  await change(page, (element, config) => (element.config = config), configuration(texts[0]));
}

/** Opens an entry with all that is folded in it. */
async function open(page, place) {
  await page.locator("[role=option]").nth(place).click();
  await page.locator(".detail table").waitFor();
  for (const summary of await page.locator(".detail summary").all()) await summary.click();
}

/** Leaf texts whose first letters stand behind their last ones, or outside the element's own box. */
function disturbed(texts) {
  const root = document.querySelector("patient-timeline").shadowRoot;
  const faults = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      const place = /[A-Za-z0-9][A-Za-z0-9 :.-]{2,}[A-Za-z0-9]/.exec(node.data);
      // What a source sent may turn itself round; what stands beside it may not be turned.
      if (!place || texts.some((text) => node.data.toUpperCase().includes(text.toUpperCase()))) return;
      const range = document.createRange();
      const at = (offset) => {
        range.setStart(node, offset);
        range.setEnd(node, offset + 1);
        return range.getBoundingClientRect();
      };
      const [first, last] = [at(place.index), at(place.index + place[0].length - 1)];
      const oneLine = Math.abs(first.top - last.top) < 4;
      if (first.width > 0 && oneLine && first.left >= last.left) faults.push(node.data);
    }
    node.childNodes.forEach(walk);
  };
  walk(root);
  return faults;
}

test("directions written into a text turn nothing beside it round", async () => {
  const texts = OVERRIDES.map((marks, place) => `${marks}Hidden turn ${place}`);
  await showing(texts, {}, async (page) => {
    for (let place = 0; place < texts.length; place += 1) {
      await open(page, place);
      assert.deepEqual(await page.evaluate(disturbed, texts), []);
    }
    // In each row the parts stand in their order, whatever is in them.
    const turned = await page.$$eval("[role=option]", (rows) => rows.filter((row) => {
      const lefts = ["t", "k", "name", "s"].map((name) => row.querySelector(`:scope > .${name}`).getBoundingClientRect().left);
      return lefts.some((left, place) => left < lefts[place - 1]);
    }).length);
    assert.equal(turned, 0);
  });
});

test("the same where the page runs right to left", async () => {
  const texts = OVERRIDES.map((marks, place) => `${marks}Hidden turn ${place}`);
  await showing(texts, {}, async (page) => {
    await change(page, (element) => element.setAttribute("dir", "rtl"));
    await open(page, 0);
    assert.deepEqual(await page.evaluate(disturbed, texts), []);
  });
});

for (const width of [340, 1440]) {
  test(`words without end and controls widen nothing at ${width} pixels`, async () => {
    const texts = ["W".repeat(300), `${"\u0000\u0001\u0007\u0008\u001b[31m\u007f\u0085\u2028\ufeff\ufffe"}bell`, "W\u00a0".repeat(150), `a${"\u0301".repeat(500)}`];
    for (const text of texts) {
      await showing([text], { viewport: { width, height: 700 } }, async (page) => {
        await assertWithin(page);
        await open(page, 0);
        await assertWithin(page);
      });
    }
  });
}

/** Nothing reaches out of the element, but for what is scrolled by itself. */
async function assertWithin(page) {
  const wide = await page.$eval("patient-timeline", (element) => {
    const frame = element.shadowRoot.querySelector(".frame");
    const bounds = element.getBoundingClientRect();
    const out = [...element.shadowRoot.querySelectorAll(".frame *")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.right > bounds.right + 1 && !one.closest(".copies, .wide, .hidden") && getComputedStyle(one).visibility === "visible";
    });
    const scrolls = [frame, ...element.shadowRoot.querySelectorAll(".page, .list, .detail")].filter((one) => one.scrollWidth > one.clientWidth + 1);
    return [...out, ...scrolls].map((one) => `${one.localName}.${one.className}`);
  });
  assert.deepEqual([...new Set(wide)], []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "the page is scrolled sideways");
}

test("under Trusted Types the worker starts, a narrative is shown and nothing is refused", async () => {
  const { browser } = started;
  // The page that was altered on its way is not taken for one of this machine, so that some of its sources are out of reach.
  const expected = [SOURCE_ANSWERED_ERROR, /^console error: Access to fetch at .*\/sources\//];
  await visit(browser, "about:blank", { expected }, async (page, { said, expect }) => {
    await page.route("**/embed", async (route) => {
      const response = await route.fetch();
      const policy = `${response.headers()["content-security-policy"]}; require-trusted-types-for 'script'; trusted-types patient-timeline`;
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    });
    await show(page, ["<p>Text <b>of</b> the source</p><img src=x onerror=alert(1)>"]);
    assert.equal(page.workers().length, 1);
    await open(page, 0);
    assert.equal(await page.locator(".narrative p").first().textContent(), "Text of the source");
    assert.deepEqual(said.filter((text) => text.includes("trusted-types")), []);
    // The policy is in force.
    expect(/TrustedHTML/, /trusted-types-sink/);
    await assert.rejects(page.evaluate(() => new DOMParser().parseFromString("<p>", "text/html")), /TrustedHTML/);
  });
});
