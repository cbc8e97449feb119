// axe-core inside the page: it looks into open shadow roots too.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const script = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with each thing that axe finds, and where. */
export async function assertAccessible(page, state) {
  // Evaluated by the driver, which the page's policy does not concern.
  await page.evaluate(script);
  const violations = await page.evaluate(async (tags) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return violations.map(({ id, help, nodes }) => ({
      id,
      help,
      places: nodes.slice(0, 5).map((node) => `${node.target.flat().join(" ")} ${node.any[0]?.message ?? ""}`.trim()),
    }));
  }, TAGS);
  assert.deepEqual(violations, [], `what axe finds: ${state}`);
}
