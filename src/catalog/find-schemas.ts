import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { globSync } from "tinyglobby";
import { filesBelow } from "./files-below.ts";
import { configuredSchema } from "./schema-config.ts";
import { withoutVariants } from "./schema-variants.ts";

/** One schema of a repository: a file, or the files of a folder. */
export interface FoundSchema {
  /** Absolute, sorted. */
  readonly files: readonly string[];
  /** The folder that all of them stand in, absolute. */
  readonly directory: string;
  /** The folder of the nearest package.json above it: the package whose files use it. */
  readonly home: string;
  /** Name of that package. */
  readonly packageName: string | undefined;
  /** Names of the models, in order. */
  readonly models: readonly string[];
  /** True when a package.json or a Prisma config names it. */
  readonly configured: boolean;
}

const skipped = ["node_modules", "dist", "build", "out", "coverage", "generated"];
const configName = /^prisma\.config\.[cm]?[jt]s$/;
const rootConfigs = ["ts", "mts", "cts", "js", "mjs", "cjs"].map((extension) => join(".config", `prisma.${extension}`));

/**
 * The Prisma schemas below a folder; `globs` names their files instead, seen from the folder.
 * Of several providers' variants of one schema only one is kept.
 */
export function findSchemas(root: string, globs?: readonly string[]): FoundSchema[] {
  if (globs) return describeAll(grouped(matching(root, globs)), root, false);
  const isSchema = (name: string): boolean => name.endsWith(".prisma");
  const all = filesBelow(root, new Set(skipped), (name) => isSchema(name) || name === "package.json" || configName.test(name));
  const files = all.filter(isSchema);
  if (files.length === 0) return [];
  const namers = [...all.filter((file) => !isSchema(file)), ...rootConfigs.map((file) => join(root, file)).filter((file) => existsSync(file))].sort();
  const named = namers.flatMap((file) => configuredSchema(file) ?? []);
  const groups = named.map((path) => files.filter((file) => file === path || file.startsWith(join(path, "/")))).filter((group) => group.length > 0);
  const taken = new Set(groups.flat());
  const rest = grouped(files.filter((file) => !taken.has(file)));
  return withoutVariants([...describeAll(groups, root, true), ...describeAll(rest, root, false)]);
}

function matching(root: string, globs: readonly string[]): string[] {
  const ignore = [...skipped, ".git"].map((folder) => `**/${folder}/**`);
  const files = globSync([...globs], { cwd: root, absolute: true, ignore, onlyFiles: true, followSymbolicLinks: false });
  return files.map((file) => resolve(file)).filter((file) => file.endsWith(".prisma")).sort();
}

/** Files that declare a datasource begin a schema; the others belong to the nearest one at or above their folder, or to their folder. */
function grouped(files: readonly string[]): string[][] {
  const starts = files.filter((file) => /^\s*datasource\s/m.test(read(file)));
  const groups = new Map<string, string[]>(starts.map((file) => [file, [file]]));
  for (const file of files) {
    if (groups.has(file)) continue;
    const above = starts.filter((start) => file.startsWith(join(dirname(start), "/")));
    // The longest folder is the nearest; of several schemas in one folder the one with the usual name takes the others in.
    above.sort((a, b) => dirname(b).length - dirname(a).length || Number(isUsual(b)) - Number(isUsual(a)));
    const key = above[0] ?? dirname(file);
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()];
}

function isUsual(file: string): boolean {
  return basename(file) === "schema.prisma";
}

function describeAll(groups: readonly (readonly string[])[], root: string, configured: boolean): FoundSchema[] {
  return groups.map((files) => {
    const directory = commonDirectory(files);
    const home = packageOf(directory, root);
    const models = files.flatMap((file) => [...read(file).matchAll(/^\s*(?:model|view)\s+(\w+)/gm)].map((match) => match[1] ?? ""));
    return { files: [...files].sort(), directory, ...home, models, configured };
  });
}

/** The nearest folder with a package.json, up to the root. */
function packageOf(directory: string, root: string): { home: string; packageName: string | undefined } {
  for (let at = directory; ; at = dirname(at)) {
    const text = read(join(at, "package.json"));
    if (text !== "") return { home: at, packageName: /"name"\s*:\s*"([^"]+)"/.exec(text)?.[1] };
    if (at === root || at === dirname(at)) return { home: root, packageName: undefined };
  }
}

function commonDirectory(files: readonly string[]): string {
  let common = dirname(files[0] ?? "");
  while (!files.every((file) => file.startsWith(join(common, "/")))) common = dirname(common);
  return common;
}

/** A file that cannot be read reads as empty here; the schema reader reports it. */
function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
