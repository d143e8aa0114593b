import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort, isThere, killHard, unprivilegedAccount } from "./server-process.ts";

/** A private PostgreSQL cluster in a temporary folder, on loopback, gone after `stop`. */
export interface PostgresServer {
  readonly config: pg.PoolConfig;
  /** As the server names itself: `PostgreSQL 15.18`. */
  readonly version: string;
  /** Kills the server and every backend with SIGKILL, then starts it again on the same data. */
  crashAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

const BOOT_TRIES = 100;

/** Folder with `initdb` and `postgres`: on PATH, or where Debian puts them; undefined when there is none. */
export function findPostgresBinaries(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = isThere(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...versions.map((version) => join(debian, version, "bin"))];
  return folders.find((folder) => isThere(join(folder, "initdb")) && isThere(join(folder, "postgres")));
}

/**
 * Makes a cluster and starts it. As root it runs as `postgres` or `nobody`, because PostgreSQL refuses root. Without `settings` it does not
 * flush: that guards against power loss only, which no test here can cause; a killed server loses nothing without it.
 */
export async function startPostgres(binaries: string, settings: readonly string[] = ["fsync=off"]): Promise<PostgresServer> {
  const account = unprivilegedAccount();
  const folder = mkdtempSync(join(tmpdir(), "ringfence-postgres-"));
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  const data = join(folder, "data");
  execFileSync(join(binaries, "initdb"), ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], {
    ...account,
    cwd: folder,
    stdio: "pipe",
  });
  const port = await freePort();
  const config = { host: "127.0.0.1", port, user: "postgres", database: "postgres" };
  const boot = async (): Promise<ChildProcess> => {
    const options = ["listen_addresses=127.0.0.1", `port=${port}`, `unix_socket_directories=${folder}`, "max_connections=120", ...settings];
    const child = spawn(join(binaries, "postgres"), ["-D", data, ...options.flatMap((option) => ["-c", option])], {
      ...account,
      cwd: folder,
      stdio: "ignore",
    });
    await untilReady(child, config);
    return child;
  };

  let server = await boot();
  const killOnExit = (): void => void server.kill("SIGQUIT");
  process.on("exit", killOnExit);
  return {
    config,
    version: await serverVersion(config),
    async crashAndRestart() {
      const backends = await backendIds(config);
      const gone = once(server, "exit");
      for (const id of [server.pid ?? 0, ...backends]) killHard(id);
      await gone;
      server = await bootPatiently(boot);
    },
    async stop() {
      process.off("exit", killOnExit);
      if (server.exitCode === null && server.signalCode === null) {
        const gone = once(server, "exit");
        server.kill("SIGINT");
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// A backend that was born while we killed the others holds the shared memory until it notices that its server is gone.
async function bootPatiently(boot: () => Promise<ChildProcess>): Promise<ChildProcess> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await boot();
    } catch (error) {
      if (tries === 10) throw error;
      await sleep(200);
    }
  }
}

async function untilReady(child: ChildProcess, config: pg.PoolConfig): Promise<void> {
  for (let tries = 0; tries < BOOT_TRIES; tries += 1) {
    if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode} before it took connections.`);
    try {
      await serverVersion(config);
      return;
    } catch {
      await sleep(100);
    }
  }
  throw new Error("postgres took no connection within ten seconds.");
}

async function serverVersion(config: pg.PoolConfig): Promise<string> {
  const { rows } = await askOnce(config, "select current_setting('server_version') as version");
  return `PostgreSQL ${String(rows[0]?.["version"]).split(" ")[0]}`;
}

async function backendIds(config: pg.PoolConfig): Promise<number[]> {
  const { rows } = await askOnce(config, "select pid from pg_stat_activity where pid <> pg_backend_pid()");
  return rows.map((row) => Number(row["pid"]));
}

async function askOnce(config: pg.PoolConfig, sql: string): Promise<pg.QueryResult<Record<string, unknown>>> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return await client.query<Record<string, unknown>>(sql);
  } finally {
    await client.end();
  }
}
