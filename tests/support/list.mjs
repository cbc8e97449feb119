// What a user reads of the list.

/** Unfolds every family of which something is drawn. */
export async function unfold(page) {
  const folded = page.locator("patient-timeline .turns", { hasText: "▸" });
  for (let left = await folded.count(); left > 0; left = await folded.count()) {
    await folded.first().click();
    await page.waitForFunction(
      (before) => {
        const marks = [...document.querySelector("patient-timeline").shadowRoot.querySelectorAll(".turns")];
        return marks.filter((mark) => mark.textContent.startsWith("▸")).length < before;
      },
      left,
    );
  }
}

/** The list as lines: `# ` before a heading and how many it counts, `> ` before what stands under its head. */
export const lines = (page) =>
  page.$eval("patient-timeline", ({ shadowRoot }) =>
    [...shadowRoot.querySelectorAll(".drawn > *")].map((line) => {
      const words = (selector) => line.querySelector(selector)?.textContent.trim() ?? "";
      if (line.classList.contains("day")) return `# ${[...line.children].map((part) => part.textContent.trim()).join(" | ")}`;
      return (line.classList.contains("in") ? "> " : "") + words(".name > .n");
    }),
  );

/** Waits until the list reads so. */
export async function reads(page, expected) {
  let now;
  for (let look = 0; look < 60; look += 1) {
    now = await lines(page);
    if (JSON.stringify(now) === JSON.stringify(expected)) return;
    await page.waitForTimeout(25);
  }
  const { deepEqual } = await import("node:assert/strict");
  deepEqual(now, expected);
}
