import { chmodSync, closeSync, existsSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Replaces a file as a whole or not at all; keeps its permissions and, where it is a link, what it points to. */
export function writeFileAtomic(path: string, bytes: Uint8Array): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const temporary = temporaryFor(target);
  const mode = statSync(target, { throwIfNoEntry: false })?.mode;
  writeDurably(temporary, bytes);
  if (mode !== undefined) chmodSync(temporary, mode & 0o7777);
  renameSync(temporary, target);
}

/** Removes what an interrupted write has left beside a file. */
export function removeTemporary(path: string): void {
  rmSync(temporaryFor(existsSync(path) ? realpathSync(path) : path), { force: true });
}

/** Writes a file and waits until it is on the disk. */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "w");
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.ringfence-tmp`);
}
