import { adaptersFor } from "./adapters/hints.ts";
import { analyzeWith, startRun, type Knowledge } from "./analysis/analyze-file.ts";
import type { FileAnalysis } from "./analysis/file-analysis.ts";
import { Modules } from "./analysis/modules/modules.ts";
import { frameworks } from "./frameworks/index.ts";
import { createResolver } from "./modules/resolve.ts";
import type { Project } from "./project.ts";
import { parseSource } from "./syntax/parse.ts";
import { readSource } from "./syntax/read-source.ts";
import type { SourceFile } from "./syntax/source-file.ts";

/** Judges one file, and what it calls in other files, with every library and framework Ringfence knows. */
export function analyzeFile(file: SourceFile, project: Project): FileAnalysis {
  return analyzeWith(knowledgeOf(file, project), file, project, modulesOf(project));
}

function knowledgeOf(file: SourceFile, project: Project): Knowledge {
  const { data, cache } = adaptersFor(file.text, project.catalogFor(file.path));
  return { dataAdapters: data, cacheAdapters: cache, frameworks };
}

const opened = new WeakMap<Project, Modules>();

/** The other files of a project, opened when calls lead to them. */
function modulesOf(project: Project): Modules {
  const known = opened.get(project);
  if (known) return known;
  const resolver = createResolver(project.root);
  const modules = new Modules({
    resolve: (source, from) => resolver.resolve(source, from),
    read: readModule,
    start: (file, elsewhere, walks) => startRun(knowledgeOf(file, project), file, project, elsewhere, walks),
  });
  opened.set(project, modules);
  return modules;
}

function readModule(path: string): SourceFile | undefined {
  const source = readSource(path);
  const file = "skipped" in source ? source : parseSource(path, source.text);
  return "skipped" in file ? undefined : file;
}
