// What a user does with a pointer to see more, one step a frame.

import { frames, quantile, traced } from "./trace.mjs";

/** How many frames each takes. */
const STEPS = 120;

const pause = (page) => page.evaluate(() => globalThis.bench.frame());

async function centre(page, selector) {
  const box = await page.locator(selector).first().boundingBox();
  if (!box) throw new Error(`${selector} is not on screen`);
  return [box.x + box.width / 2, box.y + box.height / 2];
}

async function wheel(page, selector, step) {
  await page.locator(selector).first().scrollIntoViewIfNeeded();
  await page.mouse.move(...(await centre(page, selector)));
  for (let at = 0; at < STEPS; at += 1) {
    await page.mouse.wheel(...step(at));
    await pause(page);
  }
}

export const GESTURES = {
  /** Through the list, and back for a quarter of the way. */
  scroll: (page) => wheel(page, ".list", (at) => [0, at < 90 ? 240 : -240]),
};

/** Does one of them, and gives the work of its frames: median, 95th percentile, how many. */
export async function measured(page, gesture) {
  const { thread } = await traced(page, () => gesture(page));
  const work = frames(thread);
  if (work.length < STEPS / 2) throw new Error(`only ${work.length} frames were drawn in ${STEPS} steps`);
  return { median: quantile(work, 0.5), high: quantile(work, 0.95), frames: work.length, work };
}
