// Signing in to sources by tokens and cookies of the host's.

import assert from "node:assert/strict";
import { test } from "node:test";
import { change, settled, shownText } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { configured, given, hosted, lineOf, requestsTo, retried, states } from "../../support/hosting.mjs";

const started = fixture();
const ELEMENT = "patient-timeline";
const MARGARET = "9992147083";
const SIX = ["riverside", "stannes", "kingsway", "community", "mentalhealth", "socialcare"];

/** Has the host get tokens of the demo's portal, each for so many seconds, and note what it is asked. */
const portalTokens = (element, seconds = 300) => {
  globalThis.calls = [];
  element.getAccessToken = async ({ source, reason, patient, context, signal }) => {
    const answer = await fetch(`/demo/token?source=${source}&seconds=${seconds}`, { method: "POST", signal });
    const { access_token: token } = await answer.json();
    globalThis.calls.push({ source, reason, patient, context, token });
    return token;
  };
};

const calls = (page) => page.evaluate(() => globalThis.calls);

/** Loads by this configuration and waits until every source has settled. */
async function loaded(page, configuration, context) {
  await given(page, configuration, MARGARET, context);
  return states(await settled(page));
}

const complete = (more) => ({ ...Object.fromEntries(SIX.map((id) => [id, "complete"])), mentalhealth: "no-such-patient", ...more });

test("each source gets the token that was given for it, asked for once, and no other source does", async () => {
  await hosted(started, {}, async (page) => {
    const requests = requestsTo(page, "/sources/");
    await page.$eval(ELEMENT, portalTokens);
    const faults = { stannes: "needs-token", mentalhealth: "needs-token", community: "needs-token" };
    const configuration = await configured(started.server, { faults });
    const context = { user: "u1", role: "nurse", purpose: "direct-care" };
    assert.deepEqual(await loaded(page, configuration, context), complete());
    const given = await calls(page);
    assert.deepEqual(given.map(({ source }) => source).sort(), Object.keys(faults).sort(), "many requests, one call each");
    for (const call of given) {
      assert.equal(call.reason, "first");
      assert.match(call.patient, /9992147083$/);
      assert.deepEqual(call.context, { ...context, sources: {}, patient: call.patient });
    }
    const tokens = Object.fromEntries(given.map(({ source, token }) => [source, `Bearer ${token}`]));
    const sent = await requests();
    assert.ok(sent.filter(({ source }) => source === "community").length > 4, "several at once");
    for (const { source, method, headers } of sent) {
      if (method !== "OPTIONS") assert.equal(headers.authorization, tokens[source], source);
    }
  });
});

test("a token that expires in the middle of a load is asked for again, and nothing is lost", async () => {
  await hosted(started, {}, async (page) => {
    await page.$eval(ELEMENT, portalTokens, 1);
    const configuration = await configured(started.server, { faults: { kingsway: "needs-token.slow:600" }, only: ["kingsway"] });
    assert.deepEqual(await loaded(page, configuration), { kingsway: "complete" });
    const reasons = (await calls(page)).map(({ reason }) => reason);
    assert.equal(reasons[0], "first");
    assert.ok(reasons.length > 1 && reasons.slice(1).every((reason) => reason === "refused"), String(reasons));
  });
});

test("refused twice the sign-in is refused, until Retry brings a good token", async () => {
  await hosted(started, {}, async (page) => {
    await page.$eval(ELEMENT, (element) => {
      globalThis.calls = [];
      element.getAccessToken = ({ source, reason }) => {
        globalThis.calls.push({ source, reason });
        return "no-good";
      };
    });
    const configuration = await configured(started.server, { faults: { stannes: "needs-token" } });
    assert.deepEqual(await loaded(page, configuration), complete({ stannes: "failed: sign-in" }));
    assert.deepEqual(await calls(page), ["first", "refused"].map((reason) => ({ source: "stannes", reason })));
    assert.match(await lineOf(page, "St Anne"), /sign-in refused/i);
    await page.$eval(ELEMENT, portalTokens);
    assert.deepEqual(states(await retried(page, "St Anne")), complete());
    assert.deepEqual((await calls(page)).map(({ reason }) => reason), ["refused"]);
    assert.doesNotMatch(await lineOf(page, "St Anne"), /sign-in refused/i);
  });
});

test("a host that gives no token is told from a source that refuses it", async () => {
  await hosted(started, {}, async (page) => {
    const hosts = {
      "it has no such function": (element) => (element.getAccessToken = null),
      "it throws": (element) => (element.getAccessToken = () => {
        throw new Error("secret-of-the-host");
      }),
      "it rejects": (element) => (element.getAccessToken = () => Promise.reject("secret-of-the-host")),
      "it gives nothing": (element) => (element.getAccessToken = () => undefined),
      "it gives an object": (element) => (element.getAccessToken = () => ({ access_token: "secret-of-the-host" })),
      "it gives an empty text": (element) => (element.getAccessToken = () => ""),
      "it gives what cannot stand in a header": (element) => (element.getAccessToken = () => "secret-of-the-host\r\nCookie: x"),
    };
    const configuration = await configured(started.server, { faults: { stannes: "needs-token" }, only: ["stannes", "riverside"] });
    const requests = requestsTo(page, "/sources/stannes");
    await page.$eval(ELEMENT, (element, config) => void (element.config = config), configuration);
    for (const [what, host] of Object.entries(hosts)) {
      await page.$eval(ELEMENT, host);
      const after = await change(page, (element, patient) => void element.setContext({ patient }), `https://fhir.nhs.uk/Id/nhs-number|${MARGARET}`);
      assert.deepEqual(states(after), { riverside: "complete", stannes: "failed: host" }, what);
      assert.match(await lineOf(page, "St Anne"), /this system could not sign in/i, what);
      assert.doesNotMatch(await shownText(page), /secret-of-the-host/i, what);
    }
    assert.deepEqual(await requests(), [], "without a token nothing is asked");
  });
});

test("a host that does not answer ends with its context, and what it says late is dropped", async () => {
  await hosted(started, {}, async (page) => {
    await page.$eval(ELEMENT, (element) => {
      globalThis.calls = [];
      element.getAccessToken = ({ source, reason, patient, signal }) =>
        new Promise((resolve) => globalThis.calls.push({ source, reason, patient, signal, resolve }));
    });
    const requests = requestsTo(page, "/sources/");
    const configuration = await configured(started.server, { faults: { stannes: "needs-token" }, only: ["stannes"] });
    const waiting = (count) => page.waitForFunction((wanted) => globalThis.calls.length === wanted, count);
    await given(page, configuration, "9994102877");
    await waiting(1);
    const aborted = await page.$eval(ELEMENT, (element, patient) => {
      const [{ signal }] = globalThis.calls;
      const before = signal.aborted;
      element.setContext({ patient });
      return [before, signal.aborted];
    }, `https://fhir.nhs.uk/Id/nhs-number|${MARGARET}`);
    assert.deepEqual(aborted, [false, true], "in the same task");
    await waiting(2);
    // The old answer comes, then that of this context.
    await page.evaluate(() => globalThis.calls[0].resolve("old-token"));
    await page.waitForTimeout(200);
    assert.deepEqual(await requests(), []);
    await page.evaluate(async () => {
      const answer = await fetch("/demo/token?source=stannes", { method: "POST" });
      globalThis.calls[1].resolve((await answer.json()).access_token);
    });
    assert.deepEqual(states(await settled(page)), { stannes: "complete" });
    const sent = await requests();
    assert.ok(sent.length > 1 && sent.every(({ headers }) => headers.authorization !== "Bearer old-token"));
    const given2 = await page.evaluate(() => globalThis.calls.map(({ reason, patient }) => [reason, patient.slice(-10)]));
    assert.deepEqual(given2, [["first", "9994102877"], ["first", MARGARET]]);
  });
});

test("a host that never answers is given up in time", async () => {
  await hosted(started, {}, async (page) => {
    await page.$eval(ELEMENT, (element) => {
      element.getAccessToken = ({ signal }) => {
        globalThis.signal = signal;
        return new Promise(() => {});
      };
    });
    const configuration = await configured(started.server, {
      faults: { stannes: "needs-token" }, only: ["stannes"], all: { headersTimeout: 1 },
    });
    assert.deepEqual(await loaded(page, configuration), { stannes: "failed: host" });
    assert.equal(await page.evaluate(() => globalThis.signal.aborted), true);
  });
});

test("a source that wants the session's cookie gets it, and no other does", async () => {
  await hosted(started, {}, async (page) => {
    const requests = requestsTo(page, "/sources/");
    const faults = { stannes: "needs-cookie", mentalhealth: "needs-cookie" };
    const configuration = await configured(started.server, { faults });
    const refused = complete({ stannes: "failed: sign-in", mentalhealth: "failed: sign-in" });
    assert.deepEqual(await loaded(page, configuration), refused);
    await page.evaluate(() => fetch("/demo/session", { method: "POST" }));
    const again = await change(page, (element) => void element.reload());
    assert.deepEqual(states(again), complete());
    const withCookie = (await requests()).filter(({ headers }) => headers.cookie?.includes("ward-session"));
    const sources = new Set(withCookie.map(({ source }) => source));
    assert.deepEqual([...sources].sort(), Object.keys(faults).sort());
  });
});

test("two elements have tokens of their own", async () => {
  await hosted(started, { path: "/two" }, async (page) => {
    const requests = requestsTo(page, "/sources/");
    const configuration = await configured(started.server, { faults: { stannes: "needs-token" }, only: ["stannes"] });
    await page.$$eval(ELEMENT, (elements, config) => {
      globalThis.tokens = [];
      for (const [place, element] of elements.entries()) {
        element.getAccessToken = async ({ source }) => {
          const answer = await fetch(`/demo/token?source=${source}`, { method: "POST" });
          return (globalThis.tokens[place] = (await answer.json()).access_token);
        };
        element.config = config;
        element.patient = `https://fhir.nhs.uk/Id/nhs-number|${["9992147083", "9994102877"][place]}`;
      }
    }, configuration);
    await page.waitForFunction(() => globalThis.timelineEvents.filter(({ type }) => type === "timeline-ready").length === 2);
    const tokens = await page.evaluate(() => globalThis.tokens);
    assert.notEqual(tokens[0], tokens[1]);
    const used = (await requests()).filter(({ url }) => url.includes("identifier=")).map(({ url, headers }) => [
      url.match(/\d{10}/)[0], headers.authorization,
    ]);
    assert.deepEqual(Object.fromEntries(used), { [MARGARET]: `Bearer ${tokens[0]}`, 9994102877: `Bearer ${tokens[1]}` });
  });
});
