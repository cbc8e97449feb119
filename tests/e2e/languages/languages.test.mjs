// Every word of the element's own is a message, and everything can stand from right to left.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();

// The letters that the pseudo-language accents: a word with one of them bare is no message.
const BARE = /[aceginosuyzdhlrtw]/i;

test("every word that is not of the record is accented in the pseudo-language", async () => {
  const { browser, server } = started;
  await visit(browser, `${server.origin}/rtl`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    const known = await recordWords(server, await page.$eval("patient-timeline", (element) => element.getAttribute("patient")));
    const texts = await visibleTexts(page);
    assert.ok(texts.length > 50, "a record is shown");
    const bare = texts.filter((text) => words(text).some((word) => BARE.test(word) && !known.has(word.toLowerCase())));
    assert.deepEqual([...new Set(bare)], []);
    assert.ok(texts.some((text) => /[áéíóúř]/.test(text)), "messages are accented");
  });
});

test("from right to left nothing runs out of the element or over its neighbour", async () => {
  const { browser, server } = started;
  for (const width of [1440, 340]) {
    await visit(browser, `${server.origin}/rtl`, { expected: [SOURCE_ANSWERED_ERROR], settings: { viewport: { width, height: 900 } } }, async (page) => {
      await settled(page);
      const { direction, outside } = await page.$eval("patient-timeline", (element) => {
        const box = element.getBoundingClientRect();
        const outside = [...element.shadowRoot.querySelectorAll("*")].filter((inner) => {
          const place = inner.getBoundingClientRect();
          const clipped = inner.closest("[class*=scroll], [role=listbox], pre, table, .unseen") !== null;
          return place.width > 1 && !clipped && (place.left < box.left - 1 || place.right > box.right + 1);
        });
        return {
          direction: getComputedStyle(element.shadowRoot.lastElementChild).direction,
          outside: outside.map((inner) => `${inner.localName}.${inner.className} ${inner.textContent.slice(0, 40)}`),
        };
      });
      assert.equal(direction, "rtl");
      assert.deepEqual(outside, [], `at ${width} px`);
    });
  }
});

/** Every text node and label that can be read. */
function visibleTexts(page) {
  return page.$eval("patient-timeline", (element) => {
    const texts = [];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) texts.push(node.data);
      if (node.nodeType !== Node.ELEMENT_NODE && node !== element.shadowRoot) return;
      if (["STYLE", "SCRIPT", "PRE"].includes(node.nodeName)) return;
      for (const name of ["aria-label", "title", "placeholder", "aria-description", "aria-roledescription"]) {
        if (node.getAttribute?.(name)) texts.push(node.getAttribute(name));
      }
      node.childNodes.forEach(walk);
    };
    walk(element.shadowRoot);
    return texts.map((text) => text.trim()).filter(Boolean);
  });
}

function words(text) {
  return text.split(/[^\p{L}]+/u).filter(Boolean);
}

/** Every word that the sources, the configuration and the host gave: it is shown as it came. */
async function recordWords(server, patient) {
  const configuration = await server.configuration();
  const value = patient.split("|")[1];
  const known = new Set(words(configuration.timeZone.toLowerCase()));
  for (const source of configuration.sources) {
    collect(source.title, known);
    collect(source.contact, known);
    for await (const answer of answers(server, source, value)) collect(answer, known);
  }
  return known;
}

async function* answers(server, source, value) {
  const base = source.baseUrl.startsWith("/") ? server.origin + source.baseUrl : source.baseUrl;
  let next;
  if (source.kind === "fhir") {
    const found = await (await fetch(`${base}/Patient?identifier=${encodeURIComponent(`https://fhir.nhs.uk/Id/nhs-number|${value}`)}`)).json();
    const id = found.entry?.[0]?.resource.id;
    next = id && `${base}/Patient/${id}/$everything?_count=500`;
  } else {
    next = `${base}/people/${value}/record`;
  }
  while (next) {
    const response = await fetch(next);
    if (!response.ok) return;
    const answer = await response.json();
    yield answer;
    const link = answer.link?.find(({ relation }) => relation === "next")?.url ?? answer.paging?.next;
    next = link && new URL(link, next).href;
  }
}

// Codes and addresses are not shown; their words must not excuse a bare word of ours.
const UNSHOWN = new Set(["resourceType", "status", "intent", "use", "system", "url", "reference", "fullUrl", "relation", "mode", "versionId"]);

function collect(value, known, key) {
  if (UNSHOWN.has(key)) return;
  if (typeof value === "string") for (const word of words(value)) known.add(word.toLowerCase());
  else if (Array.isArray(value)) for (const item of value) collect(item, known, key);
  else if (value && typeof value === "object") for (const [name, inner] of Object.entries(value)) collect(inner, known, name);
}
