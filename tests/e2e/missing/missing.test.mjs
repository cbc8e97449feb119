// What is missing is named in its place, reads the same on every screen, and is opened only with a reason.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { restingText } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { SOURCES, scene } from "./scene.mjs";

const started = fixture();
const ALL = Object.keys(SOURCES);
const SCREENS = [
  { name: "wide", settings: { viewport: { width: 1440, height: 900 } } },
  { name: "narrow", settings: { viewport: { width: 340, height: 700 } } },
  { name: "at 400 per cent", settings: { viewport: { width: 360, height: 225 }, deviceScaleFactor: 4 } },
  { name: "dark", settings: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" } },
  { name: "narrow and dark", settings: { viewport: { width: 340, height: 700 }, colorScheme: "dark" } },
  { name: "in forced colours", settings: { viewport: { width: 340, height: 700 }, forcedColors: "active" } },
];
const inside = (page, selector) => page.locator(`patient-timeline ${selector}`);
const host = "return { recordDisclosure: async (what) => { (globalThis.recorded ??= []).push(what); } };";

for (const { name, settings } of SCREENS) {
  test(`axe finds nothing where much is missing: ${name}`, () =>
    scene(started, ALL, { settings }, async (page) => {
      await assertAccessible(page, name);
      const all = inside(page, ".short button");
      if (await all.isVisible()) await all.click();
      await inside(page, "summary").first().click();
      await assertAccessible(page, `${name}, all sources`);
      await inside(page, ".sources li button").filter({ hasText: "Open with a reason" }).click();
      await inside(page, "dialog[open]").waitFor();
      await page.keyboard.press("Enter");
      await assertAccessible(page, `${name}, a reason is asked for`);
    }));
}

test("every source is named with what it lacks, and what failed first where there is little room", async () => {
  const narrow = { viewport: { width: 340, height: 700 } };
  await scene(started, ALL, { settings: narrow }, async (page) => {
    const short = inside(page, ".short");
    const said = await inside(page, ".short .said").textContent();
    assert.match(said, /^3 of 7 sources complete, read 12:00; Kingsway Mental Health Trust: failed; Northgate Clinic: held back: may be about somebody else; /);
    // Names come before the two lines that it should take: nothing of it is cut.
    assert.match(said, /Imaging Archive: cut short$/);
    assert.ok(!said.includes("Adult Social Care"), "what is not shared is no fault");
    assert.equal(await short.evaluate((own) => own.scrollHeight > own.clientHeight || own.scrollWidth > own.clientWidth), false);
    assert.equal(await inside(page, ".sources ul").isVisible(), false);
    const [strip, list] = await Promise.all([".sources", ".list"].map((part) => inside(page, part).boundingBox()));
    assert.ok(strip.width <= 340 && list.width <= 340);
  });
  await scene(started, ALL, {}, async (page) => {
    const text = await restingText(page);
    for (const words of [
      "Kingsway Mental Health Trust failed, the source’s server failed",
      "Northgate Clinic held back: may be about somebody else, birth date differs",
      "family name or gender differs",
      "Adult Social Care not shared (agreement)",
      "Imaging Archive cut short",
      "No entries from Kingsway Mental Health Trust: failed",
      "Not all entries from Imaging Archive: cut short",
    ]) {
      assert.ok(text.includes(words), `${words} in: ${text}`);
    }
  });
});

test("allergies are decided over all sources, and a statement of none outranks no allergy", async () => {
  const said = (ids) => {
    let text;
    const read = async (page) => (text = (await inside(page, ".allergies ul:first-of-type li").allTextContents()).join("|"));
    return scene(started, ids, {}, read).then(() => text);
  };
  const penicillin = "Penicillin anaphylaxis – severe";
  const aspirin = "Refuted, resolved or in error|Aspirin refuted";
  assert.equal(await said(["surgery"]), `Known allergies|${penicillin}|${aspirin}`);
  assert.equal(await said(["surgery", "down"]), `Known allergies|${penicillin}|list may be incomplete: ${SOURCES.down.title}|${aspirin}`);
  assert.equal(
    await said(["surgery", "says"]),
    `Known allergies|${penicillin}|conflict: St Anne’s Hospice, 30-Mar-2019: No known allergy|${aspirin}`,
  );
  assert.equal(await said(["says"]), "No known allergies (St Anne’s Hospice, 30-Mar-2019)");
  assert.equal(
    await said(["says", "down"]),
    `Allergies unavailable|missing: ${SOURCES.down.title}|St Anne’s Hospice, 30-Mar-2019: No known allergy`,
  );
  assert.equal(await said(["named"]), "Allergies not recorded");
});

test("whom to ask stands where the gap is told, and a number can be rung", () => {
  const contacts = { down: "Records office, 0117 496 0123", cut: "imaging@archive.example", surgery: "Reception" };
  return scene(started, ["surgery", "down", "cut"], { contacts }, async (page) => {
    const strip = inside(page, ".sources ul");
    await strip.filter({ hasText: "ask: Records office, 0117 496 0123" }).waitFor();
    const said = await strip.textContent();
    assert.ok(said.includes("ask: imaging@archive.example") && !said.includes("Reception"), said);
    const link = strip.locator("a");
    assert.deepEqual([await link.count(), await link.getAttribute("href"), await link.textContent()], [1, "tel:01174960123", "0117 496 0123"]);
    const list = await inside(page, ".missing").textContent();
    assert.match(list, /No entries from Kingsway Mental Health Trust: failed; ask: Records office, 0117 496 0123/);
    await assertAccessible(page, "with contacts");
  });
});

test("a retry that fails again says so with the time, and is announced once", () =>
  scene(started, ["surgery", "down"], {}, async (page) => {
    const line = inside(page, ".sources li").filter({ hasText: "Kingsway" });
    assert.ok(!(await line.textContent()).includes("tried again"));
    await line.getByRole("button", { name: /retry/i }).click();
    await line.filter({ hasText: "tried again at 12:00, failed again" }).waitFor();
    await inside(page, "[role=status] div").filter({ hasText: "tried again" }).waitFor();
    const told = await inside(page, "[role=status] div").allTextContents();
    assert.equal(told.filter((text) => text.includes("Kingsway Mental Health Trust: tried again at 12:00, failed again")).length, 1, told.join("\n"));
  }));

test("what a source lacks is said once in its line", () =>
  scene(started, ALL, {}, async (page) => {
    for (const line of await inside(page, ".sources li").allTextContents()) {
      for (const words of ["incomplete", "page 1,", "failed,"]) assert.ok(line.split(words).length <= 2, line);
    }
  }));

test("a covered entry is opened once the host has recorded the reason, by keyboard alone", () =>
  scene(started, ["surgery"], { host }, async (page) => {
    const secret = async () => (await restingText(page)).includes("Secret finding");
    assert.equal(await secret(), false);
    await inside(page, "[role=option]").filter({ hasText: "Restricted" }).click();
    const asked = () => inside(page, "dialog[open] input:focus").waitFor();
    await inside(page, ".detail .act button").focus();
    await page.keyboard.press("Enter");
    await asked();
    await page.keyboard.type("Seen in crisis");
    assert.equal(await secret(), false);
    await page.keyboard.press("Escape");
    const focused = () => page.$eval("patient-timeline", ({ shadowRoot }) => shadowRoot.activeElement?.textContent);
    assert.equal(await focused(), "Open with a reason");
    assert.equal(await page.evaluate(() => globalThis.recorded), undefined);
    await page.keyboard.press("Enter");
    await asked();
    await page.keyboard.type("Seen in crisis");
    await page.keyboard.press("Enter");
    await inside(page, "[role=option]").filter({ hasText: "Secret finding" }).waitFor();
    assert.equal(await inside(page, "dialog[open]").count(), 0);
    const [record] = await page.evaluate(() => globalThis.recorded.map(({ what, reason }) => ({ what, reason })));
    assert.deepEqual(record, { what: "covered", reason: "Seen in crisis" });
  }));

test("what the host does not record stays shut, and the dialog says so", () =>
  scene(started, ["surgery", "held"], { config: { reasons: ["Consent", "Emergency"] } }, async (page) => {
    await inside(page, ".sources li button").filter({ hasText: "Open with a reason" }).click();
    await inside(page, "dialog select").selectOption("Consent");
    await inside(page, "dialog .go").click();
    await inside(page, "dialog [role=alert]").filter({ hasText: "nothing was opened" }).waitFor();
    await page.keyboard.press("Escape");
    const text = await restingText(page);
    assert.ok(text.includes("held back") && !text.includes("Sodium"), text);
  }));
