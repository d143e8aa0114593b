import type { Catalog } from "./catalog/catalog.ts";
import type { Settings } from "./settings/settings.ts";

/** A repository, or the part of it that one `ringfence.json` governs. */
export interface Project {
  /** Absolute path of the root. */
  readonly root: string;
  readonly settings: Settings;
  /** The catalog of the app that a file belongs to: the one of its nearest schema. */
  catalogFor(file: string): Catalog;
  readonly catalogs: readonly Catalog[];
}
