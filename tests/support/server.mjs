// Starts the demonstration's server for one file of tests, on two free ports that follow each other.

import { spawn } from "node:child_process";
import { createServer } from "node:net";

const ATTEMPTS = 20;
const START_MS = 20_000;

/** The server: its origins, what it serves, and how it is stopped. */
export async function startServer(options = []) {
  const tool = required("TIMELINE_TOOL");
  const assets = required("TIMELINE_ASSETS");
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = await freePair();
    const child = spawn(tool, ["serve", "--port", String(port), "--assets", assets, ...options], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const stop = stopper(child);
    const error = await started(child);
    if (!error) return described(port, stop);
    await stop();
    // Another program may have taken a port in between.
    if (!error.includes("listen")) throw new Error(`the server did not start: ${error}`);
  }
  throw new Error("no two free ports that follow each other were found");
}

function described(port, stop) {
  const origin = `http://127.0.0.1:${port}`;
  const json = async (path) => (await fetch(origin + path)).json();
  return {
    origin,
    second: `http://127.0.0.1:${port + 1}`,
    configuration: () => json("/timeline.json"),
    patients: async () => (await json("/demo/patients.json")).patients,
    stop,
  };
}

function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests by cargo xtask test --only pages`);
  return value;
}

/** Resolves to nothing once the address is printed, else to what went wrong. */
function started(child) {
  return new Promise((resolve) => {
    let errors = "";
    const timer = setTimeout(() => resolve(`nothing was printed within ${START_MS} ms`), START_MS);
    const settle = (error) => {
      clearTimeout(timer);
      resolve(error);
    };
    child.stderr.on("data", (text) => (errors += text));
    child.stdout.on("data", (text) => String(text).includes("http://") && settle(undefined));
    child.once("error", (error) => settle(error.message));
    child.once("exit", (code) => settle(errors || `it ended with code ${code}`));
  });
}

/** Ends the server, also when the tests are ended from outside. */
function stopper(child) {
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  return () =>
    new Promise((resolve) => {
      process.removeListener("exit", kill);
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.once("exit", resolve);
      kill();
    });
}

async function freePair() {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
  throw new Error("no two free ports that follow each other were found");
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });
}
