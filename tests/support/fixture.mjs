// One server and one browser for a file of tests, ended with it.

import { after, before } from "node:test";
import { startBrowser } from "./browser.mjs";
import { startServer } from "./server.mjs";

/** To be called at the top of a file: both are there when its tests run. */
export function fixture(serverOptions) {
  const started = {};
  before(async () => {
    started.server = await startServer(serverOptions);
    started.browser = await startBrowser();
  });
  after(async () => {
    await started.browser?.close();
    await started.server?.stop();
  });
  return started;
}
