import { dirname, isAbsolute, join, relative, sep } from "node:path";
import type { Disk } from "./disk.ts";
import { first, type GoverningConfigs } from "./governing-config.ts";
import type { Packages } from "./packages.ts";
import { sourceAt } from "./source-at.ts";

const outputFolders = new Set(["dist", "build", "lib", "out", "esm", "cjs", "es"]);
/** Folders below an output folder that hold one of several builds of the same source. */
const flavours = new Set(["esm", "cjs", "es", "module", "node", "types", "src"]);
const outputExtension = /(?:\.d)?\.[cm]?[jt]sx?$/;

/** The source file that a build output is made from, whether or not the output exists: as a tsconfig says, else by the usual names. */
export function builtFrom(output: string, disk: Disk, packages: Packages, configs: GoverningConfigs): string | undefined {
  const home = packages.homeOf(dirname(output)).folder;
  const stem = output.replace(outputExtension, "");
  return first([...configuredOrigins(stem, home, configs), ...usualOrigins(stem, home)], (origin) => sourceAt(origin, disk));
}

/** True for a path below a folder that holds nothing but what was built. */
export function isOutput(path: string, packages: Packages): boolean {
  const home = packages.homeOf(dirname(path)).folder;
  return /(?:^|[\\/])(?:dist|build|out)[\\/]/.test(relative(home, path)) && /\.(?:[cm]?js|jsx)$/.test(path);
}

function configuredOrigins(stem: string, home: string, configs: GoverningConfigs): string[] {
  return ["tsconfig.json", "tsconfig.build.json", "tsconfig.lib.json"].flatMap((name) => {
    const config = configs.read(join(home, name));
    if (!config) return [];
    const roots = config.rootDir === undefined ? [join(config.folder, "src"), config.folder] : [config.rootDir];
    return config.outputs.flatMap((output) => {
      const path = relative(output, stem);
      // A config that writes beside its sources says nothing.
      return path.startsWith("..") || isAbsolute(path) || roots.includes(output) ? [] : roots.map((root) => join(root, path));
    });
  });
}

function usualOrigins(stem: string, home: string): string[] {
  const parts = relative(home, stem).split(sep);
  const at = parts.slice(0, -1).findIndex((part) => outputFolders.has(part));
  if (at < 0) return [];
  const before = join(home, ...parts.slice(0, at));
  const tails = tailsOf(parts.slice(at + 1));
  return [join(before, "src"), before].flatMap((folder) => tails.map((tail) => join(folder, ...tail)));
}

/** A path below an output folder, and the same without the folders of its build. */
function tailsOf(parts: readonly string[]): (readonly string[])[] {
  const [head, ...rest] = parts;
  return head !== undefined && rest.length > 0 && flavours.has(head) ? [parts, ...tailsOf(rest)] : [parts];
}
