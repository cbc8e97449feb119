// What is printed: all that is listed, and on every page who it is about, who printed it, as of when, and what is missing.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "../../support/fixture.mjs";
import { configured, given, hosted } from "../../support/hosting.mjs";
import { settled } from "../../support/browser.mjs";
import { pagesOf } from "../../support/pdf-text.mjs";

const started = fixture();
const NUMBER = "9992147083";
const OWEN = "9990997330";
const DOCTOR = { user: "Dr Who", role: "doctor", purpose: "TREAT" };

/** Visits a page that shows a patient. */
async function shown({ number = NUMBER, keys = {} }, run) {
  await hosted(started, {}, async (page) => {
    // The rest of the Wasm comes once the timeline is shown.
    const rest = page.waitForResponse(/-rest\.wasm/);
    await given(page, await configured(started.server, keys), number, DOCTOR);
    const ready = await settled(page);
    await (await rest).finished();
    await page.locator("patient-timeline").getByRole("button", { name: "Keys" }).click();
    await page.locator("patient-timeline .keys").waitFor();
    await page.keyboard.press("Escape");
    await run(page, ready.detail);
  });
}

/** Runs while the page is being printed, with what is seen on paper. */
async function onPaper(page, run) {
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await page.locator("patient-timeline .paper .name").waitFor();
  await run();
  await page.emulateMedia({ media: null });
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.locator("patient-timeline .paper").waitFor({ state: "detached" });
}

const words = (texts) => texts.map((text) => text.replace(/\s+/g, " ").trim());
/** The first row of the list that is wholly in sight below the heading that stays. */
const firstInSight = (page) =>
  page.locator("patient-timeline .list").evaluate((list) => {
    const top = list.querySelector(".stays").getBoundingClientRect().bottom;
    return [...list.querySelectorAll("[role=option]")].find((row) => row.getBoundingClientRect().top >= top - 1).id;
  });
const rows = (page) => page.locator("patient-timeline [role=option]:visible");

test("every page says whom it is about, who printed it, as of when, and what is missing", async () => {
  await shown({ keys: { faults: { stannes: "down" } } }, async (page) => {
    const pages = pagesOf(await page.pdf({ format: "A4" }));
    assert.ok(pages.length > 5, `${pages.length} pages`);
    for (const [at, text] of pages.entries()) {
      for (const said of [/ASHWORTH, Margaret \(Mrs\)/, /Born ?09-Jun-1944/, /NHS No\. ?999 ?214 ?7083/, /As read 07-Mar-2026 09:14/, /Dr Who/, /Not a complete record/, /St Anne's Hospital: failed/]) {
        assert.match(text, said, `page ${at + 1} of ${pages.length}`);
      }
    }
    assert.match(pages[0], /Known allergies/);
  });
});

test("all that is listed is printed, what is folded too, and the screen is as before", async () => {
  await shown({}, async (page, { entries }) => {
    await page.locator("patient-timeline .list").evaluate((list) => (list.scrollTop = 700));
    await page.waitForTimeout(300);
    const before = { count: await rows(page).count(), first: await firstInSight(page) };
    assert.ok(before.count < 100);
    await onPaper(page, async () => {
      assert.equal(await rows(page).count(), entries);
      assert.equal(await page.locator("patient-timeline").getByRole("button", { name: "more" }).count(), 0, "no line of the first screen is folded away");
      for (const part of [".tools", ".overview", ".lanes", ".list .stays"]) assert.ok(!(await page.locator(`patient-timeline ${part}`).isVisible()), part);
    });
    await page.waitForTimeout(300);
    assert.ok((await rows(page).count()) < 100, "no more is drawn than before");
    assert.equal(await firstInSight(page), before.first);
  });
});

test("what is narrowed to is said, and an open entry is printed beside nothing that lies over it", async () => {
  await shown({}, async (page) => {
    await page.locator("patient-timeline [part~=search]").fill("potassium");
    await page.locator("patient-timeline").getByRole("option", { name: /potassium/i }).first().click();
    await page.locator("patient-timeline .detail .copies").first().waitFor();
    const listed = await page.locator("patient-timeline [role=option]").first().getAttribute("aria-setsize");
    await page.setViewportSize({ width: 700, height: 1000 });
    await onPaper(page, async () => {
      const [, , narrowed] = words(await page.locator("patient-timeline .paper > p").allTextContents());
      assert.match(narrowed, /^\d+ of [\d,]+ entries shown · Search this record: potassium$/);
      assert.ok((await rows(page).count()) >= Number(listed));
      const [detail, list] = [await page.locator("patient-timeline .detail").boundingBox(), await page.locator("patient-timeline .list").boundingBox()];
      assert.ok(detail.y >= list.y + list.height - 1, "the entry stands below the list");
    });
  });
});

test("covered entries are left out and counted", async () => {
  await shown({ number: OWEN }, async (page) => {
    const covered = page.locator("patient-timeline [role=option].covered");
    await onPaper(page, async () => {
      const count = await covered.count();
      assert.ok(count > 0, "the demonstration has covered entries");
      for (const one of await covered.all()) assert.ok(!(await one.isVisible()));
      const said = words(await page.locator("patient-timeline .paper > p").allTextContents()).at(-1);
      assert.equal(said, `${count} restricted ${count === 1 ? "entry" : "entries"} left out`);
    });
  });
});

test("where the rest is not there, the paper says that something is missing", async () => {
  await hosted(started, { expected: [/-rest\.wasm|Failed to load/] }, async (page) => {
    await page.context().route("**/*-rest.wasm", (route) => route.abort());
    await given(page, await configured(started.server), NUMBER, DOCTOR);
    await settled(page);
    await page.emulateMedia({ media: "print" });
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    await page.locator("patient-timeline .paper", { hasText: "could not be loaded" }).waitFor();
    assert.match(await page.locator("patient-timeline .paper").textContent(), /^ASHWORTH/);
  });
});
