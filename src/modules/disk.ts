import { readdirSync, readFileSync, statSync, type Dirent } from "node:fs";
import { basename, dirname, join } from "node:path";
import { parseJson } from "./json.ts";
import { stampOf } from "./texts.ts";

/** What stands on the disk, each folder listed and each manifest read once. Names match in their exact case, as on a server. */
export interface Disk {
  /** Names of the files in a folder; none where there is no such folder. */
  filesIn(folder: string): ReadonlySet<string>;
  hasFile(path: string): boolean;
  /** The text of a file, empty where it cannot be read. */
  text(file: string): string;
  /** The object in a JSON file, comments and trailing commas allowed; undefined where there is none. */
  json(file: string): JsonObject | undefined;
  /** True when a folder that was listed holds other names now, or a file that was read here another text. */
  hasChanged(): boolean;
}

export type JsonObject = Readonly<Record<string, unknown>>;

interface Listing {
  readonly files: ReadonlySet<string>;
  readonly folders: ReadonlySet<string>;
}

const nothing: Listing = { files: new Set(), folders: new Set() };

/** Looks at the disk afresh. */
export function openDisk(): Disk {
  const listed = new Map<string, Listing>();
  const parsed = new Map<string, JsonObject | undefined>();
  const stamps = new Map<string, string>();
  const listingOf = (folder: string): Listing => {
    const known = listed.get(folder);
    if (known) return known;
    const above = dirname(folder);
    // Most folders that are asked for do not exist; the one above knows, and a failed look at the disk is dear.
    const exists = above === folder || listingOf(above).folders.has(basename(folder));
    if (exists) stamps.set(folder, stampOf(folder));
    const listing = exists ? list(folder) : nothing;
    listed.set(folder, listing);
    return listing;
  };
  const disk: Disk = {
    filesIn: (folder) => listingOf(folder).files,
    hasFile: (path) => listingOf(dirname(path)).files.has(basename(path)),
    text(file) {
      stamps.set(file, stampOf(file));
      return readText(file);
    },
    json(file) {
      if (parsed.has(file)) return parsed.get(file);
      const value = disk.hasFile(file) ? parseJson(disk.text(file)) : undefined;
      const object = isObject(value) ? value : undefined;
      parsed.set(file, object);
      return object;
    },
    hasChanged() {
      for (const [path, stamp] of stamps) {
        const now = stampOf(path);
        if (now === stamp) continue;
        const before = listed.get(path);
        // Editors write beside a file and rename, which leaves a folder's names as they were.
        if (before === undefined || !hasSameNames(before, list(path))) return true;
        stamps.set(path, now);
      }
      return false;
    },
  };
  return disk;
}

/** True for what stands in braces. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The texts of a list, or none where it is no list. */
export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** A folder and those around it, innermost first, up to a top; without end at the top of the disk where `top` is not among them. */
export function* upwards(folder: string, top: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (at === top || at === dirname(at)) return;
  }
}

function list(folder: string): Listing {
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const entry of entriesOf(folder)) {
    if (isFolder(folder, entry)) folders.add(entry.name);
    else files.add(entry.name);
  }
  return { files, folders };
}

function hasSameNames(a: Listing, b: Listing): boolean {
  return isSameSet(a.files, b.files) && isSameSet(a.folders, b.folders);
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((name) => b.has(name));
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function isFolder(folder: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  try {
    return statSync(join(folder, entry.name)).isDirectory();
  } catch {
    return false;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
