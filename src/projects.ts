import { dirname, isAbsolute, relative } from "node:path";
import { findRoot, loadProject, settingsAbove, type Project } from "./project.ts";

/**
 * The projects of files that come one by one, each loaded once; a project itself notices when its files change. Files
 * below the folder a host runs in belong to that folder's project, unless a `ringfence.json` stands nearer.
 */
export class Projects {
  readonly #home: string;
  readonly #roots = new Map<string, string>();
  readonly #projects = new Map<string, Project>();

  constructor(home = process.cwd()) {
    this.#home = findRoot(home);
  }

  /** The project of a file: what its nearest `ringfence.json` governs. `overrides` is what a linter's own settings say. */
  of(file: string, overrides?: unknown): Project {
    const root = this.#rootOf(dirname(file));
    const key = `${root}\0${overrides === undefined ? "" : JSON.stringify(overrides)}`;
    const project = this.#projects.get(key) ?? loadProject(root, overrides);
    this.#projects.set(key, project);
    return project;
  }

  #rootOf(folder: string): string {
    const root = this.#roots.get(folder) ?? this.#findRoot(folder);
    this.#roots.set(folder, root);
    return root;
  }

  #findRoot(folder: string): string {
    const inside = relative(this.#home, folder);
    if (inside.startsWith("..") || isAbsolute(inside)) return findRoot(folder);
    const nearer = settingsAbove(folder);
    return nearer !== undefined && !relative(this.#home, nearer).startsWith("..") ? nearer : this.#home;
  }
}
