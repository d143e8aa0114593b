import { once } from "node:events";
import { accessSync, constants, readFileSync } from "node:fs";
import { createServer } from "node:net";

/** Whom a server runs as, where it refuses root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Whether there is a program at the path. */
export function isThere(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** As root, the account of `postgres` or else `nobody`; undefined when not root. */
export function unprivilegedAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  const found = accounts.find(([name]) => name === "postgres") ?? accounts.find(([name]) => name === "nobody");
  if (found === undefined) throw new Error("Running as root, and neither a postgres nor a nobody account to run the server as.");
  return { uid: Number(found[2]), gid: Number(found[3]) };
}

/** A port on loopback that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("No free port.");
  return address.port;
}

/** SIGKILL, also to one that is gone already. */
export function killHard(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // Gone already: a server's end takes some of its processes along.
  }
}
