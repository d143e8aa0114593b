import { dirname } from "node:path";
import { repositoryFiles, type Package } from "./catalog/repository-files.ts";
import { isCode, usesOneOf } from "./catalog/source-schemas.ts";
import { mayMount, routingPackages } from "./frameworks/may-mount.ts";
import { stampOf } from "./modules/texts.ts";

/** What says which files of a project may mount handlers. */
export interface RouterQuestions {
  readonly root: string;
  /** The text of a file; undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** True for what runs for all tenants: what a test mounts tells nothing of the server. */
  readonly isSystem: (path: string) => boolean;
}

/** The files of a project that may mount handlers, by a glance at the texts of packages that use a routing framework. */
export class RouterFiles {
  readonly #ask: RouterQuestions;
  #found: readonly string[] | undefined;
  /** Of the folders that were searched: their times change when files come or go. */
  #stamps = new Map<string, string>();

  readonly #used = new WeakMap<Package, boolean>();

  constructor(ask: RouterQuestions) {
    this.#ask = ask;
  }

  /** Absolute and sorted. */
  get all(): readonly string[] {
    return (this.#found ??= this.#search());
  }

  /** Looks whether files came or went, or count now, or count no more; true when it is so. */
  refresh(changed: readonly string[]): boolean {
    const found = this.#found;
    if (!found) return false;
    const isAnother = [...this.#stamps].some(([folder, stamp]) => stampOf(folder) !== stamp) || changed.some((path) => found.includes(path) !== this.#counts(path));
    if (isAnother) this.#found = undefined;
    return isAnother;
  }

  #search(): readonly string[] {
    const { root } = this.#ask;
    const repository = repositoryFiles(root);
    const modules = repository.all.filter((file) => isCode(file) && this.#uses(repository.packageOf(dirname(file))));
    this.#stamps = new Map([root, ...modules.map((file) => dirname(file))].map((folder) => [folder, stampOf(folder)]));
    return modules.filter((file) => this.#counts(file));
  }

  #uses(home: Package): boolean {
    const known = this.#used.get(home) ?? usesOneOf(home, routingPackages);
    this.#used.set(home, known);
    return known;
  }

  #counts(path: string): boolean {
    return mayMount(this.#ask.read(path) ?? "") && !this.#ask.isSystem(path);
  }
}
