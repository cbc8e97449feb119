// What `timeline check` says of the same two servers.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { PATIENTS, STRANGER } from "../records.mjs";
import { helios, medplum } from "../sources.mjs";

const run = promisify(execFile);

export async function checked(world, checks) {
  const folder = await mkdtemp(join(tmpdir(), "timeline-check-"));
  const file = join(folder, "timeline.json");
  const sources = [{ ...helios(world), version: "auto" }, medplum(world)];
  try {
    await writeFile(file, JSON.stringify({ sources }));
    await checks.part("timeline check of both", async () => {
      const report = await check(world, file, PATIENTS[0]);
      checks.same("all good", report.ok, true);
      for (const { id, findings } of report.sources) {
        const good = findings.filter(({ level }) => level === "ok").map(({ what }) => what);
        const expected = ["reach", "preflight", "cors", "sign-in", "patient", "identity", "first-page", "paging", "outcome"];
        checks.same(`${id}: not good`, expected.filter((what) => !good.includes(what)), []);
      }
    });
    await checks.part("timeline check with somebody whom neither knows", async () => {
      const report = await check(world, file, STRANGER);
      checks.same("all good", report.ok, false);
      for (const { id, findings } of report.sources) {
        const failed = findings.filter(({ level }) => level === "fail").map(({ what }) => what);
        checks.same(`${id}: failed`, failed, ["patient"]);
      }
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Its report, whether it found a fault or not. */
async function check({ pages, tokens, tool }, file, { system, value }) {
  const options = ["--json", "--origin", pages.origin, "--patient", `${system}|${value}`, "--token-command", "printenv TOKEN"];
  const env = { ...process.env, TOKEN: tokens.token("user/*.rs") };
  const { stdout } = await run(tool, ["check", file, ...options], { env }).catch((error) => error);
  return JSON.parse(stdout);
}
