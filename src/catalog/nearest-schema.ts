import { basename, dirname, join, relative, sep } from "node:path";
import type { FoundSchema } from "./find-schemas.ts";
import type { Workspace } from "./workspace.ts";

/**
 * The schema that the files of a folder use, in this order: their own package's; that of a workspace package they depend on, over others if need be;
 * one of a package around them; the repository's only one, or the one that stands nearest.
 */
export function nearestSchema(directory: string, schemas: readonly FoundSchema[], workspace: Workspace): FoundSchema | undefined {
  const near = schemas.filter((schema) => !isApart(schema, workspace.root) || isWithin(directory, ground(schema)));
  const serving = near.length > 0 ? near : schemas;
  if (serving.length <= 1) return serving[0];
  const home = workspace.packageOf(directory);
  const own = serving.filter((schema) => schema.home === home);
  if (own.length > 0) return nearest(directory, own);
  for (const names of workspace.dependenciesOf(home)) {
    const used = serving.filter((schema) => schema.packageName !== undefined && names.has(schema.packageName));
    if (used.length > 0) return nearest(directory, used);
  }
  const around = serving.filter((schema) => isWithin(directory, schema.home)).sort((a, b) => b.home.length - a.home.length);
  return nearest(directory, around.length > 0 ? around.filter((schema) => schema.home === around[0]?.home) : serving);
}

const apart = /^(fixtures?|__fixtures__|tests?|__tests__|e2e|examples?|templates?|samples?|demos?|playgrounds?|docs|bench|benchmarks?)$/;

/** True for the schema of a fixture or an example: it serves the files beside it and no others. */
export function isApart(schema: FoundSchema, root: string): boolean {
  return relative(root, schema.directory).split(sep).some((part) => apart.test(part));
}

/** The folder whose files a schema is for, going by its path alone: `shop/prisma/schema` is for `shop`. */
function ground(schema: FoundSchema): string {
  let at = schema.directory;
  while (/^(prisma|schema|schemas|db)$/.test(basename(at))) at = dirname(at);
  return at;
}

/** The one with which the folder has the longest path in common; the larger one of equals. */
function nearest(directory: string, schemas: readonly FoundSchema[]): FoundSchema | undefined {
  return [...schemas].sort((a, b) => shared(directory, b.directory) - shared(directory, a.directory) || b.models.length - a.models.length)[0];
}

function shared(a: string, b: string): number {
  const left = a.split(sep);
  const right = b.split(sep);
  const differs = left.findIndex((part, index) => part !== right[index]);
  return differs === -1 ? left.length : differs;
}

function isWithin(path: string, directory: string): boolean {
  return path === directory || path.startsWith(join(directory, sep));
}
