// The whole element can be used without a pointer, and leaves the host's keys alone.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();

function embedded(run) {
  return () => visit(started.browser, `${started.server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page);
    await run(page);
  });
}

/** What has the focus inside the element: its role or tag, and the row under the list's cursor. */
function focused(page) {
  return page.$eval("patient-timeline", ({ shadowRoot }) => {
    const active = shadowRoot.activeElement;
    const row = shadowRoot.getElementById(active?.getAttribute("aria-activedescendant") ?? "");
    // The lanes are one as well, and come before it.
    if (active?.classList.contains("field")) return { role: "lanes", row: null };
    return { role: active?.getAttribute("role") ?? active?.localName ?? null, row: row?.textContent ?? null };
  });
}

async function tabTo(page, role) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await focused(page)).role === role) return;
  }
  assert.fail(`Tab does not reach ${role}`);
}

test("arrows move within the list, Enter opens an entry, Escape closes it and the focus is back", embedded(async (page) => {
  await tabTo(page, "listbox");
  await page.keyboard.press("ArrowDown");
  const first = await focused(page);
  assert.ok(first.row, "a row is under the cursor");
  await page.keyboard.press("ArrowDown");
  const second = await focused(page);
  assert.notEqual(second.row, first.row);
  await page.keyboard.press("Home");
  await page.keyboard.press("End");
  assert.notEqual((await focused(page)).row, second.row);
  await page.keyboard.press("Home");
  const home = await focused(page);

  await page.keyboard.press("Enter");
  await page.waitForFunction(() => globalThis.timelineEvents.some(({ type }) => type === "timeline-entry-open"));
  await page.keyboard.press("Escape");
  // The focus goes back as the page is drawn without the entry.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));
  assert.deepEqual(await focused(page), home);
}));

test("Tab leaves the list with one press and the element in the end", embedded(async (page) => {
  await tabTo(page, "listbox");
  await page.keyboard.press("Tab");
  assert.notEqual((await focused(page)).role, "listbox");
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate(() => document.activeElement === document.body)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail("Tab does not leave the element");
}));

test("typing in the search box fires no shortcut of the host, and Escape empties it", embedded(async (page) => {
  await page.evaluate(() => {
    globalThis.heard = [];
    document.addEventListener("keydown", ({ key }) => globalThis.heard.push(key));
  });
  await tabTo(page, "input");
  await page.keyboard.type("zzqx");
  assert.deepEqual(await page.evaluate(() => globalThis.heard.filter((key) => key !== "Tab")), []);
  const value = () => page.$eval("patient-timeline", ({ shadowRoot }) => shadowRoot.querySelector("input").value);
  assert.equal(await value(), "zzqx");
  await page.keyboard.press("Escape");
  assert.equal(await value(), "");
}));
