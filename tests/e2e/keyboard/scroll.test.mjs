// Whatever has the focus, nothing scrolls but what is meant to: no part of the page slips away beneath the banner.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();

/** How far what must not scroll is scrolled, and what has the focus. */
function scrolled(element) {
  const root = element.shadowRoot;
  const fixed = { host: element, mount: root.querySelector("div"), ...Object.fromEntries([".tl", ".frame", ".under"].map((part) => [part, root.querySelector(part)])) };
  const moved = Object.entries(fixed).filter(([, own]) => own.scrollTop !== 0 || own.scrollLeft !== 0).map(([name, own]) => `${name} by ${own.scrollTop}`);
  // Nor could it be scrolled, by whatever.
  for (const name of [".frame", ".under"]) if (fixed[name].scrollHeight > fixed[name].clientHeight + 1) moved.push(`${name} has ${fixed[name].scrollHeight} of ${fixed[name].clientHeight}`);
  return { moved, at: root.activeElement?.outerHTML.slice(0, 80) };
}

for (const [width, height] of [[340, 700], [900, 700], [1440, 900]]) {
  test(`the focus on its way through everything scrolls nothing but the page, ${width} pixels wide`, async () => {
    const { browser, server } = started;
    await visit(browser, `${server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR], settings: { viewport: { width, height } } }, async (page) => {
      await settled(page);
      const element = page.locator("patient-timeline");
      const judge = async (what) => {
        const { moved, at } = await element.evaluate(scrolled);
        assert.deepEqual(moved, [], `${what}: ${at}`);
        return at;
      };
      await page.evaluate(() => document.body.focus());
      let stops = 0;
      for (let press = 0; press < 60; press += 1) {
        await page.keyboard.press("Tab");
        const at = await judge(`Tab ${press + 1}`);
        if (!at && stops > 0) break;
        stops += at ? 1 : 0;
      }
      assert.ok(stops > 8, `${stops} stops`);
      await element.evaluate(({ shadowRoot }) => shadowRoot.querySelector(".list").focus());
      for (const key of ["End", "Home", "PageDown", "ArrowDown", "Enter"]) {
        await page.keyboard.press(key);
        await page.waitForTimeout(60);
        await judge(key);
      }
      await element.locator(".detail .title").waitFor();
      for (let press = 0; press < 15; press += 1) {
        await page.keyboard.press("Tab");
        await judge(`Tab ${press + 1} from the open entry`);
      }
    });
  });
}

for (const height of [300, 420, 480]) {
  test(`an entry that is opened far down is in sight, 340 by ${height} pixels`, async () => {
    const { browser, server } = started;
    await visit(browser, `${server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR], settings: { viewport: { width: 340, height: 700 } } }, async (page) => {
      await page.$eval("patient-timeline", (element, height) => element.style.setProperty("--timeline-height", `${height}px`), height);
      await settled(page);
      const element = page.locator("patient-timeline");
      await element.evaluate(({ shadowRoot }) => {
        const list = shadowRoot.querySelector(".list");
        list.scrollTop = 400;
        list.scrollIntoView({ block: "end" });
      });
      await page.waitForTimeout(200);
      await element.evaluate(({ shadowRoot }) => {
        const inSight = (row) => {
          const { left, top, bottom } = row.getBoundingClientRect();
          return row.contains(shadowRoot.elementFromPoint(left + 60, (top + bottom) / 2));
        };
        [...shadowRoot.querySelectorAll("[role=option]")].find(inSight).click();
      });
      const title = element.locator(".detail .title");
      await title.waitFor({ state: "attached" });
      await page.waitForTimeout(200);
      const seen = await title.evaluate((own) => {
        const { left, top, bottom } = own.getBoundingClientRect();
        return own.contains(own.getRootNode().elementFromPoint(left + 5, (top + bottom) / 2));
      });
      assert.ok(seen, "its title is in sight");
    });
  });
}
