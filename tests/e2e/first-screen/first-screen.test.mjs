// What is seen first: in order, each line saying what is current and who says otherwise, gaps where they are, by keyboard.

import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { settled } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { configured, given, hosted } from "../../support/hosting.mjs";
import { focusIs, focusedText } from "../../support/keys.mjs";

const started = fixture();
const ASHWORTH = "9992147083";
const HOLLIS = "9999857450";
const SINCE = { newSince: "2026-03-04T09:00:00Z" };
const inside = (page, selector) => page.locator(`patient-timeline ${selector}`);
const said = async (page, selector) => (await inside(page, selector).allTextContents()).map((text) => text.replace(/\s+/g, " ").trim());

/** The first screen of a patient of the demo. */
function screen({ patient = ASHWORTH, context = SINCE, path, size = { width: 1440, height: 900 }, dark, ...keys } = {}, run) {
  return hosted(started, { path }, async (page) => {
    await page.setViewportSize(size);
    if (dark) await page.emulateMedia({ colorScheme: "dark" });
    await given(page, await configured(started.server, keys), patient, context);
    await settled(page);
    await inside(page, ".panel").first().waitFor();
    await run(page);
  });
}

/** Where the parts of the screen begin, from above. */
const tops = (page) =>
  page.$eval("patient-timeline", ({ shadowRoot }) => {
    const names = ["banner", "allergies", "sources", "problems", "medicines", "contacts", "fresh", "involved"];
    return Object.fromEntries(names.map((name) => [name, shadowRoot.querySelector(`.${name}`)?.getBoundingClientRect().top]));
  });

test("the parts stand in their order, side by side where there is room", () =>
  screen({}, async (page) => {
    const at = await tops(page);
    assert.ok(at.banner < at.allergies && at.allergies < at.sources && at.sources < at.problems);
    assert.ok([at.medicines, at.contacts, at.fresh, at.involved].every((top) => top === at.problems), JSON.stringify(at));
  }));

test("at 340 px problems come first, then medicines, what is new, contacts and who is involved, and nothing is cut", () =>
  screen({ size: { width: 340, height: 700 } }, async (page) => {
    const at = await tops(page);
    const order = ["banner", "allergies", "sources", "problems", "medicines", "fresh", "contacts", "involved"];
    assert.deepEqual(Object.keys(at).sort((a, b) => at[a] - at[b]), order);
    const cut = await inside(page, ".glance").evaluate((glance) =>
      [...glance.querySelectorAll(".panel")].filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.className),
    );
    assert.deepEqual(cut, []);
  }));

test("each line says what is current, by whom, and who says otherwise", () =>
  screen({}, async (page) => {
    for (const more of await inside(page, ".panel .link").all()) await more.click();
    const problems = await said(page, ".problems li");
    assert.match(problems[0], /^Acute kidney injury 27-Feb-2026 · 2 sources Entered in error by St Anne's Hospital on 02-Mar-2026; still held by Kingsway Infirmary/);
    assert.ok(problems.some((line) => /^Chronic kidney disease stage 3b 27-May-2021 · Riverside Surgery/.test(line)));
    assert.ok(!problems.some((line) => /pneumonia|anaemia|Cellulitis/i.test(line)), "what is resolved");
    const medicines = await said(page, ".medicines li");
    const line = (name) => medicines.find((line) => line.startsWith(name));
    assert.equal(line("Bisoprolol 2.5mg"), "Bisoprolol 2.5mg tablets One to be taken each morning repeat · issued 24-Feb-2026 · Riverside Surgery");
    assert.match(line("Metformin"), /Two to be taken at night repeat · last issued 11-Nov-2024 · Riverside Surgery$/);
    assert.match(line("Furosemide 40mg"), /Riverside Surgery stopped 06-Mar-2026 by St Anne's Hospital$/);
    assert.match(line("Candesartan 8mg"), /Riverside Surgery on hold 06-Mar-2026 by St Anne's Hospital$/);
    assert.match(line("BUMETANIDE"), /1 mg ORAL each morning hospital · prescribed 06-Mar-2026 · St Anne's Hospital$/);
    assert.match(line("BISOPROLOL"), /^BISOPROLOL 2.5 mg tablet 2.5 mg ORAL each morning hospital/);
    assert.ok(!line("Ramipril") && !line("Warfarin") && !line("FUROSEMIDE 50"), "what is stopped or was given once");
    // Conflicts before the rest, and what a hospital only goes on with beside what that is.
    assert.ok(medicines.indexOf(line("Furosemide 40mg")) < medicines.indexOf(line("BUMETANIDE")));
    assert.equal(medicines.indexOf(line("BISOPROLOL")), medicines.indexOf(line("Bisoprolol 2.5mg")) + 1);
    // What one pauses stands beside what the other goes on with, and neither reads as though it were taken.
    assert.equal(medicines.indexOf(line("CANDESARTAN")), medicines.indexOf(line("Candesartan 8mg")) + 1);
    assert.match(line("CANDESARTAN"), /St Anne's Hospital on hold 06-Mar-2026$/);
    const contacts = await said(page, ".contacts li");
    assert.match(contacts[0], /^06-Mar-2026 Reablement visit/);
    assert.ok(contacts.some((line) => /Discharge summary, cardiology.*St Anne's Hospital/.test(line)));
    assert.ok(!contacts.some((line) => /Eye clinic/.test(line)), "what is to come");
    const involved = await said(page, ".involved li");
    assert.match(involved[0], /^Surgery Riverside Surgery/);
    assert.ok(involved.some((line) => /^Team Ashby Green district nursing team Nurse Siobhan Doyle, Ms Aisha Khan/.test(line)), involved.join("\n"));
    assert.ok(involved.some((line) => /^Worker J. Pearce/.test(line)), involved.join("\n"));
  }));

test("an open medicine says what another source stopped, and leads there and back", () =>
  screen({}, async (page) => {
    await inside(page, ".medicines").getByRole("button", { name: "Furosemide 40mg tablets" }).click();
    const elsewhere = inside(page, ".detail .elsewhere");
    await elsewhere.waitFor();
    assert.match(await elsewhere.innerText(), /FUROSEMIDE 40 mg tablet .*St Anne's Hospital stopped 06-Mar-2026/s);
    await elsewhere.getByRole("button", { name: "FUROSEMIDE 40 mg tablet" }).click();
    await inside(page, ".detail .title", { hasText: "FUROSEMIDE" }).waitFor();
    assert.match(await inside(page, ".detail").innerText(), /Potassium and creatinine raised/, "why");
    assert.match(await elsewhere.innerText(), /Furosemide 40mg tablets .*Riverside Surgery/s);
    await inside(page, ".fresh").getByRole("button", { name: "FUROSEMIDE 40 mg tablet" }).waitFor();
  }));

test("what is closed leaves the page where it was opened, with all that stood above", () =>
  screen({}, async (page) => {
    const scrolled = () => inside(page, ".page").evaluate((own) => own.scrollTop);
    const medicines = inside(page, ".medicines");
    await medicines.locator(".link").click();
    const opener = medicines.getByRole("button", { name: /^Atorvastatin/ });
    await opener.click();
    await inside(page, ".detail .title").waitFor();
    assert.ok((await scrolled()) > 0, "the open entry is on the screen");
    await inside(page, ".detail .close").click();
    await focusIs(page, "Atorvastatin 40mg tablets");
    assert.equal(await scrolled(), 0);
    assert.ok(await inside(page, ".allergies").isVisible());
  }));

test("what is closed leaves the time on screen as it was before it was opened, unless the user has moved since", () =>
  screen({ patient: "9994102877" }, async (page) => {
    const window = page.getByRole("slider", { name: "Time shown" });
    const shown = () => window.getAttribute("aria-valuetext");
    const becomes = async (wanted, words) => {
      for (let look = 0; look < 80 && !wanted(await shown()); look += 1) await page.waitForTimeout(25);
      assert.ok(wanted(await shown()), `${words}: ${await shown()}`);
    };
    const opener = inside(page, ".contacts").getByRole("button", { name: "Fracture clinic" });
    const first = await shown();
    const openAndSee = async () => {
      await opener.click();
      await inside(page, ".detail .title", { hasText: "Fracture clinic" }).waitFor();
      await becomes((now) => now !== first && now.includes("2019"), "its time is shown");
    };
    await openAndSee();
    await inside(page, ".detail .close").click();
    await focusIs(page, "Fracture clinic");
    await becomes((now) => now === first, "as before");
    await openAndSee();
    await page.getByRole("button", { name: "All", exact: true }).click();
    await becomes((now) => !now.includes("2019"), "the user moves");
    const moved = await shown();
    await inside(page, ".detail .close").click();
    await focusIs(page, "Fracture clinic");
    await page.waitForTimeout(400);
    assert.equal(await shown(), moved);
  }));

test("alerts in force stand behind the allergies, with date and holder; the decision on resuscitation is told or said not to be here", async () => {
  await screen({}, async (page) => {
    const alerts = await said(page, ".allergies .warning");
    assert.match(alerts[0], /^Resuscitation Treatment escalation plan: not for cardiopulmonary resuscitation.* 02-Feb-2026 St Anne's Hospital$/);
    assert.match(alerts[1], /^Resuscitation Not for attempted CPR, form seen at home Feb-2026 County Community Services$/);
    assert.match(alerts[2], /^Communication needs Wears hearing aids/);
    assert.equal(alerts.length, 3, "what ended is not among them");
  });
  await screen({ patient: "9994655833" }, async (page) => {
    assert.ok((await said(page, ".allergies li")).includes("Resuscitation decision: not recorded here"));
  });
});

test("what is new is told since the host's time, and which source cannot tell", async () => {
  await screen({}, async (page) => {
    assert.match((await said(page, ".fresh h3"))[0], /^New to you since 04-Mar-2026 09:00( incomplete)? \d+$/);
    await inside(page, ".fresh .link").click();
    const fresh = await said(page, ".fresh li");
    assert.ok(fresh.some((line) => line.startsWith("Discharge summary, cardiology 27-Feb-2026, recorded 06-Mar-2026")), fresh.join("\n"));
    assert.ok(fresh.some((line) => /^Serum potassium level 5.9\smmol\/L ▲ high/.test(line)), fresh.join("\n"));
    assert.ok(!fresh.some((line) => line.startsWith("Reablement, twice daily")), "what was recorded before");
  });
  await screen({ context: {} }, async (page) => assert.equal(await inside(page, ".fresh").count(), 0));
});

test("what is new begins with what tells the most, and ends with values that are not there", () =>
  screen({}, async (page) => {
    const first = await said(page, ".fresh .open");
    // What was stopped or paused, then letters.
    assert.deepEqual(first.slice(0, 3), ["CANDESARTAN 8 mg tablet", "FUROSEMIDE 40 mg tablet", "Discharge summary, cardiology"]);
    assert.ok(first.some((title) => /potassium/i.test(title)), first.join("\n"));
    await inside(page, ".fresh .link").click();
    const all = await said(page, ".fresh li");
    const absent = all.findIndex((line) => line.includes("awaiting filing"));
    const normal = all.findIndex((line) => line.startsWith("Serum sodium level"));
    assert.ok(absent > normal, `${absent} ${normal}`);
  }));

test("what is unfolded takes the whole width, in columns of whole lines, and its heading stays", () =>
  screen({}, async (page) => {
    const before = await tops(page);
    await inside(page, ".medicines .link").click();
    const after = await tops(page);
    assert.equal(after.medicines, before.medicines);
    const { columns, cut, height } = await inside(page, ".medicines").evaluate((panel) => {
      const lines = [...panel.querySelectorAll("li")].filter((line) => line.querySelector(".open"));
      return {
        columns: new Set(lines.map((line) => Math.round(line.getBoundingClientRect().left / 40))).size,
        cut: lines.filter((line) => line.getClientRects().length > 1 || line.scrollWidth > line.clientWidth).length,
        height: panel.getBoundingClientRect().height,
      };
    });
    assert.ok(columns >= 3, `${columns}`);
    assert.equal(cut, 0);
    assert.ok(height < 450, `${height}`);
    await focusIs(page, "Show less");
  }));

test("what is unfolded at 340 px is one column in its place, and nothing is cut", () =>
  screen({ size: { width: 340, height: 700 } }, async (page) => {
    const order = async () => Object.entries(await tops(page)).sort(([, one], [, other]) => one - other).map(([name]) => name);
    const before = await order();
    const more = inside(page, ".panel .link").filter({ hasText: /^\d+ more$/ });
    while ((await more.count()) > 0) await more.first().click();
    await inside(page, ".page").evaluate((own) => own.scrollTo(0, 0));
    assert.deepEqual(await order(), before);
    const cut = await inside(page, ".panel").evaluateAll((panels) =>
      panels.filter((panel) => panel.scrollWidth > panel.clientWidth || panel.getBoundingClientRect().width < 300).map((panel) => panel.className),
    );
    assert.deepEqual(cut, []);
  }));

test("a title looks as though it could be opened, and what a source says otherwise stays in one box", () =>
  screen({}, async (page) => {
    const lines = await inside(page, "button.open").evaluateAll((all) => all.map((one) => getComputedStyle(one).textDecorationLine));
    assert.ok(lines.length > 10 && lines.every((line) => line === "underline"));
    const boxes = await inside(page, ".panel .diff").evaluateAll((all) => all.map((one) => one.getClientRects().length));
    assert.ok(boxes.length > 0 && boxes.every((count) => count === 1), String(boxes));
  }));

test("a gap is said in the heading, and in place of lines where there are none", async () => {
  await screen({ faults: { riverside: "down" } }, async (page) => {
    for (const panel of ["medicines", "problems"]) {
      assert.deepEqual(await said(page, `.${panel} h3 .gap`), ["incomplete"]);
      assert.equal(await inside(page, `.${panel} h3 .gap`).getAttribute("title"), "list may be incomplete: Riverside Surgery");
    }
    // The same sources are not named twice in a row.
    assert.deepEqual(await said(page, ".allergies .gap"), ["list may be incomplete: Riverside Surgery", "alerts may be missing too"]);
  });
  await screen({ only: ["socialcare", "riverside"], faults: { riverside: "down" } }, async (page) => {
    const lines = await said(page, ".problems li");
    assert.ok(lines.some((line) => /^No problems from Riverside Surgery: failed/.test(line)), lines.join("\n"));
    assert.equal(await inside(page, ".problems .open").count(), 0);
  });
});

test("a death that not all report is not confirmed", () =>
  screen({ patient: HOLLIS }, async (page) => {
    const [banner] = await said(page, ".banner");
    // Two sources' Patients, and a third source that holds the certification.
    assert.match(banner, /Reported died by Riverside Surgery, St Anne's Hospital, Kingsway Infirmary, not confirmed/);
  }));

test("of the dead, what is current is said to be so until death", () =>
  screen({ patient: HOLLIS, only: ["riverside", "stannes"] }, async (page) => {
    assert.match((await said(page, ".banner"))[0], /Died ?03-Dec-2025 \(Riverside Surgery, St Anne's Hospital\)/);
    assert.match((await said(page, ".medicines h3"))[0], /^Medicines recorded as current until death/);
  }));

test("each panel is one tab stop with arrows in it, a line opens its entry, and the rest unfolds in place", () =>
  screen({}, async (page) => {
    const stops = await inside(page, ".panel").evaluateAll((panels) =>
      panels.map((panel) => [...panel.querySelectorAll("button")].filter((button) => button.tabIndex === 0).length),
    );
    assert.ok(stops.length === 5 && stops.every((count) => count === 1), String(stops));
    await inside(page, ".problems .open").first().focus();
    await page.keyboard.press("ArrowDown");
    const second = await focusedText(page);
    assert.notEqual(second, "Acute kidney injury");
    await page.keyboard.press("Tab");
    assert.ok((await focusedText(page)).match(/candesartan|furosemide/i), await focusedText(page));
    await page.keyboard.press("Shift+Tab");
    await focusIs(page, second);
    await page.keyboard.press("End");
    assert.match(await focusedText(page), /^\d+ more$/);
    const before = await inside(page, ".problems .open").count();
    await page.keyboard.press("Enter");
    await focusIs(page, "Show less");
    assert.ok((await inside(page, ".problems .open").count()) > before);
    await page.keyboard.press("Home");
    await focusIs(page, "Acute kidney injury");
    await page.keyboard.press("Enter");
    await inside(page, ".detail .title").filter({ hasText: "Acute kidney injury" }).waitFor();
  }));

test("whatever is unfolded and opened, the banner stays in its place and the whole of the open entry is seen", () =>
  screen({}, async (page) => {
    const banner = (await tops(page)).banner;
    const more = inside(page, ".panel .link").filter({ hasText: /^\d+ more$/ });
    while ((await more.count()) > 0) await more.first().click();
    await inside(page, ".banner").hover();
    await page.mouse.wheel(0, 2000);
    await page.waitForTimeout(150);
    assert.equal((await tops(page)).banner, banner, "the banner");
    await inside(page, ".medicines .open").first().click();
    await inside(page, ".detail .title").waitFor();
    const [detail, element] = await Promise.all([inside(page, ".detail").boundingBox(), page.locator("patient-timeline").boundingBox()]);
    assert.ok(detail.y >= element.y && detail.y + detail.height <= element.y + element.height + 1, JSON.stringify([detail, element]));
    assert.ok(detail.height > element.height / 2, `${detail.height}`);
  }));

test("at 340 px what must be read of allergies and alerts is, and the rest stands behind one press", () =>
  screen({ size: { width: 340, height: 700 }, faults: { kingsway: "down" } }, async (page) => {
    const shown = async () => (await inside(page, ".allergies li").evaluateAll((all) => all.filter((one) => one.getClientRects().length > 0).map((one) => one.textContent.replace(/\s+/g, " ").trim()))).join("|");
    const first = await shown();
    for (const words of [/^Known allergies\|Allergy to penicillin/, /Ramipril intolerance/, /list may be incomplete: Kingsway Infirmary/, /Resuscitation Treatment escalation plan: not for cardiopulmonary resuscitation.* 02-Feb-2026 St Anne's Hospital/]) {
      assert.match(first, words);
    }
    assert.ok(!first.includes("hearing aids"), first);
    const fold = inside(page, ".allergies .fold");
    assert.equal(await fold.textContent(), "1 more");
    await fold.focus();
    await page.keyboard.press("Enter");
    assert.match(await shown(), /Communication needs Wears hearing aids/);
    assert.equal(await focusedText(page), "Show less");
    await assertAccessible(page, "unfolded");
    // What is current is on the first screen too.
    await page.keyboard.press("Enter");
    const [problems, page_] = await Promise.all([inside(page, ".problems").boundingBox(), inside(page, ".page").boundingBox()]);
    assert.ok(problems.y + 150 < page_.y + page_.height, JSON.stringify([problems, page_]));
  }));

test("a severity is said once of an allergy", () =>
  screen({}, async (page) => {
    const line = (await said(page, ".allergies li")).find((one) => one.includes("penicillin"));
    assert.equal(line.match(/sever/g).length, 1, line);
  }));

test("what may kill is named first of the allergies", () =>
  screen({}, async (page) => {
    const [, first] = await said(page, ".allergies ul:first-of-type > li");
    assert.match(first, /penicillin.*severe/i);
  }));

for (const [name, options] of [
  ["wide", {}],
  ["narrow and dark", { size: { width: 340, height: 700 }, dark: true }],
  ["with a gap", { faults: { riverside: "down", community: "error@2" } }],
  ["from right to left", { path: "/rtl" }],
]) {
  test(`axe finds nothing: ${name}`, () => screen(options, (page) => assertAccessible(page, name)));
}
