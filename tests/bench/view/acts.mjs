// What a user does that changes at once what is shown of the whole record.

import { tasks, traced } from "./trace.mjs";

const TURNS = 4;
/** Longer than the box waits for the next letter: what is typed so far is searched for each time. */
const PAUSE_MS = 250;

const toggle = async (page) => {
  await page.locator(".filters .chip").filter({ hasText: "Abnormal results" }).click();
  await page.waitForTimeout(PAUSE_MS);
};

export const ACTS = {
  /** A filter on and off. */
  async filter(page) {
    for (let turn = 0; turn < TURNS; turn += 1) await toggle(page);
  },
  /** A word in the search box, letter by letter, and all is shown again. */
  async typing(page) {
    await page.locator(".search input").focus();
    await page.keyboard.type("potass", { delay: PAUSE_MS });
    await page.waitForTimeout(PAUSE_MS);
    await page.keyboard.press("Escape");
    await page.waitForTimeout(PAUSE_MS);
  },
};

/** Does one of them, and gives the longest task of the page's own thread in milliseconds. */
export async function longestTask(page, act) {
  const { thread } = await traced(page, () => act(page));
  return Math.max(...tasks(thread).map(({ ms }) => ms));
}
