// What a user does who has no pointer.

import assert from "node:assert/strict";

/** The words of what has the focus inside the element; of the list and of the pane their names. */
export const focusedText = (page) =>
  page.$eval("patient-timeline", ({ shadowRoot }) => {
    const active = shadowRoot.activeElement;
    if (!active) return "nothing";
    const container = ["list", "detail"].find((name) => active.classList.contains(name));
    return container ?? active.textContent;
  });

/** Waits until something with these words has the focus: it comes before the next frame is drawn. */
export async function focusIs(page, words) {
  for (let look = 0; look < 40 && (await focusedText(page)) !== words; look += 1) await page.waitForTimeout(25);
  assert.equal(await focusedText(page), words, "what has the focus");
}

/** Presses Tab until something with these words has the focus. */
export async function tabTo(page, words) {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await has(page, words)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`Tab does not reach "${words}"`);
}

/** Moves the list's cursor to the entry with these words and opens it. */
export async function openByKeyboard(page, words) {
  await tabTo(page, "list");
  await page.keyboard.press("Home");
  for (let presses = 0; presses < 80; presses += 1) {
    const row = await page.$eval("patient-timeline", ({ shadowRoot }) => {
      const id = shadowRoot.activeElement?.getAttribute("aria-activedescendant");
      return shadowRoot.getElementById(id ?? "")?.textContent ?? "";
    });
    if (row.includes(words)) {
      await page.keyboard.press("Enter");
      await page.locator(".detail .title", { hasText: words }).waitFor();
      return;
    }
    await page.keyboard.press("ArrowDown");
  }
  assert.fail(`no arrow reaches "${words}"`);
}

const has = async (page, words) => {
  const text = await focusedText(page);
  return ["list", "detail"].includes(words) ? text === words : !["list", "detail"].includes(text) && text.includes(words);
};
