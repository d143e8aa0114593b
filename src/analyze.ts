import { basename, isAbsolute } from "node:path";
import { adaptersFor, mayHoldCalls } from "./adapters/hints.ts";
import { analyzeWith, isSystemFile, startRun, type Knowledge } from "./analysis/analyze-file.ts";
import type { FileAnalysis } from "./analysis/file-analysis.ts";
import { Modules } from "./analysis/modules/modules.ts";
import { frameworks } from "./frameworks/index.ts";
import { mayBeEntered } from "./frameworks/may-be-entered.ts";
import { createReach } from "./modules/reach.ts";
import { createResolver } from "./modules/resolve.ts";
import type { Project } from "./project.ts";
import { parsedSource } from "./syntax/parsed.ts";
import { readSource } from "./syntax/read-source.ts";
import type { SourceFile } from "./syntax/source-file.ts";

/** Judges one file, and what it calls in other files, with every library and framework Ringfence knows. */
export function analyzeFile(file: SourceFile, project: Project): FileAnalysis {
  const knowledge = knowledgeOf(file, project);
  const alone = (): FileAnalysis => analyzeWith(knowledge, file, project);
  // Whatever a script or a test calls, it does so for all tenants.
  if (isSystemFile(file.path, project)) return alone();
  if (knowledge.dataAdapters.length === 0 && knowledge.cacheAdapters.length === 0) {
    // Without queries of its own, a file is worth following only from where requests enter.
    const analysis = alone();
    if (analysis.entries.length === 0) return analysis;
  }
  return analyzeWith(knowledge, file, project, surroundingsOf(project).modules);
}

/** False for a file in which nothing can be found: it calls no known library, and no request enters that goes on to files which do. */
export function isWorthJudging({ path, text }: Pick<SourceFile, "path" | "text">, project: Project): boolean {
  if (mayHoldCalls(text, project.catalogFor(path))) return true;
  return mayBeEntered(text) && !isSystemFile(path, project) && surroundingsOf(project).leadsToCalls(path, text);
}

function knowledgeOf(file: SourceFile, project: Project): Knowledge {
  const { data, cache } = adaptersFor(file.text, project.catalogFor(file.path));
  return { dataAdapters: data, cacheAdapters: cache, frameworks };
}

/** The other files of a project, opened when calls lead to them. */
interface Surroundings {
  readonly modules: Modules;
  /** True when a file's imports lead to calls of known libraries. */
  readonly leadsToCalls: (path: string, text: string) => boolean;
}

const opened = new WeakMap<Project, Surroundings>();

function surroundingsOf(project: Project): Surroundings {
  const known = opened.get(project);
  if (known) return known;
  const resolver = createResolver(project.root);
  const resolve = (specifier: string, from: string): string | undefined => (isAbsolute(specifier) ? resolver.resolve(`./${basename(specifier)}`, specifier) : resolver.resolve(specifier, from));
  const surroundings: Surroundings = {
    modules: new Modules({
      resolve,
      text: textOf,
      parse: parseModule,
      start: (file, elsewhere, walks) => startRun(knowledgeOf(file, project), file, project, elsewhere, walks),
    }),
    leadsToCalls: createReach({ resolve, read: textOf, isSought: (path, text) => mayHoldCalls(text, project.catalogFor(path)) }),
  };
  opened.set(project, surroundings);
  return surroundings;
}

function textOf(path: string): string | undefined {
  const source = readSource(path);
  return "skipped" in source ? undefined : source.text;
}

function parseModule(path: string, text: string): SourceFile | undefined {
  const file = parsedSource(path, text);
  return "skipped" in file ? undefined : file;
}
