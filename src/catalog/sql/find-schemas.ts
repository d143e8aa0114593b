import { existsSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import { apart } from "../apart.ts";
import { functionsIn } from "./functions.ts";
import { readText, type RepositoryFiles } from "../repository-files.ts";
import type { SchemaFiles } from "../schema-reader.ts";

/** Folders of migrations that a tool generates from a schema of its own, told by what it leaves there. */
const marks = ["migration_lock.toml", join("meta", "_journal.json")];

/** The SQL files of each package that make tables, one schema for all of them; generated migrations only repeat what code declares. */
export function findSqlSchemas(files: RepositoryFiles): SchemaFiles[] {
  return schemasOf(files).filter(makesTables);
}

/** The SQL files of packages in which none makes a table, and some secure those that a library makes of what code declares. */
export function findSqlPolicies(files: RepositoryFiles): SchemaFiles[] {
  return schemasOf(files).filter(onlySecures);
}

/** Files that the settings name are one schema. */
export function groupSqlSchemas(files: readonly string[]): SchemaFiles[] {
  return described(files, true).filter(makesTables);
}

export function groupSqlPolicies(files: readonly string[]): SchemaFiles[] {
  return described(files, true).filter(onlySecures);
}

function makesTables({ models }: SchemaFiles): boolean {
  return models.length > 0;
}

function onlySecures({ files, models }: SchemaFiles): boolean {
  return models.length === 0 && files.some((file) => policy.test(readText(file)));
}

const policy = /\bcreate\s+policy\b/i;

/** Two readers ask for them. */
const known = new WeakMap<RepositoryFiles, SchemaFiles[]>();

function schemasOf(files: RepositoryFiles): SchemaFiles[] {
  const found = known.get(files) ?? groupsOf(files).flatMap((group) => described(group, false));
  known.set(files, found);
  return found;
}

function groupsOf(files: RepositoryFiles): readonly (readonly string[])[] {
  const { root, all } = files;
  const generated = new Map<string, boolean>();
  const isGenerated = (folder: string): boolean => {
    const before = generated.get(folder) ?? (marks.some((mark) => existsSync(join(folder, mark))) || (folder !== root && folder.startsWith(root) && isGenerated(dirname(folder))));
    generated.set(folder, before);
    return before;
  };
  const groups = new Map<string, string[]>();
  const repeating = new Map<string, string[]>();
  for (const file of all) {
    if (!file.endsWith(".sql") || isUndoing(file)) continue;
    if (relative(root, dirname(file)).split(sep).some((part) => apart.test(part))) continue;
    const { home } = files.packageOf(dirname(file));
    const kind = isGenerated(dirname(file)) ? repeating : groups;
    const group = kind.get(home);
    if (group) group.push(file);
    else kind.set(home, [file]);
  }
  // Policies are written by hand into migrations that else repeat what code declares.
  for (const [home, group] of repeating) if (group.some((file) => policy.test(readText(file)))) groups.set(home, [...(groups.get(home) ?? []), ...group]);
  return [...groups.values()];
}

function isUndoing(file: string): boolean {
  return /(?:^|[._-])(?:down|undo|rollback)\.sql$/i.test(basename(file));
}

/** Nothing where no file changes anything. */
function described(files: readonly string[], configured: boolean): SchemaFiles[] {
  const called = callOf(files);
  const changing = files.filter((file) => called?.test(readText(file)) === true || /\b(?:create|alter)\s+table\b|\b(?:create|drop)\s+policy\b|\bcreate\s+(?:or\s+replace\s+)?(?:function|procedure|(?:materialized\s+)?view)\b|\b(?:alter|drop)\s+(?:materialized\s+)?view\b/i.test(readText(file)));
  const models = changing.flatMap((file) => [...readText(file).matchAll(/\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?["`]?([\w."`]+)/gi)].map((match) => match[1] ?? ""));
  return changing.length > 0 ? [{ files: changing, models, configured }] : [];
}

/** How a text calls what functions of the files put together and run. */
function callOf(files: readonly string[]): RegExp | undefined {
  const names = files.filter((file) => /\bexecute\b/i.test(readText(file))).flatMap((file) => functionsIn(readText(file))).filter(({ body }) => /\bexecute\b/i.test(body)).map(({ name }) => name.replaceAll("$", String.raw`\$`));
  return names.length > 0 ? new RegExp(String.raw`\b(?:select|perform|call)\b[^;]*\b(?:${names.join("|")})"?\s*\(`, "i") : undefined;
}
