import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import { filesBelow } from "./files-below.ts";

/** The packages of a repository and which of them depend on which. */
export interface Workspace {
  /** Absolute path of the repository's root. */
  readonly root: string;
  /** The folder of the nearest package.json at or above a folder, or the root. */
  packageOf(directory: string): string;
  /** Names of the packages that a package depends on: direct ones first, then those that its workspace packages depend on, and so on. */
  dependenciesOf(home: string): Iterable<ReadonlySet<string>>;
}

interface Package {
  readonly name: string | undefined;
  readonly dependencies: readonly string[];
}

/** Reads the package.json files below a root, once and only when they are asked for. */
export function readWorkspace(root: string): Workspace {
  let packages: Map<string, Package> | undefined;
  const all = (): Map<string, Package> => (packages ??= readPackages(root));
  return {
    root,
    packageOf(directory) {
      for (let at = directory; ; at = dirname(at)) {
        if (all().has(at)) return at;
        if (at === root || at === dirname(at)) return root;
      }
    },
    *dependenciesOf(home) {
      const byName = new Map([...all().values()].map((each) => [each.name, each] as const));
      const seen = new Set<string>();
      let names = all().get(home)?.dependencies ?? [];
      while (names.length > 0) {
        yield new Set(names);
        for (const name of names) seen.add(name);
        names = names.flatMap((name) => byName.get(name)?.dependencies ?? []).filter((name) => !seen.has(name));
      }
    },
  };
}

function readPackages(root: string): Map<string, Package> {
  const files = filesBelow(root, new Set(["node_modules", "dist"]), (name) => name === "package.json");
  return new Map(files.map((file) => [dirname(file), readPackage(file)]));
}

function readPackage(file: string): Package {
  try {
    const parsed = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    const dependencies = ["dependencies", "devDependencies", "peerDependencies"].flatMap((kind) => Object.keys(parsed[kind] ?? {}));
    return { name: typeof parsed["name"] === "string" ? parsed["name"] : undefined, dependencies };
  } catch {
    return { name: undefined, dependencies: [] };
  }
}
