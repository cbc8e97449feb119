// Requests that the host carries itself.

import assert from "node:assert/strict";
import { test } from "node:test";
import { change, settled } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { configured, given, hosted, lineOf, requestsTo, retried, states } from "../../support/hosting.mjs";

const started = fixture();
const ELEMENT = "patient-timeline";
const MARGARET = "9992147083";
const PATIENT = `https://fhir.nhs.uk/Id/nhs-number|${MARGARET}`;
const STANNES = { only: ["stannes"], all: { carrier: "host" } };

/** The host fetches as it is told, by way of its own. */
const carry = (element) => {
  globalThis.asked = [];
  element.request = ({ source, method, url, headers, body, patient, context, signal }) => {
    globalThis.asked.push({ source, method, url, headers, body, patient, context });
    return fetch(url, { method, headers: { ...headers, "X-Carried": "yes" }, body, signal });
  };
};

async function loaded(page, configuration, context) {
  await given(page, configuration, MARGARET, context);
  return states(await settled(page));
}

test("the host carries requests in its own way, page by page, in the worker and without it", async () => {
  for (const worker of [true, false]) {
    await hosted(started, {}, async (page) => {
      const requests = requestsTo(page, "/sources/");
      await page.$eval(ELEMENT, carry);
      const configuration = await configured(started.server, {
        worker, only: ["kingsway", "socialcare", "riverside"],
        sources: {
          kingsway: { carrier: "host", headers: { "X-Site": "ward" }, search: "post" },
          socialcare: { carrier: "host" },
        },
      });
      const complete = { riverside: "complete", kingsway: "complete", socialcare: "complete" };
      assert.deepEqual(await loaded(page, configuration, { role: "nurse" }), complete);
      const carried = new Set(["kingsway", "socialcare"]);
      for (const { source, headers } of (await requests()).filter(({ method }) => method !== "OPTIONS")) {
        assert.equal(headers["x-carried"], carried.has(source) ? "yes" : undefined, source);
      }
      const asked = await page.evaluate(() => globalThis.asked);
      const kingsway = asked.filter(({ source }) => source === "kingsway");
      assert.ok(kingsway.length > 2, "a search and pages");
      assert.ok(kingsway.every(({ headers }) => headers["X-Site"] === "ward" && headers.Accept.includes("fhir+json")));
      assert.deepEqual([kingsway[0].method, kingsway[1].method], ["POST", "GET"]);
      assert.match(kingsway[0].body, /identifier=.*9992147083/);
      assert.doesNotMatch(kingsway[0].url, /9992147083/);
      assert.equal(kingsway[0].context.role, "nurse");
      assert.equal(kingsway[0].patient, PATIENT);
    });
  }
});

test("an answer may be an object with a body of any form, and one from another window", async () => {
  await hosted(started, {}, async (page) => {
    const hosts = {
      text: (element) => (element.request = async ({ url, headers }) => {
        const answer = await fetch(url, { headers });
        return { status: answer.status, headers: { "Content-Type": "application/fhir+json" }, body: await answer.text() };
      }),
      bytes: (element) => (element.request = async ({ url, headers }) => {
        const answer = await fetch(url, { headers });
        return { status: answer.status, body: new Uint8Array(await answer.arrayBuffer()) };
      }),
      blob: (element) => (element.request = async ({ url, headers }) => {
        const answer = await fetch(url, { headers });
        return { status: answer.status, headers: answer.headers, body: await answer.blob() };
      }),
      "another window": (element) => (element.request = ({ url, headers }) => {
        globalThis.frame ??= document.body.appendChild(document.createElement("iframe"));
        return globalThis.frame.contentWindow.fetch(url, { headers });
      }),
    };
    const configuration = await configured(started.server, STANNES);
    await page.$eval(ELEMENT, (element, config) => void (element.config = config), configuration);
    for (const [what, host] of Object.entries(hosts)) {
      await page.$eval(ELEMENT, host);
      const event = await change(page, (element, patient) => void element.setContext({ patient }), PATIENT);
      assert.deepEqual(states(event), { stannes: "complete" }, what);
    }
  });
});

test("whatever else the host does is a failure of the host's, and Retry mends it", async () => {
  await hosted(started, {}, async (page) => {
    const hosts = {
      "it has no such function": (element) => (element.request = null),
      "it throws": (element) => (element.request = () => {
        throw new Error("secret-of-the-host");
      }),
      "it rejects": (element) => (element.request = () => Promise.reject("secret-of-the-host")),
      "it gives nothing": (element) => (element.request = () => undefined),
      "it gives text": (element) => (element.request = () => "{}"),
      "there is no status": (element) => (element.request = () => ({ body: "{}" })),
      "the status is none": (element) => (element.request = () => ({ status: 700, body: "{}" })),
      "the answer is an error": (element) => (element.request = () => Response.error()),
      "the body is an object": (element) => (element.request = () => ({ status: 200, body: { resourceType: "Bundle" } })),
      "the body was read before": (element) => (element.request = async ({ url, headers }) => {
        const answer = await fetch(url, { headers });
        await answer.text();
        return answer;
      }),
      "a header has no name": (element) => (element.request = () => ({ status: 200, headers: { "": "x" }, body: "{}" })),
      "the body breaks at once": (element) => (element.request = () => {
        const body = new ReadableStream({ pull: (controller) => controller.error(new Error("secret-of-the-host")) });
        return { status: 200, body };
      }),
      "the pieces are no bytes": (element) => (element.request = () => {
        const body = new ReadableStream({ pull: (controller) => controller.enqueue("{}") });
        return { status: 200, body };
      }),
    };
    const configuration = await configured(started.server, STANNES);
    await page.$eval(ELEMENT, (element, config) => void (element.config = config), configuration);
    for (const [what, host] of Object.entries(hosts)) {
      await page.$eval(ELEMENT, host);
      const event = await change(page, (element, patient) => void element.setContext({ patient }), PATIENT);
      assert.deepEqual(states(event), { stannes: "failed: host" }, what);
    }
    assert.match(await lineOf(page, "St Anne"), /this system could not/i);
    await page.$eval(ELEMENT, carry);
    assert.deepEqual(states(await retried(page, "St Anne")), { stannes: "complete" });
  });
});

test("a status of the source's is the source's", async () => {
  await hosted(started, {}, async (page) => {
    await page.$eval(ELEMENT, carry);
    const states = { unauthorized: "failed: sign-in", error: "failed: server", html: "failed: not-json" };
    for (const [fault, expected] of Object.entries(states)) {
      const configuration = await configured(started.server, { ...STANNES, faults: { stannes: fault } });
      const event = await change(page, (element, [config, patient]) => {
        element.config = config;
        element.setContext({ patient }).catch(() => {});
      }, [configuration, PATIENT]);
      const [{ state, reason }] = event.detail.sources;
      assert.equal(`${state}: ${reason}`, expected, fault);
    }
  });
});

test("what the host takes too long for is given up, and it is told", async () => {
  await hosted(started, {}, async (page) => {
    const slow = {
      "it never answers": (element) => (element.request = ({ signal }) => {
        globalThis.told = new Promise((resolve) => signal.addEventListener("abort", () => resolve("told")));
        return new Promise(() => {});
      }),
      "the body stands still": (element) => (element.request = () => {
        let cancelled;
        globalThis.told = new Promise((resolve) => (cancelled = () => resolve("told")));
        return { status: 200, body: new ReadableStream({ cancel: () => cancelled() }) };
      }),
      "the body trickles": (element) => (element.request = () => {
        let cancelled;
        globalThis.told = new Promise((resolve) => (cancelled = () => resolve("told")));
        const pull = async (controller) => {
          await new Promise((resolve) => setTimeout(resolve, 100));
          controller.enqueue(new Uint8Array([32]));
        };
        return { status: 200, body: new ReadableStream({ pull, cancel: () => cancelled() }) };
      }),
    };
    const times = { headersTimeout: 1, chunkTimeout: 1, timeout: 2 };
    const configuration = await configured(started.server, { ...STANNES, all: { carrier: "host", ...times } });
    await page.$eval(ELEMENT, (element, config) => void (element.config = config), configuration);
    for (const [what, host] of Object.entries(slow)) {
      await page.$eval(ELEMENT, host);
      const event = await change(page, (element, patient) => void element.setContext({ patient }), PATIENT);
      assert.match(JSON.stringify(states(event)), /time/, what);
      assert.equal(await page.evaluate(() => globalThis.told), "told", what);
    }
  });
});

test("an answer larger than allowed is read no further", async () => {
  await hosted(started, {}, async (page) => {
    const megabyte = 1_000_000;
    await page.$eval(ELEMENT, (element, size) => {
      globalThis.given = 0;
      element.request = () => {
        const pull = (controller) => {
          globalThis.given += size / 10;
          controller.enqueue(new Uint8Array(size / 10).fill(32));
        };
        return { status: 200, body: new ReadableStream({ pull, cancel: () => (globalThis.over = true) }) };
      };
    }, megabyte);
    const configuration = await configured(started.server, { ...STANNES, all: { carrier: "host", maxBytes: 2 } });
    assert.deepEqual(await loaded(page, configuration), { stannes: "failed: too-large" });
    assert.equal(await page.evaluate(() => globalThis.over), true, "the host is told");
    const read = await page.evaluate(() => globalThis.given);
    assert.ok(read > 2 * megabyte && read <= 2.3 * megabyte, String(read));
    // The same in one piece.
    await page.$eval(ELEMENT, (element) => (element.request = () => ({ status: 200, body: " ".repeat(5_000_000) })));
    assert.deepEqual(states(await change(page, (element) => void element.reload())), { stannes: "failed: too-large" });
  });
});

test("a context that ends takes its calls along, and their answers come to nothing", async () => {
  await hosted(started, {}, async (page) => {
    await page.$eval(ELEMENT, (element) => {
      globalThis.calls = [];
      element.request = (ask) => new Promise((resolve) => globalThis.calls.push({ ...ask, resolve }));
    });
    const configuration = await configured(started.server, STANNES);
    await given(page, configuration, "9994102877");
    await page.waitForFunction(() => globalThis.calls.length === 1);
    const aborted = await page.$eval(ELEMENT, (element, patient) => {
      const before = globalThis.calls[0].signal.aborted;
      element.setContext({ patient }).catch(() => {});
      return [before, globalThis.calls[0].signal.aborted];
    }, PATIENT);
    assert.deepEqual(aborted, [false, true]);
    // The old call is answered after the new one has been asked, under the same number.
    await page.waitForFunction(() => globalThis.calls.length === 2);
    const cancelled = await page.evaluate(async () => {
      const [old, now] = globalThis.calls;
      let ended = false;
      const body = new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array([123])), cancel: () => (ended = true) });
      old.resolve({ status: 200, body });
      await new Promise((resolve) => setTimeout(resolve, 100));
      document.querySelector("patient-timeline").request = ({ url, headers }) => fetch(url, { headers });
      now.resolve(fetch(now.url, { headers: now.headers }));
      return ended;
    });
    assert.equal(cancelled, true, "a body that nobody waits for is not read on");
    assert.deepEqual(states(await settled(page)), { stannes: "complete" });
  });
});
