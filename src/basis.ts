import { hash } from "node:crypto";
import type { Catalog } from "./catalog/catalog.ts";
import type { NamedFor } from "./analysis/modules/modules.ts";
import type { Project } from "./project.ts";

/** What a verdict rests on, as plain data: with the same basis it is the same again. */
export interface Basis {
  /** Of the settings, and of where they stand. */
  readonly settings: string;
  /** The file that was judged, and all that it led to. */
  readonly files: readonly BasisFile[];
}

/** A file as a verdict found it. */
export interface BasisFile {
  /** Absolute. */
  readonly path: string;
  /** Of its text. */
  readonly hash: string;
  /** Of the models that its queries are about. */
  readonly catalog: string;
  /** What those of its imports meant that were followed; null where there was no file of the project's own. */
  readonly imports: readonly (readonly [specifier: string, path: string | null])[];
  /** For the file that was judged, and for routers that it is mounted on: which files may mount what stands in it. */
  readonly routers?: readonly string[];
  /** The names of it whose calls were looked for, and the files in which they stand; null where these were too many. */
  readonly named?: readonly (readonly [name: string, files: readonly string[] | null])[];
}

/** What files are compared by. */
export interface BasisQuestions {
  readonly resolve: (specifier: string, from: string) => string | undefined;
  readonly hashOf: (path: string) => string;
  readonly catalogFor: (path: string) => Catalog;
  readonly routersOf: (path: string) => readonly string[];
  readonly naming: (name: string) => readonly string[] | undefined;
}

/** The files that verdicts rest on, each described once. */
export class BasisFiles {
  readonly #ask: BasisQuestions;
  /** The latest description of each file: verdicts share them, since one file leads to more and more others. */
  readonly #described = new Map<string, BasisFile>();

  constructor(ask: BasisQuestions) {
    this.#ask = ask;
  }

  /** A file as it is now, with the meanings of its imports, with the routers where it is asked who mounts it, and with the files that call what it names. */
  of(path: string, meant: ReadonlyMap<string, string | undefined>, routers?: readonly string[], names?: NamedFor): BasisFile {
    const text = this.#ask.hashOf(path);
    const catalog = catalogKey(this.#ask.catalogFor(path));
    const named = names && names.size > 0 ? Array.from(names, ([name, files]) => [name, files ?? null] as const) : undefined;
    const known = this.#described.get(path);
    if (known?.hash === text && known.catalog === catalog && isSame(known.imports, meant) && isSameList(known.routers, routers) && JSON.stringify(known.named) === JSON.stringify(named)) return known;
    const file: BasisFile = { path, hash: text, catalog, imports: Array.from(meant, ([specifier, found]) => [specifier, found ?? null]), ...(routers && { routers }), ...(named && { named }) };
    this.#described.set(path, file);
    return file;
  }

  isStill({ path, hash: text, catalog, imports, routers, named = [] }: BasisFile): boolean {
    if (this.#ask.hashOf(path) !== text || catalogKey(this.#ask.catalogFor(path)) !== catalog) return false;
    if (!named.every(([name, files]) => isSameList(files ?? undefined, this.#ask.naming(name)))) return false;
    return imports.every(([specifier, meant]) => (this.#ask.resolve(specifier, path) ?? null) === meant) && (!routers || isSameList(routers, this.#ask.routersOf(path)));
  }
}

function isSame(imports: BasisFile["imports"], meant: ReadonlyMap<string, string | undefined>): boolean {
  return imports.length === meant.size && imports.every(([specifier, path]) => meant.has(specifier) && (meant.get(specifier) ?? null) === path);
}

function isSameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a?.join("\n") === b?.join("\n");
}

const settingsKeys = new WeakMap<Project["settings"], string>();

/** Names the settings of a project and where it stands. */
export function settingsKey({ root, settings }: Project): string {
  const key = settingsKeys.get(settings) ?? hash("sha1", `${root}\n${JSON.stringify(settings)}`).slice(0, 16);
  settingsKeys.set(settings, key);
  return key;
}

const catalogKeys = new WeakMap<Catalog, string>();

/** Of all that a catalog says: its own hash leaves out the order of the models, by which the first of several that fit is found, and the words. */
function catalogKey(catalog: Catalog): string {
  const key = catalogKeys.get(catalog) ?? hash("sha1", JSON.stringify(catalog, mapsAsLists)).slice(0, 16);
  catalogKeys.set(catalog, key);
  return key;
}

function mapsAsLists(_: string, value: unknown): unknown {
  return value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value;
}
