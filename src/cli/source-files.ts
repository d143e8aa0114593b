import ignore, { type Ignore } from "ignore";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { messageOf } from "../syntax/read-source.ts";

/** Files to look at, absolute and in order, and folders that could not be listed. */
export interface SourceFiles {
  readonly files: readonly string[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

const sourceName = /\.[cm]?[jt]sx?$/;
const derivedName = /\.d\.[cm]?ts$|\.min\.[cm]?js$/;
const derivedFolders = new Set(["node_modules", "bower_components", "dist", "build", "coverage", "generated", "__generated__"]);

/** The `.gitignore` of one folder. */
interface IgnoreFile {
  readonly folder: string;
  readonly patterns: Ignore;
}

/**
 * TypeScript and JavaScript files at and below absolute paths. Folders are searched without what git ignores, hidden
 * folders, dependencies and generated code; a file that is named itself is always taken.
 */
export function sourceFiles(root: string, paths: readonly string[]): SourceFiles {
  const files = new Set<string>();
  const unreadable: { path: string; reason: string }[] = [];
  for (const path of paths) {
    if (!statSync(path).isDirectory()) files.add(path);
    else walk(path, ignoreFilesAbove(path, root));
  }
  return { files: [...files], unreadable };

  function walk(folder: string, above: readonly IgnoreFile[]): void {
    let entries;
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      unreadable.push({ path: folder, reason: `cannot be listed: ${messageOf(error)}` });
      return;
    }
    const own = entries.some(({ name }) => name === ".gitignore") ? ignoreFileIn(folder) : undefined;
    const ignores = own ? [...above, own] : above;
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        if (isSearched(entry.name) && !isIgnored(path, true, ignores)) walk(path, ignores);
      } else if (entry.isFile() && isSource(entry.name) && !isIgnored(path, false, ignores)) files.add(path);
    }
  }
}

/** True for names of hand-written TypeScript and JavaScript. */
export function isSource(path: string): boolean {
  const name = basename(path);
  return sourceName.test(name) && !derivedName.test(name);
}

function isSearched(folder: string): boolean {
  return !folder.startsWith(".") && !derivedFolders.has(folder);
}

/** The ignore files of the folders above one: up to the repository's top, or the project's root where there is none. */
function ignoreFilesAbove(path: string, root: string): IgnoreFile[] {
  const folders: string[] = [];
  for (let at = path; ; at = dirname(at)) {
    if (at !== path) folders.unshift(at);
    if (existsSync(join(at, ".git"))) break;
    if (at === dirname(at)) return folders.filter((folder) => !relative(root, folder).startsWith("..")).flatMap(listed);
  }
  return folders.flatMap(listed);
}

function listed(folder: string): IgnoreFile[] {
  const file = ignoreFileIn(folder);
  return file ? [file] : [];
}

function ignoreFileIn(folder: string): IgnoreFile | undefined {
  try {
    return { folder, patterns: ignore().add(readFileSync(join(folder, ".gitignore"), "utf8")) };
  } catch {
    return undefined;
  }
}

/** The deepest ignore file that has something to say decides, as in git. */
function isIgnored(path: string, isFolder: boolean, ignores: readonly IgnoreFile[]): boolean {
  for (const { folder, patterns } of ignores.toReversed()) {
    const { ignored, unignored } = patterns.test(relative(folder, path).split(sep).join("/") + (isFolder ? "/" : ""));
    if (ignored || unignored) return ignored;
  }
  return false;
}
