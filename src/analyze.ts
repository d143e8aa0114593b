import { basename, isAbsolute } from "node:path";
import { adaptersFor, mayHoldCalls } from "./adapters/hints.ts";
import { analyzeWith, startRun, type Knowledge } from "./analysis/analyze-file.ts";
import type { FileAnalysis } from "./analysis/file-analysis.ts";
import { Modules } from "./analysis/modules/modules.ts";
import { frameworks } from "./frameworks/index.ts";
import { mayBeEntered } from "./frameworks/may-be-entered.ts";
import { createReach } from "./modules/reach.ts";
import { createResolver } from "./modules/resolve.ts";
import type { Project } from "./project.ts";
import { parseSource } from "./syntax/parse.ts";
import { readSource } from "./syntax/read-source.ts";
import type { SourceFile } from "./syntax/source-file.ts";

/** Judges one file, and what it calls in other files, with every library and framework Ringfence knows. */
export function analyzeFile(file: SourceFile, project: Project): FileAnalysis {
  return analyzeWith(knowledgeOf(file, project), file, project, surroundingsOf(project).modules);
}

/** False for a file in which nothing can be found: it calls no known library, and no request enters that goes on to files which do. */
export function isWorthJudging({ path, text }: Pick<SourceFile, "path" | "text">, project: Project): boolean {
  return mayHoldCalls(text, project.catalogFor(path)) || (mayBeEntered(text) && surroundingsOf(project).leadsToCalls(path, text));
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
      read: readModule,
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

function readModule(path: string): SourceFile | undefined {
  const source = readSource(path);
  const file = "skipped" in source ? source : parseSource(path, source.text);
  return "skipped" in file ? undefined : file;
}
