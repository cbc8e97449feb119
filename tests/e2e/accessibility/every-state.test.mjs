// axe finds nothing in any state and theme: the same scenes as in the pictures.

import { test } from "node:test";
import { assertAccessible } from "../../support/axe.mjs";
import { fixture } from "../../support/fixture.mjs";
import { scenes } from "../../shots/scenes.mjs";
import { THEMES, dress, staged } from "../../shots/stage.mjs";

const started = fixture();

for (const [width, height] of [[1440, 900], [340, 700]]) {
  test(`axe finds nothing in any state and theme: ${width} pixels wide`, { timeout: 900_000 }, async (suite) => {
    const { browser, server } = started;
    for (const scene of await scenes(server)) {
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
