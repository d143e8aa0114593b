import type { Judge } from "../findings/analyze.ts";
import type { Preset } from "../findings/confidence.ts";
import type { Project } from "../project.ts";
import { parseSource, type Skipped } from "../syntax/parse.ts";
import type { Codemod } from "./codemod.ts";
import { dependsOnRuntime } from "./depends-on-runtime.ts";
import type { Tools } from "./plan-file.ts";
import { createCompiler, newComplaints } from "./trial/compile.ts";
import { commonReads, sessionReadsIn, type SessionRead } from "./session-reads.ts";

/** What a host brings and the user chose. */
export interface ToolsOptions extends Judge {
  readonly projectOf: (file: string) => Project;
  readonly codemods: readonly Codemod[];
  readonly preset: Preset;
  /** True when files may import `@ringfence/runtime` whether their package depends on it or not. */
  readonly runtime: boolean;
  /** True when functions that ids are handed to may take the tenant from the runtime's context, too. */
  readonly helpers: boolean;
  /** Absolute paths of a project's source files. */
  readonly filesOf: (project: Project) => readonly string[];
  readonly read: (path: string) => { readonly text: string } | Skipped;
}

/** Everything the planner asks for; what is known of a whole project is found once, when it is first asked for. */
export function toolsFor(options: ToolsOptions): Tools {
  const { analyze, isWorthJudging, projectOf, codemods, preset, runtime, helpers } = options;
  const known = new Map<string, readonly SessionRead[]>();
  const sessionReads = (project: Project): readonly SessionRead[] => {
    const reads = known.get(project.root) ?? findReads(project, options);
    known.set(project.root, reads);
    return reads;
  };
  return {
    analyze,
    isWorthJudging,
    projectOf,
    codemods,
    complaint: newComplaints(createCompiler()),
    contextOf: (file) => {
      const project = projectOf(file);
      return { project, preset, runtime: runtime || dependsOnRuntime(file, project.root), helpers, sessionReads: () => sessionReads(project) };
    },
  };
}

function findReads(project: Project, { filesOf, read }: ToolsOptions): readonly SessionRead[] {
  const reads = filesOf(project).flatMap((path) => {
    const source = read(path);
    const { tenancy } = project.catalogFor(path);
    if ("skipped" in source || ![...tenancy.keys, ...tenancy.aliases].some((key) => source.text.includes(key))) return [];
    const file = parseSource(path, source.text);
    return "skipped" in file ? [] : sessionReadsIn(file, project.catalogFor(path));
  });
  return commonReads(reads);
}
