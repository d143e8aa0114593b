import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { buildCatalog } from "./catalog/build-catalog.ts";
import type { Catalog } from "./catalog/catalog.ts";
import { findSchemas, type FoundSchema } from "./catalog/find-schemas.ts";
import { isApart, nearestSchema } from "./catalog/nearest-schema.ts";
import { readPrismaSchema } from "./catalog/prisma-schema.ts";
import { readWorkspace, type Workspace } from "./catalog/workspace.ts";
import { readSettings, settingsFile } from "./settings/read-settings.ts";
import type { Settings } from "./settings/settings.ts";

/** A repository, or the part of it that one `ringfence.json` governs. */
export interface Project {
  /** Absolute path of the root. */
  readonly root: string;
  /** Throws a SettingsError when they cannot be used. */
  readonly settings: Settings;
  /** The catalog of the app that a file belongs to: the one of its nearest schema, or one without models. */
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
  readonly catalogs: Map<FoundSchema, Catalog>;
  readonly stamps: ReadonlyMap<FoundSchema, string>;
  readonly nearest: Map<string, FoundSchema | undefined>;
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
      return [...at.schemas].sort((a, b) => Number(isApart(a, absolute)) - Number(isApart(b, absolute))).map((schema) => catalogOf(schema, at));
    },
    catalogFor(file) {
      const at = current();
      const directory = dirname(resolve(absolute, file));
      if (!at.nearest.has(directory)) at.nearest.set(directory, nearestSchema(directory, at.schemas, at.workspace));
      const schema = at.nearest.get(directory);
      return schema ? catalogOf(schema, at) : at.empty;
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
  const stamps = new Map(schemas.map((schema) => [schema, stampOf(schema.files)]));
  const catalogs = new Map<FoundSchema, Catalog>();
  if (before?.settingsStamp === settingsStamp) {
    const known = new Map([...before.catalogs].map(([schema, catalog]) => [before.stamps.get(schema), catalog] as const));
    for (const [schema, stamp] of stamps) {
      const kept = known.get(stamp);
      if (kept) catalogs.set(schema, kept);
    }
  }
  const empty = buildCatalog({ models: new Map(), problems: [], files: [] }, settings);
  return { stamp: stampOf(watched(root, schemas)), settings, settingsStamp, schemas, workspace: readWorkspace(base), catalogs, stamps, nearest: new Map(), empty };
}

/** The schemas of a root; a root without any, such as one app of a repository, uses those of the repository. */
function schemasOf(root: string, settings: Settings): { schemas: FoundSchema[]; base: string } {
  const schemas = findSchemas(root, settings.schema);
  const repository = upward(root, ".git");
  if (schemas.length > 0 || settings.schema || repository === undefined || repository === root) return { schemas, base: root };
  return { schemas: findSchemas(repository), base: repository };
}

function catalogOf(schema: FoundSchema, state: State): Catalog {
  const known = state.catalogs.get(schema);
  if (known) return known;
  const catalog = buildCatalog(readPrismaSchema(schema.files), state.settings);
  state.catalogs.set(schema, catalog);
  return catalog;
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
