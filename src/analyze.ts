import { adaptersFor, mayHoldCalls, namesTenantKey } from "./adapters/hints.ts";
import { analyzeWith, isJudgedAlone, isSystemFile, startRun, type Knowledge } from "./analysis/analyze-file.ts";
import type { FileAnalysis } from "./analysis/file-analysis.ts";
import { settingsKey, type Basis, type BasisFile } from "./basis.ts";
import type { Catalog } from "./catalog/catalog.ts";
import { frameworks } from "./frameworks/index.ts";
import { mayBeEntered, mayBeServers } from "./frameworks/may-be-entered.ts";
import type { ImportersOfAll } from "./modules/importers.ts";
import type { Project } from "./project.ts";
import { Surroundings } from "./surroundings.ts";
import type { SourceFile } from "./syntax/source-file.ts";

/** Judges one file, and what it calls in other files, with every library and framework Ringfence knows. */
export function analyzeFile(file: SourceFile, project: Project): FileAnalysis {
  const knowledge = knowledgeOf(file, project);
  const alone = (): FileAnalysis => analyzeWith(knowledge, file, project);
  if (isJudgedAlone(file.path, project)) return alone();
  if (knowledge.dataAdapters.length === 0 && knowledge.cacheAdapters.length === 0) {
    // Without queries of its own, a file is worth following only from where requests enter, or somebody knows the tenant.
    const analysis = alone();
    if (analysis.entries.length === 0 && !namesTenantKey(file.text, project.catalogFor(file.path))) return analysis;
  }
  return analyzeWith(knowledge, file, project, surroundingsOf(project).modules);
}

/** False for a file in which nothing can be found: it calls no known library, and neither requests enter nor a tenant is known that go on to files which do. */
export function isWorthJudging({ path, text }: Pick<SourceFile, "path" | "text">, project: Project): boolean {
  const catalog = project.catalogFor(path);
  if (mayHoldCalls(text, catalog)) return true;
  return (mayBeEntered(text) || (namesTenantKey(text, catalog) && mayBeServers(text))) && !isSystemFile(path, project) && surroundingsOf(project).leadsToCalls(path, text);
}

/** What the verdict on a file just judged rests on; undefined when the file has changed meanwhile. */
export function basisOf({ path, text }: Pick<SourceFile, "path" | "text">, project: Project): Basis | undefined {
  const surroundings = asTheyWere(project);
  if (surroundings.text(path) !== text) return undefined;
  return { settings: settingsKey(project), files: surroundings.basisOf(path, isJudgedAlone(path, project)) };
}

/** True when a file of a verdict's basis is what it was. */
export function isStill(file: BasisFile, project: Project): boolean {
  return asTheyWere(project).isStill(file);
}

/** The text of a file, read once for all who ask; undefined when it cannot be read. */
export function textOf(path: string, project: Project): string | undefined {
  return asTheyWere(project).text(path);
}

/** The router files of a project that import each file, for threads that judge it too. */
export function importersIn(project: Project): ImportersOfAll {
  return asTheyWere(project).importers;
}

const heard = new WeakMap<Project, () => ImportersOfAll | undefined>();

/** Says where it is heard what `importersIn` says in another thread; to be said before anything is judged. */
export function hearImporters(project: Project, hear: () => ImportersOfAll | undefined): void {
  heard.set(project, hear);
}

const known = new WeakMap<SourceFile, { readonly catalog: Catalog; readonly knowledge: Knowledge }>();

/** A file is asked about when it is judged, and again when others call into it. */
function knowledgeOf(file: SourceFile, project: Project): Knowledge {
  const catalog = project.catalogFor(file.path);
  const before = known.get(file);
  if (before?.catalog === catalog) return before.knowledge;
  const { data, cache } = adaptersFor(file.text, catalog);
  const knowledge: Knowledge = { dataAdapters: data, cacheAdapters: cache, frameworks };
  known.set(file, { catalog, knowledge });
  return knowledge;
}

const opened = new WeakMap<Project, Surroundings>();

/** The files around those of a project, as they are on the disk now. */
function surroundingsOf(project: Project): Surroundings {
  const surroundings = asTheyWere(project);
  surroundings.refresh();
  return surroundings;
}

/** The same without a look at the disk: as they were for the file that was judged last. */
function asTheyWere(project: Project): Surroundings {
  const known = opened.get(project);
  if (known?.settings === project.settings) return known;
  const surroundings = new Surroundings(project, {
    start: (file, elsewhere, walks) => startRun(knowledgeOf(file, project), file, project, elsewhere, walks),
    isSystem: (path) => isSystemFile(path, project),
    isApart: (path) => isJudgedAlone(path, project),
    importers: heard.get(project),
    mayHoldCalls: (path, text) => mayHoldCalls(text, project.catalogFor(path)),
  });
  opened.set(project, surroundings);
  return surroundings;
}
