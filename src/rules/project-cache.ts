import { statSync } from "node:fs";
import { dirname, join } from "node:path";
import { findRoot, loadProject, type Project } from "../project.ts";

/** How long a project is taken for unchanged without a look at its files, in milliseconds. */
const trust = 1000;

interface Entry {
  readonly project: Project;
  readonly signature: string;
  checkedAt: number;
}

/**
 * The projects of the files that a linter hands over one by one. An editor keeps its linter for hours, so a project is
 * loaded again when its settings or schema files change.
 */
export class ProjectCache {
  readonly #projects = new Map<string, Entry>();
  readonly #roots = new Map<string, string>();
  readonly #now: () => number;

  /** `now` gives milliseconds on a clock that never goes back. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The project of a file; `overrides` is what the linter's own settings say. */
  projectOf(file: string, overrides: unknown): Project {
    const root = this.#rootOf(dirname(file));
    const key = `${root}\0${JSON.stringify(overrides) ?? ""}`;
    const known = this.#projects.get(key);
    if (known && this.#isFresh(known)) return known.project;
    const project = loadProject(root, overrides);
    this.#projects.set(key, { project, signature: signatureOf(project), checkedAt: this.#now() });
    return project;
  }

  #rootOf(folder: string): string {
    const root = this.#roots.get(folder) ?? findRoot(folder);
    this.#roots.set(folder, root);
    return root;
  }

  #isFresh(entry: Entry): boolean {
    if (this.#now() - entry.checkedAt < trust) return true;
    entry.checkedAt = this.#now();
    this.#roots.clear();
    return signatureOf(entry.project) === entry.signature;
  }
}

/** Times of change of the files that a project was read from. */
function signatureOf(project: Project): string {
  const files = [join(project.root, "ringfence.json"), ...project.catalogs.flatMap(({ files }) => files)];
  return files.map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? "-").join(" ");
}
