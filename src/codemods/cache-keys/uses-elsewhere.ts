import { analyzeFile } from "../../analyze.ts";
import { cacheAdapters } from "../../adapters/cache/index.ts";
import { readSource } from "../../cli/read-source.ts";
import { sourceFiles } from "../../cli/source-files.ts";
import { analyzeForHost } from "../../findings/analyze.ts";
import type { Project } from "../../project.ts";
import requireTenantCacheKey from "../../rules/require-tenant-cache-key.ts";
import { parseSource } from "../../syntax/parse.ts";
import type { PlanContext } from "../codemod.ts";
import { findingsOf } from "../findings-of.ts";
import { keySites } from "./key-sites.ts";

/** One use of a key, as far as other files have to know. */
interface Use {
  readonly path: string;
  /** Why it cannot be edited; undefined when it can. */
  readonly refused: string | undefined;
  readonly reported: boolean;
}

const indexes = new WeakMap<Project, Map<string, Use[]>>();

/** The uses of a key in the other files of the project: a key has to change everywhere or nowhere. */
export function keyUsesElsewhere(key: string, path: string, context: PlanContext): readonly Use[] {
  const index = indexes.get(context.project) ?? indexUses(context);
  indexes.set(context.project, index);
  return (index.get(key) ?? []).filter((use) => use.path !== path);
}

function indexUses(context: PlanContext): Map<string, Use[]> {
  const { project } = context;
  const index = new Map<string, Use[]>();
  for (const path of sourceFiles(project.root, [project.root]).files) {
    const source = readSource(path);
    if ("skipped" in source || !cacheAdapters.some(({ hint }) => hint.test(source.text))) continue;
    const file = parseSource(path, source.text);
    const analysis = "skipped" in file ? file : analyzeForHost(analyzeFile, file, project);
    if ("skipped" in analysis) continue;
    const reported = new Set(findingsOf(requireTenantCacheKey, analysis, context).map(({ subject }) => subject));
    for (const judgement of analysis.caches) {
      const site = keySites(judgement, analysis.file);
      const use = { path, refused: "refused" in site ? site.refused : undefined, reported: reported.has(judgement) };
      index.set(site.key, [...(index.get(site.key) ?? []), use]);
    }
  }
  return index;
}
