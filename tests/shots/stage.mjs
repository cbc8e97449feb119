// A page that holds the element alone, as large as the window, in the state that a scene says.

export const THEMES = ["light", "dark", "contrast"];
const SETTLE_MS = 20_000;

/** Opens the scene and runs with its page. */
export async function staged(browser, origin, { settings = {}, before, set, act, settles = true }, viewport, run) {
  const context = await browser.newContext({ locale: "en-GB", viewport, ...settings });
  try {
    const page = await context.newPage();
    await page.addInitScript(emptyPage);
    await before?.(page);
    await page.goto(`${origin}/embed`);
    await page.$eval("patient-timeline", fillPage);
    if (set) await page.$eval("patient-timeline", give, set);
    if (settles) await page.waitForFunction(() => globalThis.settledOnce, undefined, { timeout: SETTLE_MS });
    await act?.(page);
    await run(page);
  } finally {
    await context.close();
  }
}

/** Gives the element a theme, and waits until it is drawn in it: a canvas follows in the next frame. */
export async function dress(page, theme) {
  await page.$eval("patient-timeline", (element, theme) => element.setAttribute("theme", theme), theme);
  await page.waitForTimeout(250);
}

/** What the scene says is the element's, not what the page has written into it. */
function emptyPage() {
  for (const type of ["timeline-ready", "timeline-error"]) document.addEventListener(type, () => (globalThis.settledOnce = true));
  document.addEventListener("readystatechange", () => {
    for (const element of document.querySelectorAll("patient-timeline:not(:defined)")) {
      for (const name of ["patient", "config"]) element.removeAttribute(name);
    }
  });
}

function fillPage(element) {
  document.body.style.margin = "0";
  for (const heading of document.querySelectorAll("h1")) Object.assign(heading.style, { position: "absolute", insetBlockStart: "-9em" });
  element.style.setProperty("--timeline-height", "100vh");
}

function give(element, { config, context }) {
  element.config = config;
  element.setContext(context).catch(() => {});
}
