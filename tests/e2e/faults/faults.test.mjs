// Each fault in turn on one of five sources: the others are complete, it is named in its place, and Retry mends it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { change, settledCount, settled, shownText } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { SYSTEM, configured, hosted, lineOf, states, strip } from "../../support/hosting.mjs";

const started = fixture();
const ELEMENT = "patient-timeline";
const PATIENT = `${SYSTEM}|9992147083`;
const FIVE = ["riverside", "stannes", "kingsway", "community", "socialcare"];
const TIGHT = { headersTimeout: 1, chunkTimeout: 1, timeout: 2, totalTimeout: 6, maxBytes: 3, maxPages: 4 };
/** How many sources the foot says to have gaps. */
const gaps = async (page) => Number((await shownText(page)).match(/Not a complete record: (\d) of 5 sources/)?.[1] ?? 0);

/** What the source is said to be, and with which words. */
const KINGSWAY = {
  silent: ["timed-out: timeout", /no answer in time/],
  stall: ["timed-out: timeout", /no answer in time/],
  "stall@2": ["partial: timeout", /incomplete.*no answer in time, page 2/],
  trickle: ["partial: timeout", /incomplete.*no answer in time/],
  down: ["failed: unreachable", /failed.*could not be reached/],
  reset: ["failed: unreachable", /failed.*could not be reached/],
  redirect: ["failed: unreachable", /failed.*could not be reached/],
  unauthorized: ["failed: sign-in", /failed.*sign-in refused/],
  forbidden: ["failed: forbidden", /failed.*not allowed/],
  "not-found": ["failed: not-found", /failed.*address not found/],
  busy: ["failed: server", /failed.*server failed/],
  error: ["failed: server", /failed.*server failed/],
  "error@2": ["partial: server", /incomplete.*server failed, page 2/],
  html: ["failed: not-json", /failed.*not a record/],
  "html@2": ["partial: not-json", /incomplete.*not a record, page 2/],
  truncated: ["failed: broken-json", /failed.*broke off/],
  "truncated@2": ["partial: broken-json", /incomplete.*broke off, page 2/],
  huge: ["failed: too-large", /failed.*larger than the limit/],
  bomb: ["failed: too-large", /failed.*larger than the limit/],
  "duplicate-page": ["partial: pages-repeat", /incomplete.*same page again, page 2/],
  "loop-next": ["partial: pages-repeat", /incomplete.*same page again/],
  "endless-next": ["partial: pages-repeat", /incomplete.*same page again/],
  "endless-new": ["cut-short: page-limit", /cut short.*longer than the limit/],
  "redirect-next": ["partial: next-elsewhere", /incomplete.*was not followed, page 2/],
  "path-next": ["partial: next-elsewhere", /incomplete.*was not followed, page 2/],
  "wrong-patient": ["held-back: other-identifier", /held back.*another identifier/],
  "other-birth-date": ["held-back: other-birth-date", /held back.*birth date differs/],
  "bare-patient": ["held-back: not-confirmed", /held back.*identity not confirmed/],
  "several-patients": ["held-back: several-patients", /held back.*several patients/],
};

/** The same of a feed on another origin. */
const SOCIAL_CARE = {
  down: ["failed: unreachable", /failed.*could not be reached/],
  "no-cors": ["failed: unreachable", /failed.*could not be reached/],
  unauthorized: ["failed: sign-in", /failed.*sign-in refused/],
  error: ["failed: server", /failed.*server failed/],
  html: ["failed: not-json", /failed.*not a record/],
  truncated: ["partial: broken-json", /incomplete.*broke off/],
  "wrong-patient": ["held-back: other-identifier", /held back.*another identifier/],
};

/** What is no gap, and what is waited out. */
const MENDED = {
  none: ["complete", /complete/],
  empty: ["empty", /answered: nothing recorded/],
  "unknown-patient": ["no-such-patient", /patient not known here/],
  "busy:1@2": ["complete", /complete/],
  "busy-date:1@2": ["complete", /complete/],
  "busy-hidden:1@2": ["complete", /complete/],
  "unavailable:1@2": ["complete", /complete/],
  "linked-patients": ["complete", /complete/],
  "replaced-patient": ["complete", /complete.*replaced this patient/],
  "other-family": ["complete", /complete.*family name or gender differs/],
};

/** Sets the faults of a source in the server itself, so that they can be lifted; `null` lifts them. */
async function fault(source, name) {
  const body = JSON.stringify({ [source]: name });
  const answer = await fetch(`${started.server.origin}/control/faults`, { method: "POST", body });
  assert.equal(answer.status, 200, await answer.text());
}

const again = (page) => change(page, (element, patient) => void element.setContext({ patient }).catch(() => {}), PATIENT);

/** Presses the source's Retry, where it has one; otherwise loads again. */
async function mended(page, title) {
  const button = page.locator(ELEMENT).getByRole("button", { name: new RegExp(`retry.*${title}`, "i") });
  if ((await button.count()) === 0) return [false, await again(page)];
  const after = await settledCount(page);
  await button.click();
  return [true, await settled(page, { after })];
}

const COMPLETE = Object.fromEntries(FIVE.map((id) => [id, "complete"]));

async function inTurn(page, t, [source, title], faults, gap) {
  // Of the demo's sources one says itself that something is missing.
  const before = await gaps(page);
  for (const [name, [state, words]] of Object.entries(faults)) {
    await t.test(`${title}: ${name}`, async () => {
      await fault(source, name);
      const spoilt = await again(page);
      await fault(source, null);
      assert.equal(spoilt.type, "timeline-ready");
      assert.deepEqual(states(spoilt), { ...COMPLETE, [source]: state });
      assert.match(await lineOf(page, title), words);
      if (gap) assert.deepEqual((await strip(page)).filter((line) => words.test(line)).length, 1, "in its place alone");
      assert.equal(await gaps(page), before + Number(gap));
      if (!gap) return;
      const [retried, whole] = await mended(page, title);
      assert.equal(retried, !/held-back|cut-short/.test(state), "Retry is offered where it helps");
      assert.deepEqual(states(whole), COMPLETE);
      assert.doesNotMatch(await lineOf(page, title), words);
      assert.equal(await gaps(page), before);
    });
  }
}

test("each fault is named in its place, spoils no other source, and is mended by Retry", async (t) => {
  await hosted(started, {}, async (page) => {
    const configuration = await configured(started.server, { only: FIVE, sources: { kingsway: TIGHT, socialcare: TIGHT } });
    await page.$eval(ELEMENT, (element, config) => void (element.config = config), configuration);
    assert.deepEqual(states(await again(page)), COMPLETE);
    await inTurn(page, t, ["kingsway", "Kingsway"], KINGSWAY, true);
    await inTurn(page, t, ["kingsway", "Kingsway"], MENDED, false);
    await again(page);
    await inTurn(page, t, ["socialcare", "Social Care"], SOCIAL_CARE, true);
  });
});
