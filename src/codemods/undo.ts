import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lastJournal, originalOf, removeJournal, type Journal, type JournalFile } from "./journal.ts";
import { sha256 } from "./sha256.ts";
import { removeTemporary, writeFileAtomic } from "./write-file.ts";

/** What taking back the last migration came to. */
export type Undone =
  | { readonly kind: "nothing" }
  /** Files were changed after the migration; nothing was written. */
  | { readonly kind: "refused"; readonly changed: readonly string[] }
  | { readonly kind: "undone"; readonly files: number; readonly codemods: readonly string[] };

/** Gives every file of the last migration its bytes back, also when that was interrupted. `force` overwrites later changes. */
export function undo(root: string, force: boolean): Undone {
  const journal = lastJournal(root);
  if (!journal) return { kind: "nothing" };
  const changed = journal.files.filter((file) => isChanged(root, file)).map(({ path }) => path);
  if (changed.length > 0 && !force) return { kind: "refused", changed };
  let files = 0;
  for (const file of journal.files) if (restore(root, file, journal)) files++;
  for (const folder of journal.folders.toReversed()) removeEmptyFolder(join(root, folder));
  removeJournal(journal);
  return { kind: "undone", files, codemods: journal.codemods };
}

/** True for what is neither as the migration left it nor as it was before. */
function isChanged(root: string, { path, before, after }: JournalFile): boolean {
  const now = hashOf(join(root, path));
  return now !== after && now !== before;
}

function restore(root: string, file: JournalFile, journal: Journal): boolean {
  const path = join(root, file.path);
  removeTemporary(path);
  if (hashOf(path) === file.before) return false;
  if (file.before === null) rmSync(path);
  else writeFileAtomic(path, originalOf(journal, file));
  return true;
}

/** Somebody may have put a file of their own into a folder that the migration made. */
function removeEmptyFolder(path: string): void {
  if (existsSync(path) && readdirSync(path).length === 0) rmdirSync(path);
}

function hashOf(path: string): string | null {
  return existsSync(path) ? sha256(readFileSync(path)) : null;
}
