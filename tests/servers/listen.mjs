// Servers of this machine alone, on ports that are free.

import { createServer } from "node:net";

/** Starts a server of node:http on a free port. */
export async function listen(server) {
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return { port, origin: `http://127.0.0.1:${port}`, stop: () => ended(server) };
}

/** A port that is free now, for a program that has to be told one. */
export async function freePort() {
  const probe = createServer();
  const { port, stop } = await listen(probe);
  await stop();
  return port;
}

function ended(server) {
  server.closeAllConnections?.();
  return new Promise((resolve) => server.close(resolve));
}
