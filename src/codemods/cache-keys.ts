import { relative, sep } from "node:path";
import type { CacheJudgement } from "../analysis/judgement.ts";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import requireTenantCacheKey from "../rules/require-tenant-cache-key.ts";
import type { Node, TextEdit } from "../syntax/source-file.ts";
import { keySites, type KeySite } from "./cache-keys/key-sites.ts";
import { keyUsesElsewhere } from "./cache-keys/uses-elsewhere.ts";
import { defineCodemod, type Change, type FilePlan, type LeftAlone, type PlanContext } from "./codemod.ts";
import { findingsOf } from "./findings-of.ts";
import { firstThatCompiles, tenantSpellings } from "./trial/first-that-compiles.ts";

export default defineCodemod({
  name: "cache-keys",
  description: "put the caller's tenant into cache keys, for every call that uses the same key",
  plan(analysis, context) {
    const changes: Change[] = [];
    const leftAlone: LeftAlone[] = [];
    for (const group of groupsOf(analysis, context)) {
      const outcome = mend(group, analysis, context);
      if (typeof outcome === "string") leftAlone.push(...group.reported.map(({ node }) => ({ node, reason: outcome })));
      else changes.push(outcome);
    }
    return { changes, leftAlone } satisfies FilePlan;
  },
});

/** All calls of a file that use one key, and those of them that are reported. */
interface Group {
  readonly key: string;
  readonly uses: readonly CacheJudgement[];
  readonly reported: readonly CacheJudgement[];
}

function groupsOf(analysis: FileAnalysis, context: PlanContext): readonly Group[] {
  const reported = new Set(findingsOf(requireTenantCacheKey, analysis, context).flatMap(({ subject }) => ("use" in subject ? [subject] : [])));
  const groups = new Map<string, CacheJudgement[]>();
  for (const judgement of analysis.caches) {
    const { key } = keySites(judgement, analysis.file);
    groups.set(key, [...(groups.get(key) ?? []), judgement]);
  }
  return [...groups]
    .map(([key, uses]) => ({ key, uses, reported: uses.filter((use) => reported.has(use) && use.verdict === "unscoped") }))
    .filter(({ key, uses, reported: here }) => here.length > 0 || (uses.length > 0 && keyUsesElsewhere(key, analysis.file.path, context).some((use) => use.reported)));
}

/** One change for all calls, so that reads, writes and deletes stay in step. */
function mend({ key, uses }: Group, analysis: FileAnalysis, context: PlanContext): Change | string {
  if (!context.runtime) return "The key is made by `tenantKey` of @ringfence/runtime, which is not installed; --runtime edits nevertheless.";
  const sites: KeySite[] = [];
  for (const judgement of uses) {
    const found = keySites(judgement, analysis.file);
    if ("refused" in found) return found.refused;
    sites.push(found);
  }
  const stuck = keyUsesElsewhere(key, analysis.file.path, context).find(({ refused }) => refused !== undefined);
  if (stuck) return `The same key is used in ${relative(context.project.root, stuck.path).split(sep).join("/")}, where it cannot be edited: ${stuck.refused ?? ""}`;
  const places = [...new Map(sites.map((site) => [site.node, site])).values()];
  const [first] = places;
  if (!first) return "The key is not written in this file.";
  const spelled = [false, true].map((marked): Change => ({
    node: first.node,
    title: `put \`${first.tenant}\` into the key${places.length > 1 ? ` of ${places.length} calls` : ""}`,
    edits: places.flatMap(({ node, tenant }) => wrap(node, marked ? (tenantSpellings(tenant, analysis.file.path).at(-1) ?? tenant) : tenant)),
    imports: [{ name: "tenantKey", from: "@ringfence/runtime" }],
  }));
  return firstThatCompiles(spelled, analysis, context.project);
}

function wrap({ range: [start, end] }: Node, tenant: string): readonly TextEdit[] {
  return [
    { range: [start, start], text: `tenantKey(${tenant}, ` },
    { range: [end, end], text: ")" },
  ];
}
