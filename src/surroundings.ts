import { basename, isAbsolute } from "node:path";
import { Modules } from "./analysis/modules/modules.ts";
import type { ModuleReader } from "./analysis/modules/reader.ts";
import { BasisFiles, type BasisFile } from "./basis.ts";
import { createImporters, type Importers, type ImportersOfAll } from "./modules/importers.ts";
import { createReach, type Reach } from "./modules/reach.ts";
import { createResolver, type Resolver } from "./modules/resolve.ts";
import { Texts } from "./modules/texts.ts";
import { NamingFiles } from "./naming-files.ts";
import type { Project } from "./project.ts";
import { RouterFiles } from "./router-files.ts";
import { parsedSource } from "./syntax/parsed.ts";
import { readSource } from "./syntax/read-source.ts";

/** How long, in milliseconds, the disk is taken to be as it was: a run over many files need not look for each. */
const freshFor = 250;

/** How much of the time may go into looking whether the disk has changed. */
const mostOfTime = 0.02;

/** How the files around one are judged. */
export interface Judging {
  readonly start: ModuleReader["start"];
  /** True for a text that may hold calls of known libraries. */
  readonly mayHoldCalls: (path: string, text: string) => boolean;
  /** True for a file that runs for all tenants. */
  readonly isSystem: (path: string) => boolean;
  /** True for one that is judged by itself: a script, a test. */
  readonly isApart: (path: string) => boolean;
  /** Which router files import what, where another thread has found it; told once. */
  readonly importers?: (() => ImportersOfAll | undefined) | undefined;
}

/** The other files of a project, opened when calls lead to them, and looked at anew when they change on the disk. */
export class Surroundings {
  readonly modules: Modules;
  /** What all was judged by; another schema or other settings make another object. */
  readonly settings: Project["settings"];
  readonly #reach: Reach;
  readonly #resolver: Resolver;
  readonly #texts = new Texts(textOf);
  readonly #basis: BasisFiles;
  readonly #routerFiles: RouterFiles;
  readonly #importers: Importers;
  readonly #naming: NamingFiles;
  #nextLook = performance.now() + freshFor;

  constructor(project: Project, { start, mayHoldCalls, isSystem, isApart, importers }: Judging) {
    this.settings = project.settings;
    const resolver = createResolver(project.root);
    const resolve = (specifier: string, from: string): string | undefined => (isAbsolute(specifier) ? resolver.resolve(`./${basename(specifier)}`, specifier) : resolver.resolve(specifier, from));
    const text = (path: string): string | undefined => this.#texts.of(path);
    this.#resolver = resolver;
    this.#reach = createReach({ resolve, read: text, isSought: mayHoldCalls });
    this.#routerFiles = new RouterFiles({ root: project.root, read: text, isSystem });
    this.#importers = createImporters({ files: () => this.#routerFiles.all, resolve, read: text, found: importers });
    this.#naming = new NamingFiles({ root: project.root, read: text, isApart });
    const naming = (name: string): readonly string[] | undefined => this.#naming.of(name);
    this.modules = new Modules({ resolve, text, start, parse: parseModule, routers: this.#importers, naming });
    this.#basis = new BasisFiles({ resolve, hashOf: (path) => this.#texts.hashOf(path), catalogFor: (path) => project.catalogFor(path), routersOf: (path) => this.#importers.of(path), naming });
  }

  /** The text of a file as it was when it was last looked at; undefined when it cannot be read. */
  text(path: string): string | undefined {
    return this.#texts.of(path);
  }

  /** The router files that import each file. */
  get importers(): ImportersOfAll {
    return this.#importers.all;
  }

  /** The files that the verdict on one rests on, itself first: those it led to, or none but itself when it was judged alone. */
  basisOf(path: string, alone: boolean): readonly BasisFile[] {
    if (alone) return [this.#basis.of(path, new Map())];
    const { files, sought, named } = this.modules.ledTo(path);
    return Array.from(files, ([file, meant]) => this.#basis.of(file, meant, sought.has(file) ? this.#importers.of(file) : undefined, named.get(file)));
  }

  /** True when a file of a basis is what it was, and its imports mean what they meant. */
  isStill(file: BasisFile): boolean {
    return this.#basis.isStill(file);
  }

  /** True when a file's imports lead to calls of known libraries. */
  leadsToCalls(path: string, text: string): boolean {
    return this.#reach.leadsToSought(path, text);
  }

  /** Drops what depends on files that have changed, and no more; to be called between files. */
  refresh(): void {
    const began = performance.now();
    if (began < this.#nextLook) return;
    this.#look();
    const ended = performance.now();
    this.#nextLook = ended + Math.max(freshFor, (ended - began) / mostOfTime);
  }

  #look(): void {
    const changed = this.#texts.refresh();
    this.modules.forget(changed);
    this.#naming.refresh(changed);
    for (const path of changed) this.#reach.forget(path);
    const isStale = this.#resolver.isStale();
    if (isStale) {
      this.#resolver.forget();
      this.modules.resolveAnew();
      this.#reach.forget();
    }
    if (!this.#routerFiles.refresh(changed) && !isStale && changed.length === 0) return;
    this.#importers.forget();
    this.modules.forgetRouters();
  }
}

function textOf(path: string): string | undefined {
  const source = readSource(path);
  return "skipped" in source ? undefined : source.text;
}

function parseModule(path: string, text: string): ReturnType<ModuleReader["parse"]> {
  const file = parsedSource(path, text);
  return "skipped" in file ? undefined : file;
}
