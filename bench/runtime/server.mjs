// The servers of the benchmark: a PostgreSQL of its own, and a proxy in front of it that delays every packet.
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { runnerImport } from "vite";

/** @typedef {{ host: string, port: number, user: string, database: string }} Address */

/** A cluster that writes as a durable one does, gone after `stop`; the tests' own starter makes it. */
export async function startDurablePostgres() {
  const starter = fileURLToPath(new URL("../../test/runtime/support/postgres-server.ts", import.meta.url));
  const { module } = await runnerImport(starter, { configFile: false, logLevel: "silent" });
  const { findPostgresBinaries, startPostgres } = /** @type {typeof import("../../test/runtime/support/postgres-server.ts")} */ (module);
  const binaries = findPostgresBinaries();
  if (binaries === undefined) throw new Error("No PostgreSQL here: initdb and postgres are neither on PATH nor under /usr/lib/postgresql.");
  return startPostgres(binaries, ["fsync=on", "synchronous_commit=on", "shared_buffers=256MB"]);
}

/**
 * A port that leads to the server, `delay` milliseconds later in each direction. In a thread of its own, so that its timers and the
 * program under test do not wait for each other.
 * @param {number} port
 * @param {number} delay
 */
export async function startProxy(port, delay) {
  const thread = new Worker(new URL(import.meta.url), { workerData: { port, delay } });
  const [open] = /** @type {[number]} */ (await once(thread, "message"));
  return { port: open, stop: () => thread.terminate() };
}

if (!isMainThread) {
  const { port, delay } = /** @type {{ port: number, delay: number }} */ (workerData);
  const proxy = createServer((client) => {
    const server = connect(port, "127.0.0.1");
    for (const [from, to] of /** @type {const} */ ([[client, server], [server, client]])) {
      from.setNoDelay(true);
      from.on("data", (data) => setTimeout(() => to.write(data), delay));
      from.on("close", () => setTimeout(() => to.destroy(), delay));
      from.on("error", () => to.destroy());
    }
  });
  proxy.listen(0, "127.0.0.1", () => {
    const address = proxy.address();
    parentPort?.postMessage(typeof address === "object" && address !== null ? address.port : 0);
  });
}
