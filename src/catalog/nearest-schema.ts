import { basename, dirname, join, relative, sep } from "node:path";
import { apart } from "./apart.ts";
import type { FoundSchema } from "./schema-reader.ts";
import type { Workspace } from "./workspace.ts";

/**
 * The schemas that the files of a folder use, at most one of each library but for those that are imported. In this order: their own
 * package's; that of a workspace package they depend on, over others if need be; one of a package around them; the repository's only one, or the one that stands nearest.
 * Types that are generated from a database come with the migrations around them.
 */
export function nearestSchemas(directory: string, schemas: readonly FoundSchema[], workspace: Workspace): readonly FoundSchema[] {
  const adjoining = schemas.filter(({ reader }) => reader.adjoins === true);
  if (adjoining.length === 0) return declaringSchemas(directory, schemas, workspace);
  const declaring = declaringSchemas(directory, schemas.filter(({ reader }) => reader.adjoins !== true), workspace);
  return declaring.length === 0 ? [] : [...declaring, ...adjoiningTo(directory, adjoining, workspace)];
}

/** Those of the package itself, of the packages around it, and of what it depends on. */
function adjoiningTo(directory: string, schemas: readonly FoundSchema[], workspace: Workspace): readonly FoundSchema[] {
  const near = schemas.filter((schema) => !isApart(schema, workspace.root) || isWithin(directory, ground(schema)));
  return [...new Set([...usedBy(workspace.packageOf(directory), directory, near, workspace), ...near.filter((schema) => isWithin(directory, schema.home))])];
}

function declaringSchemas(directory: string, schemas: readonly FoundSchema[], workspace: Workspace): readonly FoundSchema[] {
  const near = schemas.filter((schema) => !isApart(schema, workspace.root) || isWithin(directory, ground(schema)));
  const serving = near.length > 0 ? near : schemas;
  if (serving.length <= 1) return serving;
  const home = workspace.packageOf(directory);
  const readers = [...new Set(serving.map((schema) => schema.reader))];
  const used = readers.flatMap((reader) => usedBy(home, directory, serving.filter((schema) => schema.reader === reader), workspace));
  const around = serving.filter((schema) => isWithin(directory, schema.home)).sort((a, b) => b.home.length - a.home.length);
  if (used.length > 0) return used.every(({ reader }) => reader.generated === true) ? [...used, ...nearest(directory, around.filter(({ reader }) => reader.kind === "files"))] : used;
  const nearby = around.filter((schema) => schema.home === around[0]?.home);
  if (nearby.length === 0) return nearest(directory, serving);
  return readers.flatMap((reader) => nearest(directory, nearby.filter((schema) => schema.reader === reader)));
}

/** Of one library: the schema of the package itself or of what it depends on; of models that are imported, all of these. */
function usedBy(home: string, directory: string, schemas: readonly FoundSchema[], workspace: Workspace): readonly FoundSchema[] {
  const own = schemas.filter((schema) => schema.home === home);
  const isImported = schemas[0]?.reader.kind === "source";
  if (own.length > 0 && !isImported) return nearest(directory, own);
  const all = new Set(own);
  for (const names of workspace.dependenciesOf(home)) {
    const used = schemas.filter((schema) => schema.packageName !== undefined && names.has(schema.packageName));
    if (used.length > 0 && !isImported) return nearest(directory, used);
    for (const schema of used) all.add(schema);
  }
  return [...all];
}

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
function nearest(directory: string, schemas: readonly FoundSchema[]): readonly FoundSchema[] {
  return [...schemas].sort((a, b) => shared(directory, b.directory) - shared(directory, a.directory) || b.models.length - a.models.length).slice(0, 1);
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
