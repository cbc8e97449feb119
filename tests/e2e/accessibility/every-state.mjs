// axe finds nothing in any state and theme: the same scenes as in the pictures. Each width is parted between files, which
// run side by side and have the runner's time each.

import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { fixture } from "../../support/fixture.mjs";
import { scenes } from "../../shots/scenes.mjs";
import { THEMES, dress, staged } from "../../shots/stage.mjs";

/** Tests the scenes that are of patients, or those that are not, at a width. */
export function everyState([width, height], ofPatients) {
  const started = fixture();
  const what = ofPatients ? "patient" : "state";
  test(`axe finds nothing in any theme, whatever the ${what}: ${width} pixels wide`, async (suite) => {
    const { browser, server } = started;
    for (const scene of await scenes(server)) {
      if (scene.name.startsWith("patient-") !== ofPatients) continue;
      await suite.test(scene.name, () =>
        staged(browser, server.origin, scene, { width, height }, async (page) => {
          for (const theme of scene.themes ?? THEMES) {
            await dress(page, theme);
            await assertAccessible(page, `${scene.name}, ${theme}`);
          }
        }));
    }
  });
}
