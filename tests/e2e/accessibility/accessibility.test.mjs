// axe finds nothing in any state of the element.

import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { SOURCE_ANSWERED_ERROR, change, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();

const STATES = [
  { name: "the portal, wide", path: "/" },
  { name: "narrow", path: "/", settings: { viewport: { width: 340, height: 900 } } },
  { name: "dark", path: "/", settings: { colorScheme: "dark" } },
  { name: "two elements", path: "/two" },
  { name: "from right to left in the pseudo-language", path: "/rtl" },
  {
    name: "an entry open",
    path: "/",
    alter: async (page) => {
      await page.locator("patient-timeline [role=option]").first().click();
      await page.waitForFunction(() => globalThis.timelineEvents.some(({ type }) => type === "timeline-entry-open"));
    },
  },
  {
    name: "a source down",
    path: "/",
    alter: (page) => change(page, (element) => element.setAttribute("config", "/timeline.json?faults=stannes:down,riverside:truncated")),
  },
  { name: "a wrong configuration", path: "/", alter: (page) => change(page, (element) => (element.config = { sources: 7 })) },
  { name: "no configuration", path: "/", alter: (page) => change(page, (element) => element.removeAttribute("config")) },
];

for (const { name, path, settings, alter } of STATES) {
  test(`axe finds nothing: ${name}`, async () => {
    const { browser, server } = started;
    await visit(browser, server.origin + path, { expected: [SOURCE_ANSWERED_ERROR], settings }, async (page) => {
      await settled(page);
      await alter?.(page);
      await assertAccessible(page, name);
    });
  });
}
