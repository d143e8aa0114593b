import { analyzeFile } from "../../analyze.ts";
import { cacheAdapters } from "../../adapters/cache/index.ts";
import { readSource } from "../../syntax/read-source.ts";
import { sourceFiles } from "../../cli/source-files.ts";
import { analyzeForHost } from "../../findings/analyze.ts";
import type { Project } from "../../project.ts";
import requireTenantCacheKey from "../../rules/require-tenant-cache-key.ts";
import { parseSource } from "../../syntax/parse.ts";
import type { PlanContext } from "../codemod.ts";
import { findingsOf } from "../findings-of.ts";
import { holdsTenant, keySites } from "./key-sites.ts";

/** One use of a key, as far as other files have to know. */
export interface KeyUse {
  readonly path: string;
  readonly key: string;
  /** Why it cannot be edited; undefined when it can. */
  readonly refused: string | undefined;
  readonly reported: boolean;
}

const indexes = new WeakMap<Project, readonly KeyUse[]>();

/** The uses of keys in the other files of the project: a key has to change everywhere or nowhere. */
export function keyUsesElsewhere(path: string, context: PlanContext): readonly KeyUse[] {
  const index = indexes.get(context.project) ?? indexUses(context);
  indexes.set(context.project, index);
  return index.filter((use) => use.path !== path);
}

function indexUses(context: PlanContext): readonly KeyUse[] {
  const { project } = context;
  return sourceFiles(project.root, [project.root]).files.flatMap((path) => {
    const source = readSource(path);
    if ("skipped" in source || !cacheAdapters.some(({ hint }) => hint.test(source.text))) return [];
    const file = parseSource(path, source.text);
    const analysis = "skipped" in file ? file : analyzeForHost(analyzeFile, file, project);
    if ("skipped" in analysis) return [];
    const reported = new Set(findingsOf(requireTenantCacheKey, analysis, context).map(({ subject }) => subject));
    return analysis.caches.filter((judgement) => !holdsTenant(judgement, analysis.file)).map((judgement): KeyUse => {
      const site = keySites(judgement, analysis.file);
      return { path, key: site.key, refused: "refused" in site ? site.refused : undefined, reported: reported.has(judgement) };
    });
  });
}
