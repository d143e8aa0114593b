import { hash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Where the findings of a project are kept: with what other tools keep beside what is installed; undefined where nothing is installed. */
export function cacheFolder(root: string): string | undefined {
  for (let at = root; ; at = dirname(at)) {
    const installed = join(at, "node_modules");
    if (existsSync(installed)) return join(installed, ".cache", "ringfence");
    if (at === dirname(at) || existsSync(join(at, ".git"))) return undefined;
  }
}

/** The file in a folder that is about the project at a root. */
export function cacheFile(folder: string, root: string): string {
  return join(folder, `check-${hash("sha1", root).slice(0, 16)}.json`);
}

/**
 * What was written into a file under the same key; undefined when there is nothing that can be relied on. The first line
 * says what the rest must be, so half a file or a changed one is none.
 */
export function readCache(file: string, key: string): unknown {
  const text = textOf(file);
  const end = text.indexOf("\n");
  const body = text.slice(end + 1);
  return end >= 0 && text.slice(0, end) === seal(key, body) ? (JSON.parse(body) as unknown) : undefined;
}

/** Writes all or nothing, so that whoever reads at the same time gets the one or the other; where that cannot be, nothing is written. */
export function writeCache(file: string, key: string, content: unknown): void {
  // What a run that was killed has left is written over one day: there are only so many ids.
  const scratch = `${file}.${String(process.pid)}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    const body = JSON.stringify(content);
    writeFileSync(scratch, `${seal(key, body)}\n${body}`);
    renameSync(scratch, file);
  } catch {
    removeIfThere(scratch);
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The folder is none, or not to be written: then nothing was left in it either.
  }
}

function seal(key: string, body: string): string {
  return hash("sha1", `${key}\n${body}`);
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
