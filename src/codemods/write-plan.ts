import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, relative, sep } from "node:path";
import type { PlannedFile } from "./plan-file.ts";
import { writeJournal } from "./journal.ts";
import { sha256 } from "./sha256.ts";
import { writeFileAtomic } from "./write-file.ts";

/** A file is not what it was when the plan was made. */
export class ChangedFileError extends Error {
  override readonly name = "ChangedFileError";
}

/** How files are written; a test stands in for an interruption. */
export type WriteFile = (path: string, bytes: Uint8Array) => void;

/** Writes what was planned, after a journal by which it can be taken back; the number of files written. */
export function writePlan(root: string, codemods: readonly string[], planned: readonly PlannedFile[], write: WriteFile = writeFileAtomic): number {
  const edited = planned.filter(({ before, after }) => before !== after).map(({ path, before, after }) => ({ path, original: unchanged(path, before), bytes: Buffer.from(after) }));
  const created = [...new Map(planned.flatMap(({ creates }) => creates).map((file) => [file.path, file])).values()]
    .filter(({ path }) => !existsSync(path))
    .map(({ path, text }) => ({ path, original: undefined, bytes: Buffer.from(text) }));
  const files = [...edited, ...created];
  if (files.length === 0) return 0;
  const entries = files.map(({ path, original, bytes }) => ({ path: fromRoot(root, path), before: original ? sha256(original) : null, after: sha256(bytes), original }));
  const folders = new Set(created.flatMap(({ path }) => missingFolders(dirname(path))));
  writeJournal(root, { codemods, files: entries, folders: [...folders].map((folder) => fromRoot(root, folder)) });
  for (const { path, bytes } of files) {
    mkdirSync(dirname(path), { recursive: true });
    write(path, bytes);
  }
  return files.length;
}

/** The folder and those around it that are not there yet, outer ones first. */
function missingFolders(folder: string): string[] {
  return existsSync(folder) ? [] : [...missingFolders(dirname(folder)), folder];
}

function fromRoot(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}

/** The bytes of a file, which have to be those that were planned with. */
function unchanged(path: string, before: string): Uint8Array {
  const bytes = readFileSync(path);
  if (!bytes.equals(Buffer.from(before))) throw new ChangedFileError(`${path} has changed, or is not UTF-8: plan again.`);
  return bytes;
}
