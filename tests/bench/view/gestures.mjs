// What a user does with a pointer to see more, one step a frame.

import { frames, quantile, traced } from "./trace.mjs";

/** How many frames each takes, and what marks each. */
const STEPS = 120;
export const STEP = "step";

const LIST = ".list";
const LANES = ".lanes .plot";
const WINDOW = ".overview .window";

/** Brings something on screen, and the pointer to a place in it, in shares of its size. */
async function point(page, selector, [x, y] = [0.5, 0.5]) {
  const part = page.locator(selector).first();
  await part.scrollIntoViewIfNeeded();
  const box = await part.boundingBox();
  // Of what is higher than the screen the upper part counts.
  const at = [box.x + x * box.width, box.y + y * Math.min(box.height, 200)];
  await page.mouse.move(...at);
  return at;
}

/** Turns the wheel by what `step` gives for each number of a step. */
async function turn(page, steps, step) {
  for (let at = 0; at < steps; at += 1) {
    await page.mouse.wheel(...step(at));
    await page.evaluate(() => globalThis.bench.step());
  }
}

async function zoom(page, steps, step) {
  await page.keyboard.down("Control");
  await turn(page, steps, (at) => [0, step(at)]);
  await page.keyboard.up("Control");
}

/** To and fro, so that neither end of the record is reached. */
const wave = (at, by) => (at % 60 < 30 ? -by : by);

export const GESTURES = {
  /** Through the list, and a quarter of the way back. */
  scroll: {
    prepare: (page) => point(page, LIST),
    act: (page) => turn(page, STEPS, (at) => [0, at < 90 ? 240 : -240]),
  },
  /** The lanes as they are first shown, moved by hand. */
  pan: {
    prepare: (page) => point(page, LANES),
    act: (page) => turn(page, STEPS, (at) => [wave(at, 40), 0]),
  },
  /** The same with decades on screen. */
  wide: {
    async prepare(page) {
      await point(page, LANES);
      await zoom(page, 10, () => 100);
    },
    act: (page) => turn(page, STEPS, (at) => [wave(at, 40), 0]),
  },
  /** Down the lanes and up again, still with decades on screen. */
  down: {
    prepare: (page) => point(page, LANES),
    act: (page) => turn(page, STEPS, (at) => [0, wave(at, -30)]),
  },
  /** From decades to weeks and back. */
  zoom: {
    prepare: (page) => point(page, LANES),
    act: (page) => zoom(page, STEPS, (at) => wave(at, 60)),
  },
  /** The window on the whole record, dragged. */
  drag: {
    prepare: (page) => point(page, WINDOW),
    async act(page) {
      const [x, y] = await point(page, WINDOW);
      await page.mouse.down();
      for (let at = 0; at < STEPS; at += 1) {
        await page.mouse.move(x - (at < 60 ? at : 120 - at) * 4, y);
        await page.evaluate(() => globalThis.bench.step());
      }
      await page.mouse.up();
    },
  },
};

/** Does one of them, and gives the work of its frames: median and 95th percentile. */
export async function measured(page, { prepare, act }) {
  await prepare(page);
  await page.waitForTimeout(300);
  const { thread } = await traced(page, () => act(page));
  const work = frames(thread, STEP);
  return { median: quantile(work, 0.5), high: quantile(work, 0.95) };
}
