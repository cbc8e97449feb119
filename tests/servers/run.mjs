// The element against FHIR servers of others, both at once: `cargo xtask servers` builds what is needed and runs this.

import { Checks } from "./checks.mjs";
import { agreed } from "./parts/agreed.mjs";
import { bothAtOnce } from "./parts/both-at-once.mjs";
import { changes } from "./parts/changes.mjs";
import { checked } from "./parts/checked.mjs";
import { everybody } from "./parts/everybody.mjs";
import { gaps } from "./parts/gaps.mjs";
import { hung } from "./parts/hung.mjs";
import { otherWays } from "./parts/other-ways.mjs";
import { recordsHeld } from "./parts/records-held.mjs";
import { tokens } from "./parts/tokens.mjs";
import { startWorld } from "./world.mjs";

const PARTS = [recordsHeld, bothAtOnce, tokens, otherWays, gaps, agreed, hung, changes, checked, everybody];

// Whoever ends this ends the servers too.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

const checks = new Checks();
const tool = required("TIMELINE_TOOL");
const world = { ...(await startWorld({ helios: required("HELIOS"), built: required("TIMELINE_ASSETS") })), tool };
try {
  for (const part of PARTS) await part(world, checks);
} finally {
  await world.stop();
}
console.log(checks.summary);
process.exitCode = checks.allPassed ? 0 : 1;

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this by cargo xtask servers`);
  return value;
}
