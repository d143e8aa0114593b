import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeDurably } from "./write-file.ts";

/** What one migration did, kept until it is undone. */
export interface Journal {
  /** Absolute path of the folder that holds the journal and the original files. */
  readonly folder: string;
  readonly codemods: readonly string[];
  readonly files: readonly JournalFile[];
  /** Folders that the migration made, from the project's root with forward slashes, outer ones first. */
  readonly folders: readonly string[];
}

export interface JournalFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  /** SHA-256 of the bytes before; null for a file that the migration made. */
  readonly before: string | null;
  readonly after: string;
}

/** The folder at a project's root where journals are kept; git is told to ignore it. */
const journalFolder = ".ringfence";

/** Puts a journal and the original bytes on the disk, all or nothing. Has to happen before the first file is written. */
export function writeJournal(
  root: string,
  { codemods, files, folders }: Pick<Journal, "codemods" | "folders"> & { readonly files: readonly (JournalFile & { readonly original: Uint8Array | undefined })[] },
): Journal {
  const migrations = join(root, journalFolder, "migrations");
  mkdirSync(migrations, { recursive: true });
  const ignore = join(root, journalFolder, ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
  for (const name of readdirSync(migrations)) if (name.startsWith("partial-")) rmSync(join(migrations, name), { recursive: true });
  const partial = mkdtempSync(join(migrations, "partial-"));
  files.forEach(({ original }, index) => {
    if (original) writeDurably(join(partial, String(index)), original);
  });
  const journal = { version: 1, codemods, files: files.map(({ path, before, after }) => ({ path, before, after })), folders };
  writeDurably(join(partial, "journal.json"), Buffer.from(`${JSON.stringify(journal, null, 2)}\n`));
  const folder = join(migrations, String((numbers(root).at(-1) ?? 0) + 1).padStart(4, "0"));
  renameSync(partial, folder);
  return { folder, codemods, files: journal.files, folders };
}

/** The journal of the last migration that was not undone. */
export function lastJournal(root: string): Journal | undefined {
  const last = numbers(root).at(-1);
  if (last === undefined) return undefined;
  const folder = join(root, journalFolder, "migrations", String(last).padStart(4, "0"));
  const { codemods, files, folders } = JSON.parse(readFileSync(join(folder, "journal.json"), "utf8")) as Omit<Journal, "folder">;
  return { folder, codemods, files, folders };
}

/** The bytes of a journal's file before the migration. */
export function originalOf({ folder, files }: Journal, file: JournalFile): Uint8Array {
  return readFileSync(join(folder, String(files.indexOf(file))));
}

export function removeJournal({ folder }: Journal): void {
  rmSync(folder, { recursive: true });
}

function numbers(root: string): number[] {
  const migrations = join(root, journalFolder, "migrations");
  if (!existsSync(migrations)) return [];
  return readdirSync(migrations).filter((name) => /^\d+$/.test(name)).map(Number).sort((a, b) => a - b);
}
