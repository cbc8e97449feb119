// Pictures of every demo patient and every state at each width and in each theme, to be looked at: OUT/WIDTH/NAME-THEME.png,
// and at each width a sheet of all of them.
//
// Run by `cargo xtask shots`; arguments: the folder, and a part of the names of those to be taken (all without it).

import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startBrowser } from "../support/browser.mjs";
import { startServer } from "../support/server.mjs";
import { scenes } from "./scenes.mjs";
import { sheet } from "./sheet.mjs";
import { THEMES, dress, staged } from "./stage.mjs";

const SIZES = [[1440, 900], [900, 900], [340, 700]];

const [out, wanted = ""] = process.argv.slice(2);
const server = await startServer();
const browser = await startBrowser();
try {
  const all = (await scenes(server)).filter(({ name }) => name.includes(wanted));
  for (const [width, height] of SIZES) {
    const folder = join(out, String(width));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    const taken = [];
    for (const scene of all) taken.push(...(await take(scene, width, height, folder)));
    await writeFile(join(folder, "index.html"), sheet(width, taken));
    console.log(`${folder}: ${taken.length} pictures`);
  }
} finally {
  await browser.close();
  await server.stop();
}

/** Opens the scene once, and takes its picture in each theme. */
async function take(scene, width, height, folder) {
  const taken = [];
  try {
    await staged(browser, server.origin, scene, { width, height }, async (page) => {
      for (const theme of scene.themes ?? THEMES) {
        await dress(page, theme);
        const file = `${scene.name}-${theme}.png`;
        await page.screenshot({ path: join(folder, file) });
        taken.push(file);
      }
    });
  } catch (error) {
    // One picture that cannot be had is named, and does not cost the others.
    console.error(`${scene.name} at ${width}: ${error.message.split("\n")[0]}`);
    process.exitCode = 1;
  }
  return taken;
}
