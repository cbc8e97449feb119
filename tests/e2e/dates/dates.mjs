// No date is drawn over two lines, whatever the state and whatever is open: the same scenes as in the pictures.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "../../support/fixture.mjs";
import { scenes } from "../../shots/scenes.mjs";
import { staged } from "../../shots/stage.mjs";
import { brokenDates } from "./inside.mjs";

/** How many of the rows that are drawn are opened in each patient's record. */
const OPENED = 12;

/** Tests all scenes at a width. */
export function datesStayWhole(width, height) {
  const started = fixture();
  test(`no date breaks over a line, ${width} pixels wide`, async (suite) => {
    const { browser, server } = started;
    for (const scene of await scenes(server)) {
      if (scene.name.startsWith("broken-")) continue;
      await suite.test(scene.name, () =>
        staged(browser, server.origin, scene, { width, height }, async (page) => {
          assert.deepEqual(await page.evaluate(brokenDates), []);
          if (scene.name.startsWith("patient-")) await opened(page, width);
        }));
    }
  });
}

/** Everything that is unfolded, and entries that are open. */
async function opened(page, width) {
  page.setDefaultTimeout(5000);
  const element = page.locator("patient-timeline");
  await element.evaluate(({ shadowRoot }) => {
    for (const more of shadowRoot.querySelectorAll(".panel .more, .sources .short .link")) more.click();
  });
  await page.waitForTimeout(100);
  assert.deepEqual(await page.evaluate(brokenDates), [], "the first screen, unfolded");
  for (let at = 0; at < OPENED; at += 1) {
    const title = await element.evaluate(({ shadowRoot }, at) => {
      const row = shadowRoot.querySelectorAll("[role=option]")[at];
      row?.click();
      return row?.querySelector(".name > .n").textContent;
    }, at);
    if (title === undefined) return;
    const detail = element.locator(".detail");
    await detail.locator(".title", { hasText: title }).waitFor();
    await detail.evaluate((own) => own.querySelectorAll("summary").forEach((summary) => summary.click()));
    await page.waitForTimeout(50);
    assert.deepEqual(await page.evaluate(brokenDates), [], title);
    if (width < 800) await detail.locator(".back").click();
  }
}
