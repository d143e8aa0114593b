import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { freePort, isThere, killHard } from "./server-process.ts";

/** A private Redis that writes every command to disk before it answers; on loopback, gone after `stop`. */
export interface RedisServer {
  readonly port: number;
  readonly version: string;
  /** Kills the server with SIGKILL, then starts it again on the same data. */
  crashAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** Path of `redis-server`: on PATH or where Debian puts it; undefined when there is none. */
export function findRedisBinary(): string | undefined {
  return [...(process.env["PATH"] ?? "").split(delimiter), "/usr/bin"].map((folder) => join(folder, "redis-server")).find(isThere);
}

/** Starts a server on an empty folder; `more` are options of the command line. */
export async function startRedis(binary: string, more: readonly string[] = []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), "ringfence-redis-"));
  const port = await freePort();
  let version = "";
  const boot = async (): Promise<ChildProcess> => {
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes", "--appendfsync", "always", ...more];
    const child = spawn(binary, options, { cwd: folder, stdio: "ignore" });
    version = await untilReady(port);
    return child;
  };
  let server = await boot();
  const killOnExit = (): void => void server.kill("SIGKILL");
  process.on("exit", killOnExit);
  const end = async (): Promise<void> => {
    const gone = once(server, "exit");
    killHard(server.pid ?? 0);
    await gone;
  };
  return {
    port,
    version: `Redis ${version}`,
    async crashAndRestart() {
      await end();
      server = await boot();
    },
    async stop() {
      process.off("exit", killOnExit);
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(port: number): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const client = new Redis(port, "127.0.0.1", { lazyConnect: true, retryStrategy: () => null });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return /redis_version:(\S+)/.exec(await client.info("server"))?.[1] ?? "";
    } catch {
      await sleep(100);
    } finally {
      client.disconnect();
    }
  }
  throw new Error("redis-server took no connection within ten seconds.");
}
