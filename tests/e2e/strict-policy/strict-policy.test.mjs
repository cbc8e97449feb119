// The element runs under the strict policy that its documentation promises. A violation fails any test (see
// support/browser.mjs); here it is shown that the policy is in force, and that the worker runs under it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, openPage, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();

test("page, script and worker are sent with the strict policy", async () => {
  const { server } = started;
  for (const path of ["/", "/embed", "/pkg/patient-timeline.js"]) {
    const policy = (await fetch(server.origin + path)).headers.get("content-security-policy");
    const rules = Object.fromEntries(policy.split(";").map((rule) => rule.trim().split(/ (.*)/)));
    assert.equal(rules["default-src"], "'self'", path);
    assert.equal(rules["script-src"], "'self' 'wasm-unsafe-eval'", path);
    assert.equal(rules["style-src"], "'self'", path);
    assert.equal(rules["connect-src"], `'self' ${server.second}`, path);
  }
});

test("a record is shown under the policy, with its engine in a worker", async () => {
  const { browser, server } = started;
  await visit(browser, `${server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR] }, async (page) => {
    const { type } = await settled(page);
    assert.equal(type, "timeline-ready");
    assert.equal(page.workers().length, 1);
    const styled = await page.$eval("patient-timeline", (element) => element.shadowRoot.adoptedStyleSheets.length);
    assert.ok(styled > 0, "the style is a constructed sheet");
  });
});

test("a violation of the policy fails the test that causes it", async () => {
  const { browser, server } = started;
  const visited = await openPage(browser, `${server.origin}/embed`, { expected: [SOURCE_ANSWERED_ERROR] });
  await settled(visited.page);
  await visited.page.evaluate(() => document.body.setAttribute("style", "color: red"));
  await assert.rejects(visited.close(), /policy violation: style-src/);
});
