import { dirname } from "node:path";
import { findRoot, loadProject, type Project } from "./project.ts";

/** The projects of files that come one by one, each loaded once; a project itself notices when its files change. */
export class Projects {
  readonly #roots = new Map<string, string>();
  readonly #projects = new Map<string, Project>();

  /** The project of a file: what its nearest `ringfence.json` governs. `overrides` is what a linter's own settings say. */
  of(file: string, overrides?: unknown): Project {
    const root = this.#rootOf(dirname(file));
    const key = `${root}\0${overrides === undefined ? "" : JSON.stringify(overrides)}`;
    const project = this.#projects.get(key) ?? loadProject(root, overrides);
    this.#projects.set(key, project);
    return project;
  }

  #rootOf(folder: string): string {
    const root = this.#roots.get(folder) ?? findRoot(folder);
    this.#roots.set(folder, root);
    return root;
  }
}
