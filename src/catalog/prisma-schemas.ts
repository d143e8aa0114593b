import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { readText, type RepositoryFiles } from "./repository-files.ts";
import { configuredSchema } from "./schema-config.ts";
import type { SchemaFiles } from "./schema-reader.ts";

const configName = /^(?:package\.json|prisma\.config\.[cm]?[jt]s)$/;
const rootConfigs = ["ts", "mts", "cts", "js", "mjs", "cjs"].map((extension) => join(".config", `prisma.${extension}`));

/** The Prisma schemas of a repository: those that a manifest or a Prisma config names, then the others. */
export function findPrismaSchemas({ root, all }: RepositoryFiles): SchemaFiles[] {
  const files = all.filter((file) => file.endsWith(".prisma") && !/[\\/]generated[\\/]/.test(file));
  if (files.length === 0) return [];
  const namers = [...all.filter((file) => configName.test(basename(file))), ...rootConfigs.map((file) => join(root, file)).filter((file) => existsSync(file))].sort();
  const named = namers.flatMap((file) => configuredSchema(file) ?? []);
  const groups = named.map((path) => files.filter((file) => file === path || file.startsWith(join(path, "/")))).filter((group) => group.length > 0);
  const taken = new Set(groups.flat());
  return [...groups.map((group) => described(group, true)), ...groupPrismaSchemas(files.filter((file) => !taken.has(file)))];
}

/** Files that declare a datasource begin a schema; the others belong to the nearest one at or above their folder, or to their folder. */
export function groupPrismaSchemas(files: readonly string[]): SchemaFiles[] {
  const starts = files.filter((file) => /^\s*datasource\s/m.test(readText(file)));
  const groups = new Map<string, string[]>(starts.map((file) => [file, [file]]));
  for (const file of files) {
    if (groups.has(file)) continue;
    const above = starts.filter((start) => file.startsWith(join(dirname(start), "/")));
    // The longest folder is the nearest; of several schemas in one folder the one with the usual name takes the others in.
    above.sort((a, b) => dirname(b).length - dirname(a).length || Number(isUsual(b)) - Number(isUsual(a)));
    const key = above[0] ?? dirname(file);
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups.values()].map((group) => described(group, false));
}

function isUsual(file: string): boolean {
  return basename(file) === "schema.prisma";
}

function described(files: readonly string[], configured: boolean): SchemaFiles {
  const models = files.flatMap((file) => [...readText(file).matchAll(/^\s*(?:model|view)\s+(\w+)/gm)].map((match) => match[1] ?? ""));
  return { files, models, configured };
}
