import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import mysql from "mysql2/promise";
import { freePort, isThere, killHard, unprivilegedAccount } from "./server-process.ts";

/** A private MariaDB server in a temporary folder, on loopback, gone after `stop`. */
export interface MariadbServer {
  readonly config: { readonly host: string; readonly port: number; readonly user: string; readonly database: string };
  /** As the server names itself: `MariaDB 10.11.18`. */
  readonly version: string;
  /** Kills the server with SIGKILL, then starts it again on the same data. */
  crashAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** Paths of `mariadbd` and `mariadb-install-db`: on PATH or where Debian puts them; undefined when one is missing. */
export function findMariadbBinaries(): { readonly server: string; readonly install: string } | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/bin"];
  const find = (name: string) => folders.map((folder) => join(folder, name)).find(isThere);
  const [server, install] = [find("mariadbd"), find("mariadb-install-db")];
  return server === undefined || install === undefined ? undefined : { server, install };
}

/** Makes a data folder and starts a server on it. As root it runs as `postgres` or `nobody`, because MariaDB refuses root. */
export async function startMariadb(binaries: { readonly server: string; readonly install: string }): Promise<MariadbServer> {
  const account = unprivilegedAccount();
  const folder = mkdtempSync(join(tmpdir(), "ringfence-mariadb-"));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, "data");
  const port = await freePort();
  const place = { ...account, cwd: folder };
  execFileSync(binaries.install, ["--no-defaults", `--datadir=${data}`, "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"], {
    ...place,
    stdio: "pipe",
  });
  const config = { host: "127.0.0.1", port, user: "root", database: "mysql" };
  const boot = async (): Promise<ChildProcess> => {
    // A commit is written, not synced: that guards a killed server's data, and only power loss, which no test here can cause, needs more.
    const options = [
      `--datadir=${data}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      `--socket=${join(folder, "socket")}`,
      `--pid-file=${join(folder, "pid")}`,
      "--skip-name-resolve",
      "--max-connections=120",
      "--innodb-buffer-pool-size=64M",
      "--innodb-flush-log-at-trx-commit=2",
    ];
    const child = spawn(binaries.server, ["--no-defaults", ...options], { ...place, stdio: "ignore" });
    await untilReady(child, config);
    return child;
  };

  let server = await boot();
  const killOnExit = (): void => void server.kill("SIGKILL");
  process.on("exit", killOnExit);
  await askOnce(config, "create database if not exists estate");
  const own = { ...config, database: "estate" };
  return {
    config: own,
    version: `MariaDB ${(await askOnce(config, "select version() as answer")).replace(/-.*/, "")}`,
    async crashAndRestart() {
      const gone = once(server, "exit");
      killHard(server.pid ?? 0);
      await gone;
      server = await boot();
    },
    async stop() {
      process.off("exit", killOnExit);
      if (server.exitCode === null && server.signalCode === null) {
        const gone = once(server, "exit");
        // Nobody needs the data any more.
        server.kill("SIGKILL");
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilReady(child: ChildProcess, config: MariadbServer["config"]): Promise<void> {
  for (let tries = 0; tries < 150; tries += 1) {
    if (child.exitCode !== null) throw new Error(`mariadbd ended with ${child.exitCode} before it took connections.`);
    try {
      await askOnce(config, "select 1 as answer");
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error("mariadbd took no connection within fifteen seconds.");
}

async function askOnce(config: MariadbServer["config"], sql: string): Promise<string> {
  const connection = await mysql.createConnection({ ...config });
  try {
    const [rows] = await connection.query(sql);
    const first: unknown = Array.isArray(rows) ? rows[0] : undefined;
    return typeof first === "object" && first !== null ? String(Reflect.get(first, "answer")) : "";
  } finally {
    await connection.end();
  }
}
