// A whole session is written down, and each token searched for in all of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { change, openPage, settled } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";
import { SYSTEM, configured, states } from "../../support/hosting.mjs";
import { lookAround, recordSession } from "./recorder.mjs";

const started = fixture();
const ELEMENT = "patient-timeline";
const MARGARETS = [`${SYSTEM}|9992147083`, `${SYSTEM}|9994102877`];
const WANTS = { stannes: "needs-token", kingsway: "needs-token", mentalhealth: "needs-token", socialcare: "needs-token" };

/** Has the host give tokens: of the portal, or made up in the way that is set. Each is noted by `noteToken`. */
const giveTokens = (element) => {
  element.getAccessToken = async ({ source, reason }) => {
    const made = `made-up-${source}-${Math.random().toString(36).slice(2)}`;
    const way = globalThis.way ?? "good";
    if (way !== "good") await globalThis.noteToken(source, made);
    if (way === "bad") return made;
    if (way === "throws") throw new Error(`no ${made}`);
    if (way === "object") return { token: made };
    if (way === "broken") return `${made}\r\nX-Other: ${made}`;
    const seconds = reason === "first" ? 1 : 300;
    const answer = await fetch(`/demo/token?source=${source}&seconds=${seconds}`, { method: "POST" });
    const { access_token: token } = await answer.json();
    await globalThis.noteToken(source, token);
    return token;
  };
  element.request = ({ url, method, headers, body, signal }) => fetch(url, { method, headers, body, signal });
};

for (const worker of [true, false]) {
  test(`a token stands nowhere but in the header of its source's requests, ${worker ? "with" : "without"} a worker`, async () => {
    const { browser, server } = started;
    const visited = await openPage(browser, "about:blank", { expected: [/Failed to load resource|blocked by CORS/] });
    const { page, said } = visited;
    const tokens = [];
    const requests = [];
    page.on("request", (request) => requests.push(request));
    await page.exposeFunction("noteToken", (source, token) => void tokens.push({ source, token }));
    await page.addInitScript(recordSession);
    await page.goto(`${server.origin}/embed`);
    await settled(page);
    const seen = [];
    const look = async () => seen.push(await page.evaluate(lookAround));
    await page.$eval(ELEMENT, giveTokens);

    const load = async (way, options, patient = MARGARETS[0]) => {
      const configuration = await configured(server, { worker, ...options });
      const event = await change(page, (element, [way, config, patient]) => {
        globalThis.way = way;
        element.config = config;
        element.setContext({ patient, user: "u", role: "nurse" }).catch(() => {});
      }, [way, configuration, patient]);
      await look();
      return states(event);
    };
    const good = await load("good", { faults: { ...WANTS, kingsway: "needs-token.slow:600" } });
    assert.deepEqual(good, {
      riverside: "complete", stannes: "complete", kingsway: "complete", community: "complete",
      mentalhealth: "no-such-patient", socialcare: "complete",
    });
    await page.locator(`${ELEMENT} [part~=list] [role=option]`).nth(2).click();
    await look();
    for (const way of ["bad", "throws", "object", "broken"]) {
      const refused = await load(way, { faults: WANTS }, MARGARETS[1]);
      assert.equal(refused.stannes, way === "bad" ? "failed: sign-in" : "failed: host");
    }
    // The other origin does not let it be sent.
    const barred = await load("good", { faults: { ...WANTS, mentalhealth: "needs-token.no-authorization" } });
    assert.equal(barred.mentalhealth, "failed: unreachable");
    for (const fault of ["html", "truncated", "error", "redirect-next"]) {
      await load("good", { faults: { ...WANTS, stannes: `needs-token.${fault}` } });
    }
    const carried = { stannes: { carrier: "host" }, socialcare: { carrier: "host" } };
    assert.equal((await load("good", { faults: WANTS, sources: carried })).stannes, "complete");
    const rejected = await page.$eval(ELEMENT, async (element) => {
      const before = element.ready;
      element.reload().catch(() => {});
      element.clear();
      return before.then(() => "", (error) => `${error.code} ${error.message} ${error.stack}`);
    });
    await look();
    await page.$eval(ELEMENT, (element) => element.remove());
    await look();

    const session = await page.evaluate(() => globalThis.session);
    const sent = await Promise.all(requests.map(async (request) => [request, await request.allHeaders()]));
    await visited.close();

    // What would find it has looked.
    const places = new Set(session.map(([where]) => where));
    for (const where of ["event", "tree", "attribute", ...(worker ? ["worker", "from worker"] : [])]) {
      assert.ok(places.has(where), `${where} was recorded`);
    }
    assert.match(seen.join(), /ASHWORTH/);
    const used = new Set(sent.map(([, { authorization }]) => authorization).filter(Boolean));
    assert.ok(used.size >= 8 && tokens.length >= used.size, `${used.size} of ${tokens.length} tokens were sent`);

    for (const { source, token } of tokens) {
      for (const form of [token, btoa(token).replace(/=+$/, ""), encodeURIComponent(token)]) {
        const holds = (text) => text.includes(form);
        // A header that the host itself is to send is asked of it.
        const header = (text) => text.includes(`{"source":"${source}","method":`);
        const found = session.filter(([where, text]) => {
          const asked = where === "from worker" && header(text);
          return holds(asked ? text.replace(`"Authorization":"Bearer ${token}"`, "") : text);
        });
        assert.deepEqual(found.map(([where]) => where), [], "what was recorded");
        assert.ok(!said.some(holds), "the console");
        assert.ok(!seen.some(holds) && !holds(rejected), "what is there");
        for (const [request, { authorization = "", ...others }] of sent) {
          const rest = [request.url(), request.postData() ?? "", JSON.stringify(others)];
          assert.ok(!rest.some(holds), "a request beside its header");
          if (holds(authorization)) assert.match(request.url(), new RegExp(`/sources/${source}/`));
        }
      }
    }
  });
}
