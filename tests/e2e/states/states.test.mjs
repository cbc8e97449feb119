// Each state of the element reads as what it is: old, dead, empty, failed, or not to be run at all.

import assert from "node:assert/strict";
import { test } from "node:test";
import { shownText } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { scenes } from "../../shots/scenes.mjs";
import { dress, staged } from "../../shots/stage.mjs";

const started = fixture();
const WIDE = { width: 1440, height: 900 };
const ELEMENT = "patient-timeline";

/** Runs in one of the scenes of which there are pictures, with changes. */
async function scene(name, change, run, viewport = WIDE) {
  const { browser, server } = started;
  const found = (await scenes(server)).find((one) => one.name === name);
  await staged(browser, server.origin, { ...found, ...change }, viewport, run);
}

/** Waits until what is shown matches, and gives it. */
async function reads(page, expected, name) {
  let text;
  for (let look = 0; look < 50; look += 1) {
    text = await shownText(page);
    if (expected.test(text)) return text;
    await page.waitForTimeout(100);
  }
  assert.fail(`${name} reads ${text}`);
}

/** So many minutes pass awake: every timer runs in its time. */
async function minutes(page, count) {
  for (let minute = 0; minute < count; minute += 1) await page.clock.runFor(60_000);
}

const focused = (page) => page.$eval(ELEMENT, ({ shadowRoot: { activeElement } }) => activeElement && `${activeElement.className} ${activeElement.textContent}`);
const said = (page) => page.$$eval(`${ELEMENT} [role=status] > div`, (lines) => lines.map((line) => line.textContent));

test("an old record says so until every source was read again, announced once, and the focus stays", async () => {
  const listed = (page) => page.locator(`${ELEMENT} [part~=list] [role=option]`).first().waitFor();
  await scene("state-stale", { act: listed }, async (page) => {
    const old = page.locator(`${ELEMENT} .stale`);
    await minutes(page, 14);
    assert.equal(await old.count(), 0, "14 minutes are not too old");
    await minutes(page, 2);
    await old.waitFor();
    assert.match(await old.innerText(), /Loaded 09:14, 1[56] min ago/);
    await page.clock.fastForward("02:50:00");
    assert.match(await old.innerText(), /Loaded 07-Mar-2026 09:14, 3 h ago/);
    await page.clock.fastForward("48:00:00");
    assert.match(await old.innerText(), /2 days ago/);
    assert.equal((await said(page)).filter((text) => text.includes("ago")).length, 1, "it is announced once");

    await old.getByRole("button", { name: "Refresh" }).focus();
    await page.keyboard.press("Enter");
    await old.waitFor({ state: "detached" });
    assert.ok(await focused(page), "the focus is not lost with the button");
    assert.match(await shownText(page), /ASHWORTH/);
    await minutes(page, 16);
    await old.waitFor();
  });
});

test("after how long it is old, the configuration says; after the machine has slept it is said at once", async () => {
  await scene("state-stale", { act: () => {} }, async (page) => {
    await page.$eval(ELEMENT, async (element) => {
      element.config = { ...element.config, staleAfter: 60 };
      await element.ready;
    });
    const old = page.locator(`${ELEMENT} .stale`);
    await page.clock.fastForward("16:00");
    await page.clock.runFor(1000);
    // Timers that are late were slept through: that is said whatever the limit.
    await old.waitFor();
    await page.locator(`${ELEMENT} .stale button`).click();
    await old.waitFor({ state: "detached" });
    await minutes(page, 58);
    assert.equal(await old.count(), 0, "58 minutes that were not slept through");
    await minutes(page, 3);
    await old.waitFor();
  });
});

test("the banner of the dead differs in ground and pattern, and where not all agree nobody is called dead", async () => {
  await scene("patient-hollis-derek-1959", {}, async (page) => {
    const banner = page.locator(`${ELEMENT} [part~=banner]`);
    const text = (await banner.innerText()).replace(/\s+/g, " ");
    assert.match(text, /HOLLIS, Derek Born ?18-Nov-1959 Died ?03-Dec-2025 \(.*\) Age at Death ?66y Gender ?Male NHS No\. ?999 ?985 ?7450/);
    const number = banner.locator(".number");
    assert.equal((await number.boundingBox()).height < 30, true, "the number stands on one line");
    const copied = await number.evaluate((element) => {
      getSelection().selectAllChildren(element);
      return getSelection().toString();
    });
    assert.equal(copied, "9999857450", "it is copied without blanks");
    const ground = await banner.evaluate((element) => getComputedStyle(element).backgroundImage);
    assert.match(ground, /repeating-linear-gradient/);
  });
  await scene("state-died-not-confirmed", {}, async (page) => {
    const banner = page.locator(`${ELEMENT} [part~=banner]`);
    const text = (await banner.innerText()).replace(/\s+/g, " ");
    assert.match(text, /Born ?18-Nov-1959 \(66y\).*Reported died by .+, not confirmed/);
    assert.doesNotMatch(text, /Age at Death/);
    assert.equal(await banner.evaluate((element) => getComputedStyle(element).backgroundImage), "none");
  });
});

test("each empty place says which it is, and loading says how far it is", async () => {
  for (const [name, expected] of [
    ["state-waiting", /No patient is open/],
    ["state-loading", /Loading the record.*0 of 6 sources have answered/],
    ["state-empty", /Nothing is recorded|none holds an entry/],
    ["state-empty-with-gaps", /No entry was received.*St Anne's Hospital: failed/],
    ["state-all-failed", /The record could not be loaded.*does not mean that nothing is recorded/],
    ["state-filtered", /No entry matches.*entries are hidden/],
    ["state-wrong-configuration", /The timeline cannot be shown.*\/timeZone/],
  ]) {
    await scene(name, {}, (page) => reads(page, expected, name));
  }
});

test("where the WebAssembly cannot run it is said plainly why and what to do", async () => {
  for (const [name, expected] of [
    ["broken-no-webassembly", /no WebAssembly.*Use a current/],
    ["broken-policy", /policy forbids WebAssembly.*'wasm-unsafe-eval'/],
    ["broken-no-wasm", /answered with 404.*Load the page again/],
    ["broken-other-wasm", /not the WebAssembly of this build.*Load the page again/],
  ]) {
    await scene(name, {}, async (page) => {
      const text = await reads(page, expected, name);
      assert.match(text, /^The timeline cannot be shown/, name);
      assert.match(text, /does not mean that nothing is recorded/, name);
      const { height } = await page.locator(ELEMENT).boundingBox();
      assert.equal(height, WIDE.height, "its place is kept");
    });
  }
});

test("high contrast is a theme, follows the user's wish, and outdoes what the host has set", async () => {
  const inks = (page) => page.$eval(ELEMENT, ({ shadowRoot }) => {
    const { color, backgroundColor } = getComputedStyle(shadowRoot.querySelector(".frame"));
    return [color, backgroundColor];
  });
  const [black, white] = ["rgb(0, 0, 0)", "rgb(255, 255, 255)"];
  await scene("state-open", { act: (page) => page.$eval(ELEMENT, (element) => element.style.setProperty("--timeline-ink", "#888")) }, async (page) => {
    await dress(page, "contrast");
    assert.deepEqual(await inks(page), [black, white]);
    await page.emulateMedia({ colorScheme: "dark" });
    assert.deepEqual(await inks(page), [white, black]);
    for (const [theme, expected] of [["light", [black, white]], ["dark", [white, black]]]) {
      await page.emulateMedia({ contrast: "more", colorScheme: "light" });
      await dress(page, theme);
      assert.deepEqual(await inks(page), expected, theme);
    }
  });
});
