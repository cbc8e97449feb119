// Two elements with different patients share nothing; each can be taken out and put back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, restingText, settled, settledCount, visit } from "../../support/browser.mjs";
import { assertAccessible } from "../../support/axe.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
const FIRST = "section:nth-of-type(1) patient-timeline";
const SECOND = "section:nth-of-type(2) patient-timeline";

test("two elements show two patients, and one removed and put back is whole again", async () => {
  const { browser, server } = started;
  await visit(browser, `${server.origin}/two`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    const before = [await settled(page, { selector: FIRST }), await settled(page, { selector: SECOND })];
    assert.deepEqual(before.map(({ type }) => type), ["timeline-ready", "timeline-ready"]);
    const texts = [await restingText(page, FIRST), await restingText(page, SECOND)];
    assert.notEqual(texts[0], texts[1]);

    for (const [place, selector] of [FIRST, SECOND].entries()) {
      const other = place === 0 ? SECOND : FIRST;
      const pane = page.locator("[data-pane]").nth(place);
      const after = await settledCount(page, selector);
      await pane.locator("[data-remove]").click();
      assert.equal(await restingText(page, other), texts[1 - place], "the other one stays as it is");
      await pane.locator("[data-put-back]").click();
      const again = await settled(page, { selector, after });
      assert.deepEqual(again, before[place]);
      assert.equal(await restingText(page, selector), texts[place]);
    }
  });
});

test("an element that is removed ends its worker", async () => {
  const { browser, server } = started;
  await visit(browser, `${server.origin}/two`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    await settled(page, { selector: FIRST });
    await settled(page, { selector: SECOND });
    assert.equal(page.workers().length, 2, "one worker for each element");
    const ended = page.workers()[0].waitForEvent("close");
    const ended2 = page.workers()[1].waitForEvent("close");
    await page.$$eval("patient-timeline", (elements) => elements.forEach((element) => element.remove()));
    await Promise.all([ended, ended2]);
    assert.equal(page.workers().length, 0);
  });
});

test("two patients of one name are told apart, to the eye and to the ear, however far each is scrolled", async () => {
  const { browser, server } = started;
  const people = [["9992147083", "999 214 7083"], ["9994102877", "999 410 2877"]];
  await visit(browser, `${server.origin}/two`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    for (const selector of [FIRST, SECOND]) await settled(page, { selector });
    await change(page, (element, number) => (element.patient = `https://fhir.nhs.uk/Id/nhs-number|${number}`), people[1][0], SECOND);
    const names = new Set();
    for (const [place, selector] of [FIRST, SECOND].entries()) {
      const element = page.locator(selector);
      await element.locator(".page").evaluate((own) => (own.scrollTop = own.scrollHeight));
      const banner = element.locator("[part~=banner]");
      assert.match(await banner.textContent(), /^ASHWORTH, Margaret/);
      assert.ok((await banner.locator(".number").textContent()).replace(/\s/g, "") === people[place][0]);
      const [own, box] = [await element.boundingBox(), await banner.boundingBox()];
      assert.ok(box.y >= own.y && box.y + box.height <= own.y + own.height, "the banner stays in view");
      assert.ok(!(await restingText(page, selector)).includes(people[1 - place][1]));
      names.add(await element.locator(".tl").getAttribute("aria-label"));
    }
    assert.equal(names.size, 2, [...names].join(", "));
    await assertAccessible(page, "two of one name");
  });
});
