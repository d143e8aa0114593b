import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesBelow } from "./files-below.ts";

/** The files of a repository, listed once for all schema readers. */
export interface RepositoryFiles {
  readonly root: string;
  /** Absolute and sorted; hidden, installed and built ones are left out. */
  readonly all: readonly string[];
  /** Folder and name of the package that a folder belongs to: the nearest manifest's, else the root. */
  packageOf(directory: string): Package;
}

export interface Package {
  readonly home: string;
  readonly name: string | undefined;
  /** Text of its manifest; empty where the root has none. */
  readonly manifest: string;
  /** The package around it. */
  readonly outer: Package | undefined;
}

const skipped = new Set(["node_modules", "dist", "build", "out", "coverage"]);

/** Lists the files below a root. */
export function repositoryFiles(root: string): RepositoryFiles {
  let all: readonly string[] | undefined;
  const packages = new Map<string, Package>();
  const packageOf = (directory: string): Package => {
    const known = packages.get(directory) ?? packageAt(directory, root, packageOf);
    packages.set(directory, known);
    return known;
  };
  return {
    root,
    get all() {
      return (all ??= filesBelow(root, skipped, () => true));
    },
    packageOf,
  };
}

function packageAt(directory: string, root: string, packageOf: (directory: string) => Package): Package {
  const above = dirname(directory);
  const isTop = directory === root || directory === above;
  const manifest = readText(join(directory, "package.json"));
  if (manifest === "" && !isTop) return packageOf(above);
  return { home: manifest === "" ? root : directory, name: /"name"\s*:\s*"([^"]+)"/.exec(manifest)?.[1], manifest, outer: isTop ? undefined : packageOf(above) };
}

/** The text of a file; one that cannot be read is empty here, and its reader reports it. */
export function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** The longest folder that all files stand in. */
export function commonDirectory(files: readonly string[]): string {
  let common = dirname(files[0] ?? "");
  while (!files.every((file) => file.startsWith(join(common, "/")))) common = dirname(common);
  return common;
}
