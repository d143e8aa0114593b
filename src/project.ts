import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { buildCatalog } from "./catalog/build-catalog.ts";
import type { Catalog } from "./catalog/catalog.ts";
import type { DeclaredSchema } from "./catalog/declared-model.ts";
import { findSchemas } from "./catalog/find-schemas.ts";
import { mergeSchemas } from "./catalog/merge-schemas.ts";
import { isApart, nearestSchemas } from "./catalog/nearest-schema.ts";
import type { FoundSchema } from "./catalog/schema-reader.ts";
import { readWorkspace, type Workspace } from "./catalog/workspace.ts";
import { readSettings, settingsFile } from "./settings/read-settings.ts";
import type { Settings } from "./settings/settings.ts";
import { systemFiles } from "./settings/system-files.ts";

/** A repository, or the part of it that one `ringfence.json` governs. */
export interface Project {
  /** Absolute path of the root. */
  readonly root: string;
  /** Throws a SettingsError when they cannot be used. */
  readonly settings: Settings;
  /** The catalog of the app that a file belongs to: the one of the schemas it uses, or one without models. */
  catalogFor(file: string): Catalog;
  readonly catalogs: readonly Catalog[];
}

/** What was read at one time; a newer state takes its place when a file on disk has changed. */
interface State {
  /** Modification times of all that was read. */
  readonly stamp: string;
  readonly settings: Settings;
  readonly settingsStamp: string;
  readonly schemas: readonly FoundSchema[];
  readonly workspace: Workspace;
  /** Modification times of each schema's files. */
  readonly stamps: ReadonlyMap<FoundSchema, string>;
  /** What was read of each schema, and the catalogs made of them, by their stamps. */
  readonly declared: Map<string, DeclaredSchema>;
  readonly catalogs: Map<string, Catalog>;
  /** The catalog of each set of schemas that was asked about. */
  readonly catalogOf: Map<readonly FoundSchema[], Catalog>;
  /** The schemas that the files of a folder use. */
  readonly nearest: Map<string, readonly FoundSchema[]>;
  readonly empty: Catalog;
}

/** How long, in milliseconds, a state is taken to be fresh: one run over many files need not look at the disk for each. */
const freshFor = 250;

/**
 * The project at a root. Nothing is read before it is asked for; an edited schema or `ringfence.json` is noticed.
 * `overrides` is what a host says over `ringfence.json`; `now` gives milliseconds.
 */
export function loadProject(root: string, overrides?: unknown, now: () => number = Date.now): Project {
  const absolute = resolve(root);
  let state: State | undefined;
  let checked = 0;
  const current = (): State => {
    const time = now();
    if (state && time - checked < freshFor) return state;
    checked = time;
    if (!state || stampOf(watched(absolute, state.schemas)) !== state.stamp) state = readState(absolute, overrides, state);
    return state;
  };
  return {
    root: absolute,
    get settings() {
      return current().settings;
    },
    get catalogs() {
      const at = current();
      return setsOf(at).map((schemas) => catalogOf(schemas, at));
    },
    catalogFor(file) {
      const at = current();
      const directory = dirname(resolve(absolute, file));
      const schemas = at.nearest.get(directory) ?? nearestSchemas(directory, at.schemas, at.workspace);
      at.nearest.set(directory, schemas);
      return catalogOf(schemas, at);
    },
  };
}

/** The root of the project that a file or folder is in: the nearest `ringfence.json`, else the git root, else the nearest package.json, else the folder itself. */
export function findRoot(from: string): string {
  const start = folderOf(resolve(from));
  return upward(start, settingsFile) ?? upward(start, ".git") ?? upward(start, "package.json") ?? start;
}

/** The nearest folder with a `ringfence.json`, from a folder upwards. */
export function settingsAbove(folder: string): string | undefined {
  return upward(folder, settingsFile);
}

function readState(root: string, overrides: unknown, before: State | undefined): State {
  const settings = readSettings(root, overrides);
  const settingsStamp = JSON.stringify(settings);
  const { schemas, base } = schemasOf(root, settings);
  // Two readers may read the same files, each for its own library.
  const stamps = new Map(schemas.map((schema) => [schema, `${schema.reader.name} ${stampOf(schema.files)}`]));
  const isCurrent = (key: string): boolean => key.split("\n").every((stamp) => [...stamps.values()].includes(stamp));
  const kept = <T>(known: ReadonlyMap<string, T> | undefined): Map<string, T> => new Map([...(known ?? [])].filter(([key]) => isCurrent(key)));
  const catalogs = kept(before?.settingsStamp === settingsStamp ? before.catalogs : undefined);
  const empty = buildCatalog({ models: new Map(), problems: [], files: [] }, settings);
  return { stamp: stampOf(watched(root, schemas)), settings, settingsStamp, schemas, workspace: readWorkspace(base), declared: kept(before?.declared), catalogs, catalogOf: new Map(), stamps, nearest: new Map(), empty };
}

/** The schemas of a root; a root without any, such as one app of a repository, uses those of the repository. */
function schemasOf(root: string, settings: Settings): { schemas: FoundSchema[]; base: string } {
  const schemas = findSchemas(root, settings.schema);
  const repository = upward(root, ".git");
  if (schemas.some(({ reader }) => reader.adjoins !== true) || settings.schema || repository === undefined || repository === root) return { schemas, base: root };
  return { schemas: findSchemas(repository), base: repository };
}

function catalogOf(schemas: readonly FoundSchema[], state: State): Catalog {
  const catalog = state.catalogOf.get(schemas) ?? catalogByStamps(schemas, state);
  state.catalogOf.set(schemas, catalog);
  return catalog;
}

function catalogByStamps(schemas: readonly FoundSchema[], state: State): Catalog {
  if (schemas.length === 0) return state.empty;
  const key = schemas.map((schema) => state.stamps.get(schema)).join("\n");
  const known = state.catalogs.get(key);
  if (known) return known;
  const read = schemas.map((schema) => ({ schema: declaredBy(schema, state), secondary: schema.reader.secondary === true, generated: schema.reader.generated === true }));
  const catalog = buildCatalog(outsideSystem(mergeSchemas(read), state), state.settings);
  state.catalogs.set(key, catalog);
  return catalog;
}

/** What scripts and tests do with the schemas of single tenants says nothing of other code. */
function outsideSystem(declared: DeclaredSchema, { settings, workspace }: State): DeclaredSchema {
  const { tenantSchemas, ...others } = declared;
  if (!tenantSchemas) return declared;
  const runsFor = systemFiles(workspace.root, settings.system);
  const serving = tenantSchemas.filter(({ file }) => runsFor(file) === undefined);
  return serving.length > 0 ? { ...others, tenantSchemas: serving } : others;
}

function declaredBy(schema: FoundSchema, state: State): DeclaredSchema {
  const stamp = state.stamps.get(schema) ?? "";
  const declared = state.declared.get(stamp) ?? schema.reader.read(schema.files);
  state.declared.set(stamp, declared);
  return declared;
}

/** Each schema with those of other libraries that the files around it use too, those of fixtures last; what is part of another set is left out. */
function setsOf({ schemas, workspace }: State): readonly (readonly FoundSchema[])[] {
  const ordered = [...schemas].sort((a, b) => Number(isApart(a, workspace.root)) - Number(isApart(b, workspace.root)));
  const sets = ordered.filter(({ reader }) => reader.adjoins !== true).map((schema) => {
    const others = nearestSchemas(schema.directory, schemas, workspace).filter((other) => other.reader !== schema.reader || schema.reader.kind === "source");
    return [...new Set([schema, ...others])];
  });
  const isWithin = (part: readonly FoundSchema[], whole: readonly FoundSchema[]): boolean => part.every((schema) => whole.includes(schema));
  return sets.filter((set, index) => !sets.some((other, at) => at !== index && isWithin(set, other) && (other.length > set.length || at < index)));
}

/** A folder's time changes when a file comes or goes, so the folders tell of new schema files. */
function watched(root: string, schemas: readonly FoundSchema[]): string[] {
  const files = schemas.flatMap((schema) => schema.files);
  return [join(root, settingsFile), join(root, "prisma"), ...(schemas.length === 0 ? [root] : []), ...files, ...new Set(files.map(dirname))];
}

function stampOf(paths: readonly string[]): string {
  return paths.map((path) => `${path}@${statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? "none"}`).join("|");
}

function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : dirname(path);
}

function upward(from: string, name: string): string | undefined {
  for (let at = from; ; at = dirname(at)) {
    if (existsSync(join(at, name))) return at;
    if (at === dirname(at)) return undefined;
  }
}
