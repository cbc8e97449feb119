// Texts that are written to break out, in every field that the viewer shows: they are shown as text, no script runs,
// no request leaves, and of a narrative nothing is shown that DOMPurify would not have let through.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { change, settled, shownText, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { hook, openAll, purified, watched } from "./inside.mjs";
import { PATIENT, answers, configuration } from "./record.mjs";

const started = fixture();
const fixtures = async (name) => JSON.parse(await readFile(new URL(`fixtures/${name}.json`, import.meta.url), "utf8"));

const SHOWN = ["h3", "h4", "div", "p", "pre", "br", "hr", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "b", "i", "u", "s", "em", "strong", "dfn", "code", "samp", "kbd", "var", "cite", "abbr", "blockquote", "q", "sub", "sup", "ins", "del", "span", "small"];
const SHOWN_AS = { strike: "s", tt: "code", big: "span", font: "span", a: "span", center: "div", h1: "h3", h2: "h3", h4: "h3", h5: "h3", h6: "h3" };
// What draws a trend.
const SHAPES = ["svg", "g", "rect", "line", "text", "title", "circle", "polygon"];
const ELEMENTS = [...SHOWN, "section", "h2", "button", "input", "label", "select", "option", "details", "summary", "canvas", "dialog"];
const ATTRIBUTES = ["class", "id", "part", "role", "tabindex", "lang", "dir", "style", "type", "scope", "placeholder", "autocomplete", "spellcheck", "inputmode", "enterkeyhint", "open", "colspan", "rowspan", "start", "aria-label", "aria-hidden", "aria-live", "aria-atomic", "aria-selected", "aria-posinset", "aria-setsize", "aria-activedescendant", "aria-pressed", "aria-checked", "value", "selected", "aria-expanded", "aria-disabled", "aria-valuemin", "aria-valuemax", "aria-valuenow", "aria-valuetext", "aria-description", "aria-keyshortcuts", "aria-current", "data-lane", "title", "viewBox", "x", "y", "width", "height", "x1", "x2", "y1", "y2", "cx", "cy", "r", "points"];
const PAYLOADS = (await fixtures("dompurify-expect")).map(({ payload }) => payload).filter((payload) => payload.trim() !== "");
const BATCH = 75;
// What a payload is written to reach; any other address fails the test.
const EXPECTED_PATHS = /^\/(embed|timeline\.json|favicon\.ico|pkg\/|sources\/|hostile\/(fhir\/Patient|feed\/|none\/Patient))/;

// Where DOMPurify takes out a whole element against what cannot happen to us, who keep no node of the source's: forms
// that hide a node's own members, elements made into others, and a frameset that takes the place of a body.
const KNOWN = [
  [/^<form onsubmit=alert\(1\)><input onfocus=alert\(2\) name=\w+>123<\/form>$/, ["123"]],
  [/^<b is="foo">bar<\/b>$/, ["b", "bar"]],
  [/^<div id="31"><frameset/, ["div"]],
];

/** Visits a page whose sources answer with what was last given to `serve`, and fails on each request elsewhere. */
async function visitHostile(run) {
  const { browser, server } = started;
  const requested = [];
  // Sources that do not know the patient: the page's own first record, and those that are only named here.
  const expected = [/^console error: Failed to load resource.*\/(sources|hostile\/none)\//];
  await visit(browser, "about:blank", { expected }, async (page) => {
    let served = {};
    await page.addInitScript(hook, { elements: ELEMENTS, shapes: SHAPES, attributes: ATTRIBUTES });
    page.on("request", (request) => requested.push(request.url()));
    await page.context().route("**/hostile/**", (route) => {
      const answer = served[new URL(route.request().url()).pathname];
      return route.fulfill(answer ? { json: answer } : { status: 404, body: "{}" });
    });
    await page.goto(`${server.origin}/embed`);
    await settled(page);
    await change(page, (element, patient) => element.setAttribute("patient", patient), PATIENT);
    await run(page, (answers) => (served = answers));
  });
  const ours = (url) => [server.origin, server.second].some((origin) => url.startsWith(origin)) && EXPECTED_PATHS.test(new URL(url).pathname);
  assert.deepEqual(requested.filter((url) => url !== "about:blank" && !ours(url)), [], "requests that nobody expects");
}

/** Opens each entry of a record with `texts` in all its fields, batch by batch, and hands what it shows to `judge`. */
async function openEach(texts, judge) {
  await visitHostile(async (page, serve) => {
    for (let from = 0; from < texts.length; from += BATCH) {
      const batch = texts.slice(from, from + BATCH);
      serve(answers(batch));
      const event = await change(page, (element, config) => (element.config = config), configuration(batch[0]));
      assert.equal(event.type, "timeline-ready", await shownText(page));
      const opened = await page.evaluate(openAll);
      await assertHarmless(page);
      await judge(batch, opened);
    }
    await change(page, (element) => void element.reload());
    assert.match(await shownText(page), /2011/, "it still works");
  });
}

async function assertHarmless(page) {
  const { strange, ran } = await page.evaluate(watched);
  assert.deepEqual(strange, [], "what stands in the element and is not on the list");
  assert.deepEqual(ran, [], "what ran");
}

/** Each text is shown as what it is, wherever an entry is named by it. */
function assertTitles(batch, opened) {
  const titles = new Set(opened.map(({ title }) => bare(title)));
  for (const text of batch.filter((text) => bare(text) !== "")) {
    assert.ok(titles.has(bare(text)), `no entry is named ${JSON.stringify(text)}`);
  }
}

test("no payload does anything but stand there, and its narrative shows no more than DOMPurify lets through", async () => {
  const narratives = new Map();
    await openEach(PAYLOADS, (batch, opened) => {
    assertTitles(batch, opened);
    for (const { title, narrative } of opened) if (narrative) narratives.set(title.trim(), narrative);
  });
  const markups = PAYLOADS.filter((text) => narratives.has(text.trim()));
  assert.ok(markups.length > 200, `${markups.length} narratives were shown`);
  const oracle = await byOracle(markups);
  const faults = markups.flatMap((markup, place) => {
    const more = surplus(narratives.get(markup.trim()), oracle[place]);
    const known = KNOWN.find(([payload]) => payload.test(markup))?.[1] ?? [];
    return more.filter((one) => !known.includes(one)).map((one) => `${markup}: ${one}`);
  });
  assert.deepEqual(faults, [], "what ours shows and DOMPurify takes out");
});

test("no payload does anything as the name of a patient or of a source", async () => {
    await visitHostile(async (page, serve) => {
    for (let place = 0; place < PAYLOADS.length; place += 3) {
      const named = PAYLOADS.slice(place, place + 3);
      serve(answers(named));
      await change(page, (element, config) => (element.config = config), configuration("a"));
      const shown = await page.$eval("patient-timeline", (element) => element.shadowRoot.querySelector(".banner .name").textContent);
      // The family name stands in capitals.
      for (const text of named) assert.ok(bare(shown).toLowerCase().includes(bare(text).toLowerCase()), text);
      await assertHarmless(page);
    }
    const sources = PAYLOADS.map((title, place) => ({ id: `s${place}`, title, baseUrl: "/hostile/none" }));
    await change(page, (element, config) => (element.config = config), { sources });
    const shown = bare(await shownText(page));
    for (const text of PAYLOADS) assert.ok(shown.includes(bare(text)), text);
    await assertHarmless(page);
  });
});

test("naughty strings stand where they belong", async () => {
  const texts = (await fixtures("blns")).filter((text) => text !== "");
  await openEach(texts, assertTitles);
});

test("ordinary narratives say what DOMPurify lets them say", async () => {
  const narratives = await fixtures("narratives");
  const markups = narratives.map(({ markup }) => markup);
  const oracle = await byOracle(markups);
  const shown = [];
  await openEach(markups, (batch, opened) => shown.push(...opened));
  for (const [place, { from, markup }] of narratives.entries()) {
    const { narrative } = shown.find(({ title, narrative }) => narrative && title.trim() === markup.trim());
    assert.equal(folded(narrative.text), folded(oracle[place].text), from);
    assert.deepEqual(surplus(narrative, oracle[place]), [], from);
    // A browser puts rows into a body of their own accord, and pictures are told in words.
    const missing = surplus({ ...oracle[place], addresses: [], text: "" }, narrative).filter((more) => !/^(tbody|img)$/.test(more));
    assert.deepEqual(missing, [], `what is missing in ${from}`);
  }
});

/** What DOMPurify makes of each markup, on a page of its own. */
async function byOracle(markups) {
  const script = await readFile(createRequire(import.meta.url).resolve("dompurify/dist/purify.js"), "utf8");
  const context = await started.browser.newContext();
  const page = await context.newPage();
  await page.evaluate(script);
  const allowed = [...SHOWN, ...Object.keys(SHOWN_AS), "img", "#text"];
  const made = await page.evaluate(purified, { markups, allowed, shown: SHOWN_AS });
  await context.close();
  return made;
}

/** What is in `ours` oftener than in `theirs`: elements, attributes, addresses, words. */
function surplus(ours, theirs) {
  const words = (text) => folded(text).split(" ");
  return [
    ...more(ours.elements, theirs.elements),
    ...more(ours.attributes, theirs.attributes),
    ...more(ours.addresses, theirs.addresses),
    ...more(words(ours.text), words(theirs.text)),
  ];
}

function more(ours, theirs) {
  const left = [...theirs];
  return ours.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0 && one !== "";
  });
}

/** Without blanks: what counts as one at a text's ends is not the same everywhere. */
function bare(text) {
  return text.replace(/[\s\x85]+/g, "");
}

function folded(text) {
  return text.replace(/\s+/g, " ").trim();
}
