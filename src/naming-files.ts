import { dirname } from "node:path";
import { repositoryFiles } from "./catalog/repository-files.ts";
import { isCode } from "./catalog/source-schemas.ts";
import { stampOf } from "./modules/texts.ts";

/** In how many files a name may stand that all calls are looked for of: one that stands in more, as `update` does, has calls that nobody understands. */
const mostFiles = 12;

/** What says in which files of a project a name stands. */
export interface NamingQuestions {
  readonly root: string;
  /** The text of a file; undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** True for a script or a test: what it calls, it calls for all tenants. */
  readonly isApart: (path: string) => boolean;
}

/** The files of a project in which names stand, by a glance at their texts. */
export class NamingFiles {
  readonly #ask: NamingQuestions;
  #modules: readonly string[] | undefined;
  /** Of the folders that were searched: their times change when files come or go. */
  #stamps = new Map<string, string>();
  readonly #known = new Map<string, readonly string[] | undefined>();

  constructor(ask: NamingQuestions) {
    this.#ask = ask;
  }

  /** Absolute and sorted; undefined where there are too many to look into. */
  of(name: string): readonly string[] | undefined {
    if (!this.#known.has(name)) this.#known.set(name, this.#search(name));
    return this.#known.get(name);
  }

  /** Looks whether files came or went, or have other texts; drops what was found then. */
  refresh(changed: readonly string[]): void {
    const isAnother = [...this.#stamps].some(([folder, stamp]) => stampOf(folder) !== stamp);
    if (isAnother) this.#modules = undefined;
    if (isAnother || changed.length > 0) this.#known.clear();
  }

  #search(name: string): readonly string[] | undefined {
    const found: string[] = [];
    for (const file of (this.#modules ??= this.#listed())) {
      if (this.#ask.read(file)?.includes(name) === true && !this.#ask.isApart(file)) found.push(file);
      if (found.length > mostFiles) return undefined;
    }
    return found;
  }

  #listed(): readonly string[] {
    const { root } = this.#ask;
    const modules = repositoryFiles(root).all.filter(isCode);
    this.#stamps = new Map([root, ...modules.map((file) => dirname(file))].map((folder) => [folder, stampOf(folder)]));
    return modules;
  }
}
