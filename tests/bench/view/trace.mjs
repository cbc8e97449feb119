// What the page's main thread did, from Chromium's own trace. Work is the thread's own CPU time, so that what else a
// shared machine does is not counted.

const CATEGORIES = [
  "devtools.timeline", "disabled-by-default-devtools.timeline", "disabled-by-default-devtools.timeline.frame", "blink.user_timing",
];
/** By this the page's thread is told from those of other pages. */
const MARK = "bench-page";

/** Runs something under a trace of the page, and gives what it gave and what the main thread did. */
export async function traced(page, run) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: CATEGORIES });
  let given;
  let buffer;
  try {
    given = await run();
    await page.evaluate((mark) => void performance.mark(mark), MARK);
    // The newest events are still on their way.
    await page.waitForTimeout(100);
  } finally {
    buffer = await browser.stopTracing();
  }
  return { given, thread: threadOf(JSON.parse(buffer.toString()).traceEvents) };
}

function threadOf(events) {
  const mark = events.find(({ name }) => name === MARK);
  if (!mark) throw new Error("the trace does not hold the page");
  const own = events.filter(({ pid, tid }) => pid === mark.pid && tid === mark.tid);
  return own.sort((one, other) => one.ts - other.ts);
}

/** The tasks, each with its work in milliseconds. */
export function tasks(thread) {
  return thread.filter(({ name, ph }) => name === "RunTask" && ph === "X").map(({ ts, dur, tdur }) => ({ ts, end: ts + dur, ms: tdur / 1000 }));
}

/**
 * The work of each step's frame in milliseconds: all tasks since the frame before. Each step sets a mark of this name once
 * it is drawn; where it took several frames, such as one for what the browser itself does, the heaviest counts.
 */
export function frames(thread, step) {
  const times = (chosen) => thread.filter(chosen).map(({ ts }) => ts);
  const marks = times(({ name, cat }) => name === step && cat.includes("user_timing"));
  const drawn = times(({ name }) => name === "Commit");
  const work = marks.slice(1).map(() => 0);
  let [sum, at, frame] = [0, -1, 0];
  for (const task of tasks(thread)) {
    while (at + 1 < marks.length && marks[at + 1] < task.ts) at += 1;
    sum += task.ms;
    while (frame < drawn.length && drawn[frame] < task.ts) frame += 1;
    if (frame < drawn.length && drawn[frame] <= task.end) {
      if (at >= 0 && at < work.length) work[at] = Math.max(work[at], sum);
      sum = 0;
    }
  }
  return work;
}

/** The work in milliseconds from one mark of the page to the next mark of another name. */
export function workBetween(thread, from, to) {
  const time = (name) => thread.find((event) => event.name === name && event.cat.includes("user_timing"))?.ts;
  const [start, end] = [time(from), time(to)];
  if (!(end > start)) throw new Error(`the trace does not hold ${from} and ${to}`);
  return tasks(thread).filter((task) => task.end > start && task.ts < end).reduce((sum, task) => sum + task.ms, 0);
}

/** The value below which so great a part of the list lies. */
export function quantile(list, part) {
  const sorted = [...list].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? NaN;
}
