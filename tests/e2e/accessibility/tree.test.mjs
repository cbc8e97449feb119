// What a screen reader is given, in which order and by which names; and how the keyboard goes from part to part.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fixture } from "../../support/fixture.mjs";
import { scenes } from "../../shots/scenes.mjs";
import { staged } from "../../shots/stage.mjs";

const started = fixture();
const ELEMENT = "patient-timeline";
const WIDE = { width: 1440, height: 900 };

async function scene(name, run, viewport = WIDE) {
  const { browser, server } = started;
  const found = (await scenes(server)).find((one) => one.name === name);
  await staged(browser, server.origin, found, viewport, run);
}

/** Every node of the accessibility tree that is not ignored, in its order, as `[role, name]`. */
async function tree(page) {
  const client = await page.context().newCDPSession(page);
  const { nodes } = await client.send("Accessibility.getFullAXTree");
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const out = [];
  const walk = (node) => {
    if (!node.ignored) out.push([node.role.value, node.name?.value ?? "", node]);
    for (const id of node.childIds ?? []) if (byId.has(id)) walk(byId.get(id));
  };
  walk(nodes[0]);
  return out;
}

const PATIENT = "patient-ashworth-margaret-1944";

test("the parts stand in the order of the screen, each named, with headings to skip by", async () => {
  await scene(PATIENT, async (page) => {
    const all = await tree(page);
    const parts = all.filter(([role, name]) => ["region", "group", "listbox", "slider", "textbox"].includes(role) && name);
    const places = [
      ["region", /^Patient timeline: ASHWORTH, Margaret/],
      ["group", /^Patient$/],
      ["group", /^Allergies and alerts$/],
      ["group", /^Sources$/],
      ["textbox", /^Search this record$/],
      ["group", /^Filters$/],
      ["slider", /^Time shown$/],
      ["group", /^Entries over time$/],
      ["listbox", /^Entries, /],
    ].map(([wanted, name]) => parts.findIndex(([role, own]) => role === wanted && name.test(own)));
    assert.ok(places.every((place, at) => place >= 0 && (at === 0 || place > places[at - 1])), `${places}: ${JSON.stringify(parts.map(([role, name]) => [role, name]))}`);
    const headings = all.filter(([role, name]) => role === "heading" && name !== "Shared record").map(([, name, node]) => `${node.properties.find(({ name }) => name === "level").value.value} ${name}`);
    assert.equal(headings[0], "2 ASHWORTH, Margaret");
    for (const title of ["3 Allergies and alerts", "3 Sources", "3 Entries over time"]) assert.ok(headings.includes(title), headings.join(", "));
  });
});

test("every control has a name, no two of one part have the same, and none is its glyph alone", async () => {
  for (const name of [PATIENT, "state-open", "state-partly-failed"]) {
    await scene(name, async (page) => {
      const controls = (await tree(page)).filter(([role]) => ["button", "textbox", "combobox", "slider", "option", "link", "checkbox"].includes(role));
      assert.ok(controls.length > 30);
      const bare = controls.filter(([role, said]) => role !== "option" && !/[\p{L}\p{N}]/u.test(said));
      assert.deepEqual(bare.map(([role, said]) => [role, said]), [], name);
      const buttons = controls.filter(([role]) => role === "button").map(([, said]) => said);
      const twice = buttons.filter((said, at) => buttons.indexOf(said) !== at && /^(Retry|Hide|Show apart)/.test(said));
      assert.deepEqual(twice, [], name);
    });
  }
});

test("a label and what it labels are two words to a screen reader", async () => {
  await scene(PATIENT, async (page) => {
    const text = await page.locator(`${ELEMENT} [part~=banner]`).evaluate((element) => element.textContent);
    assert.match(text, /Born 09-Jun-1944 \(81y\).*Gender Female.*NHS No\. 9992147083/);
  });
});

/** Where the focus is, as the part of the element and the name of the control. */
function focused(page) {
  return page.$eval(ELEMENT, ({ shadowRoot }) => {
    const active = shadowRoot.activeElement;
    if (!active) return null;
    const part = active.closest("[role=listbox], [role=slider], [role=group], .arrange, .bar, .search")?.className ?? "";
    return { part, names: active.closest(".names") !== null, said: active.getAttribute("aria-label") ?? active.textContent.trim() };
  });
}

test("Tab goes from part to part, one stop in each, and back; arrows move within", async () => {
  await scene("state-partly-failed", async (page) => {
    await page.evaluate(() => document.activeElement?.blur());
    const stops = [];
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press("Tab");
      const stop = await focused(page);
      if (!stop) {
        if (stops.length) break;
        continue;
      }
      stops.push(stop);
    }
    const parts = stops.map(({ part }) => part);
    for (const part of ["row allergies", "row sources", "filters"]) {
      assert.equal(parts.filter((own) => own.includes(part)).length, 1, `${part} of ${JSON.stringify(stops)}`);
    }
    assert.equal(stops.filter(({ names }) => names).length, 1, `one stop in the names of lanes: ${JSON.stringify(stops)}`);
    assert.ok(parts.some((part) => part.includes("list")), "the list is reached");
    assert.ok(stops.length < 20, JSON.stringify(stops));

    // The same way back: the parts in reverse.
    await page.keyboard.press("Shift+Tab");
    const seen = [];
    for (let press = 0; press < 40; press += 1) {
      const stop = await focused(page);
      // Without a browser's own controls the focus goes round.
      if (!stop || (stop.part === "list" && seen.includes("list"))) break;
      seen.push(stop.part);
      await page.keyboard.press("Shift+Tab");
    }
    for (const part of ["row allergies", "row sources", "filters"]) {
      assert.equal(seen.filter((own) => own.includes(part)).length, 1, `${part} backwards of ${seen}`);
    }

    // Arrows go to the other controls of a part, and stop at its ends.
    const controls = page.locator(`${ELEMENT} [part~=sources] :is(a, button):visible`);
    await controls.first().focus();
    const before = await focused(page);
    await page.keyboard.press("ArrowRight");
    assert.notEqual((await focused(page)).said, before.said);
    await page.keyboard.press("Home");
    assert.equal((await focused(page)).said, before.said);
    await page.keyboard.press("ArrowLeft");
    assert.equal((await focused(page)).said, before.said);
    await page.keyboard.press("End");
    assert.equal((await focused(page)).part, before.part);
  });
});

test("the focus is never lost: it goes back to where an entry was opened from, and on when a button goes", async () => {
  await scene(PATIENT, async (page) => {
    const allergy = page.locator(`${ELEMENT} [part~=allergies] button`).first();
    const name = await allergy.textContent();
    await allergy.focus();
    await page.keyboard.press("Enter");
    await page.locator(`${ELEMENT} .detail table`).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(`${ELEMENT} .detail`).waitFor({ state: "detached" });
    await page.waitForTimeout(100);
    assert.equal((await focused(page))?.said, name);

    // A list that comes back takes the focus from nothing.
    await page.locator(`${ELEMENT} [part~=list] [role=option]`).first().click();
    await page.locator(`${ELEMENT} .detail table`).waitFor();
    await page.keyboard.press("Escape");
    await page.locator(`${ELEMENT} [part~=search]`).pressSequentially("zzqx");
    await page.locator(`${ELEMENT} .absence`).waitFor();
    await page.locator(`${ELEMENT} [part~=search]`).fill("");
    await page.locator(`${ELEMENT} [part~=list] [role=option]`).first().waitFor();
    await page.waitForTimeout(200);
    assert.equal((await focused(page))?.said, "Search this record");
  });
  for (const [name, button] of [["state-all-failed", "Try again"], ["state-filtered", /Clear|Show all/]]) {
    await scene(name, async (page) => {
      await page.locator(`${ELEMENT} .absence`).getByRole("button", { name: button }).focus();
      await page.keyboard.press("Enter");
      await page.waitForTimeout(500);
      assert.ok(await focused(page), name);
    });
  }
});

test("at 400 per cent and in the least height everything is reached by scrolling one way", async () => {
  await scene(PATIENT, async (page) => {
    const wide = await page.$eval(ELEMENT, ({ shadowRoot }) =>
      [...shadowRoot.querySelectorAll(".frame, .page, .work, .main, .list")].filter((one) => one.scrollWidth > one.clientWidth + 1).map(({ className }) => className));
    assert.deepEqual(wide, []);
    // The banner does not take the little there is: it scrolls with the rest.
    await page.locator(`${ELEMENT} [part~=list]`).focus();
    const { top, height } = await page.locator(`${ELEMENT} [part~=list]`).evaluate((list) => {
      const { top, height } = list.getBoundingClientRect();
      return { top, height };
    });
    // The least height of the element itself is 20em.
    assert.ok(top < 256 && height <= 320 && height > 100, `${top}, ${height}`);
  }, { width: 320, height: 256 });
});
