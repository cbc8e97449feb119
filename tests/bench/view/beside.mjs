// As many points in vis-timeline beside ours, on one page each: the work of drawing them all for the first time, and of a
// frame of panning.

import { fileURLToPath } from "node:url";
import { GESTURES, STEP, measured } from "./gestures.mjs";
import { frames, quantile, traced, workBetween } from "./trace.mjs";

const file = (path) => fileURLToPath(new URL(`../node_modules/vis-timeline/${path}`, import.meta.url));
const POINTS = 10_000;
const PANS = 30;

/** The figures of both. The page holds the element, loaded; these are the resources that it was loaded from. */
export async function besideVis(page, resources) {
  const { thread, given } = await traced(page, () => page.evaluate(() => globalThis.bench.again()));
  const ours = { draw: workBetween(thread, "draw", given), pan: (await measured(page, GESTURES.wide)).median };
  const peer = await vis(page.context(), points(resources));
  return {
    ours_draw_ms: ours.draw, vis_draw_ms: peer.draw, draw_times: peer.draw / ours.draw,
    ours_pan_ms: ours.pan, vis_pan_ms: peer.pan, pan_times: peer.pan / ours.pan,
  };
}

/** What has a date, as points under their kinds. */
function points(resources) {
  const dated = [];
  for (let turn = 0; dated.length < POINTS; turn += 1) {
    for (const { resourceType, code, ...resource } of resources) {
      const start = ["effectiveDateTime", "onsetDateTime", "performedDateTime", "authoredOn", "date", "issued"].map((key) => resource[key]).find(Boolean) ??
        resource.period?.start;
      if (!start || dated.length === POINTS) continue;
      dated.push({ id: dated.length, content: code?.text ?? code?.coding?.[0]?.display ?? resourceType, start, group: resourceType, type: "point" });
    }
    if (dated.length === 0) throw new Error("no resource has a date");
  }
  return dated;
}

async function vis(context, items) {
  const page = await context.newPage();
  await page.goto("about:blank");
  await page.addStyleTag({ path: file("styles/vis-timeline-graph2d.min.css") });
  await page.addScriptTag({ path: file("standalone/umd/vis-timeline-graph2d.min.js") });
  const drawn = await traced(page, () => page.evaluate(draw, items));
  const panned = await traced(page, () => page.evaluate(pan, PANS));
  return { draw: workBetween(drawn.thread, "draw", "drawn"), pan: quantile(frames(panned.thread, STEP), 0.5) };
}

/** Runs in the page. */
async function draw(items) {
  const { vis } = globalThis;
  const place = document.body.appendChild(document.createElement("div"));
  const data = new vis.DataSet(items);
  const groups = new vis.DataSet([...new Set(items.map(({ group }) => group))].map((id) => ({ id, content: id })));
  const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  await frame();
  performance.mark("draw");
  globalThis.benchTimeline = new vis.Timeline(place, data, groups);
  // It draws in its own time after it was made.
  do await frame();
  while (!place.querySelector(".vis-item"));
  performance.mark("drawn");
}

/** Runs in the page: a hundredth of the window each frame. */
async function pan(steps) {
  const timeline = globalThis.benchTimeline;
  for (let step = 0; step < steps; step += 1) {
    const { start, end } = timeline.getWindow();
    const by = (end - start) / 100;
    timeline.setWindow(new Date(+start + by), new Date(+end + by), { animation: false });
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    performance.mark("step");
  }
}
