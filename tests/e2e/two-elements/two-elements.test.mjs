// Two elements with different patients share nothing; each can be taken out and put back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, restingText, settled, settledCount, visit } from "../../support/browser.mjs";
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
