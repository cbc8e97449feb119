// Where no worker may start, the same engine runs on the page's own thread.

import assert from "node:assert/strict";
import { test } from "node:test";
import { SOURCE_ANSWERED_ERROR, change, settled, visit } from "../../support/browser.mjs";
import { fixture } from "../../support/fixture.mjs";

const started = fixture();
// On the page's thread Chromium tells of the address itself.
const expected = [SOURCE_ANSWERED_ERROR];

test("the record is the same without a worker as with one", async () => {
  const { browser, server } = started;
  await visit(browser, `${server.origin}/embed`, { expected }, async (page) => {
    const inWorker = (await settled(page)).detail;
    assert.equal(inWorker.engine, "worker");
    const configuration = { ...(await server.configuration()), worker: false };
    const onPage = (await change(page, (element, value) => (element.config = value), configuration)).detail;
    assert.equal(page.workers().length, 0);
    assert.deepEqual(onPage, { ...inWorker, engine: "page" });
  });
});

test("a worker that may not start, or breaks as it starts, is replaced by the page", async () => {
  const { browser, server } = started;
  const hosts = {
    "it throws": () => {
      globalThis.Worker = class {
        constructor() {
          throw new DOMException("refused", "SecurityError");
        }
      };
    },
    "it fails to load": () => {
      const Real = globalThis.Worker;
      globalThis.Worker = class extends Real {
        constructor() {
          super("/pkg/there-is-no-such-script.js", { type: "module" });
        }
      };
    },
  };
  for (const [what, hinder] of Object.entries(hosts)) {
    await visit(browser, "about:blank", { expected: [...expected, /there-is-no-such-script/] }, async (page) => {
      await page.addInitScript(hinder);
      await page.goto(`${server.origin}/embed`);
      const { type, detail } = await settled(page);
      assert.equal(type, "timeline-ready", what);
      assert.equal(detail.engine, "page", what);
      assert.ok(detail.entries > 0, what);
    });
  }
});
