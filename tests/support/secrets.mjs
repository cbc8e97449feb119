// What a source holds that nobody may find: its words, and every place in which they could stand.

import assert from "node:assert/strict";
import { shownText } from "./browser.mjs";
import { SYSTEM } from "./hosting.mjs";

const LEAST = 8;

/** All resources that a FHIR source of the demonstration holds of a patient. */
export async function held(server, { id, baseUrl }, number) {
  const base = new URL(baseUrl ?? `/sources/${id}/fhir`, server.origin).href;
  const search = await fetch(`${base}/Patient?identifier=${encodeURIComponent(`${SYSTEM}|${number}`)}`);
  const patient = (await search.json()).entry?.[0]?.resource?.id;
  const resources = [];
  for (let next = patient && `${base}/Patient/${patient}/$everything`; next; ) {
    const page = await (await fetch(new URL(next, base))).json();
    resources.push(...(page.entry ?? []).map(({ resource }) => resource));
    next = page.link?.find(({ relation }) => relation === "next")?.url;
  }
  return resources;
}

/** The words that people read in some resources and that stand in none of the others. */
export function secrets(hidden, open) {
  const known = JSON.stringify(open).toLowerCase();
  const words = new Set();
  const walk = (value, key) => {
    if (typeof value === "string") {
      if (["text", "display", "title", "valueString"].includes(key) && value.length >= LEAST) words.add(value);
    } else if (value && typeof value === "object") {
      for (const [own, member] of Object.entries(value)) {
        // The label is what is shown of what it covers.
        if (own !== "meta") walk(member, Array.isArray(value) ? key : own);
      }
    }
  };
  hidden.forEach((resource) => walk(resource));
  return [...words].filter((word) => !known.includes(word.toLowerCase()));
}

/** Before a page's own scripts: notes what each worker says. */
export function watchWorkers() {
  globalThis.workerSaid = [];
  const { get, set } = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
  Object.defineProperty(Worker.prototype, "onmessage", {
    get,
    set(listener) {
      const heard = (event) => {
        if (event.data instanceof Uint8Array) globalThis.workerSaid.push(new TextDecoder().decode(event.data));
        return listener.call(this, event);
      };
      set.call(this, listener && heard);
    },
  });
}

/** All that is said of the record on a page: text and attributes, accessible names, print, events, the worker's words. */
export async function said(page, selector = "patient-timeline") {
  const parts = await page.evaluate((selector) => {
    const found = [];
    const walk = (node) => {
      if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
      for (const { name, value } of node.attributes ?? []) found.push(`${name}=${value}`);
      if (node.shadowRoot) walk(node.shadowRoot);
      if (!["STYLE", "SCRIPT"].includes(node.nodeName)) node.childNodes.forEach(walk);
    };
    walk(document.documentElement);
    found.push(JSON.stringify(globalThis.timelineEvents.map(({ type, detail }) => ({ type, detail }))));
    found.push(...(globalThis.workerSaid ?? []));
    found.push(JSON.stringify(globalThis.recorded ?? []));
    found.push(document.querySelector(selector).innerText ?? "");
    return found;
  }, selector);
  const cdp = await page.context().newCDPSession(page);
  const { nodes } = await cdp.send("Accessibility.getFullAXTree");
  for (const { name, value, description } of nodes) parts.push(name?.value, value?.value, description?.value);
  await cdp.detach();
  await page.emulateMedia({ media: "print" });
  parts.push(await shownText(page, selector), await page.locator(selector).innerText());
  await page.emulateMedia({ media: null });
  return parts.join("\n").toLowerCase();
}

/** Fails where one of these words stands anywhere. */
export async function foundNowhere(page, words, what) {
  assert.ok(words.length > 0, `there is something to look for: ${what}`);
  const all = await said(page);
  // Not the words themselves in the message: they are long, and many.
  const found = words.filter((word) => all.includes(word.toLowerCase()));
  assert.deepEqual(found, [], what);
}
