import { relative, sep } from "node:path";
import type { CacheJudgement } from "../analysis/judgement.ts";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import requireTenantCacheKey from "../rules/require-tenant-cache-key.ts";
import type { Node, TextEdit } from "../syntax/source-file.ts";
import { holdsTenant, keySites, type KeySite } from "./cache-keys/key-sites.ts";
import { groupKeys } from "./cache-keys/same-key.ts";
import { keyUsesElsewhere, type KeyUse } from "./cache-keys/uses-elsewhere.ts";
import { defineCodemod, type Change, type FilePlan, type LeftAlone, type PlanContext } from "./codemod.ts";
import { enclosingFunction } from "./enclosing-function.ts";
import { findingsOf } from "./findings-of.ts";
import { oneOf, tenantSpellings } from "./ways.ts";

export default defineCodemod({
  name: "cache-keys",
  description: "put the caller's tenant into cache keys, for every call that uses the same key",
  plan(analysis, context) {
    const changes: Change[] = [];
    const leftAlone: LeftAlone[] = [];
    for (const group of groupsOf(analysis, context)) {
      const outcome = mend(group, analysis, context);
      if (typeof outcome === "string") leftAlone.push(...group.reported.map((judgement) => leave(judgement, outcome)));
      else changes.push(outcome);
    }
    return { changes, leftAlone } satisfies FilePlan;
  },
});

/** The callers are named where they would have to hand the tenant in. */
function leave({ node, use, tenantInScope }: CacheJudgement, reason: string): LeftAlone {
  return { node, reason, callersOf: tenantInScope === undefined ? enclosingFunction(use.node) : undefined };
}

/** All calls that may use one key: those of the file, those of them that are reported, and those of other files. */
interface Group {
  readonly uses: readonly CacheJudgement[];
  readonly reported: readonly CacheJudgement[];
  readonly elsewhere: readonly KeyUse[];
}

function groupsOf(analysis: FileAnalysis, context: PlanContext): readonly Group[] {
  if (analysis.caches.length === 0) return [];
  const findings = findingsOf(requireTenantCacheKey, analysis, context).flatMap(({ subject }) => ("use" in subject ? [subject] : []));
  const here = analysis.caches.filter((judgement) => !holdsTenant(judgement, analysis.file)).map((judgement) => ({ judgement, key: keySites(judgement, analysis.file).key }));
  const others = keyUsesElsewhere(analysis.file.path, context);
  return groupKeys([...here, ...others].map(({ key }) => key))
    .map((keys): Group => {
      const uses = here.filter(({ key }) => keys.includes(key)).map(({ judgement }) => judgement);
      return { uses, reported: uses.filter((use) => use.verdict === "unscoped" && findings.includes(use)), elsewhere: others.filter(({ key }) => keys.includes(key)) };
    })
    .filter(({ uses, reported, elsewhere }) => uses.length > 0 && (reported.length > 0 || elsewhere.some((use) => use.reported)));
}

/** One change for all calls, so that reads, writes and deletes stay in step. */
function mend({ uses, elsewhere }: Group, analysis: FileAnalysis, context: PlanContext): Change | string {
  if (!context.runtime) return "The key is made by `tenantKey` of @ringfence/runtime, which is not installed; --runtime edits nevertheless.";
  const sites: KeySite[] = [];
  for (const judgement of uses) {
    const found = keySites(judgement, analysis.file);
    if ("refused" in found) return found.refused;
    sites.push(found);
  }
  const stuck = elsewhere.find(({ refused }) => refused !== undefined);
  if (stuck) return `The key may be the one that is used in ${relative(context.project.root, stuck.path).split(sep).join("/")}, where it cannot be edited: ${stuck.refused ?? ""}`;
  const places = [...new Map(sites.map((site) => [site.node, site])).values()];
  const [first] = places;
  if (!first) return "The key is not written in this file.";
  const spelled = [false, true].map((marked): Change => ({
    node: first.node,
    title: `put \`${first.tenant}\` into the key${places.length > 1 ? ` of ${places.length} calls` : ""}`,
    edits: places.flatMap(({ node, tenant }) => wrap(node, marked ? (tenantSpellings(tenant, analysis.file.path).at(-1) ?? tenant) : tenant)),
    imports: [{ name: "tenantKey", from: "@ringfence/runtime" }],
  }));
  return oneOf(spelled);
}

function wrap({ range: [start, end] }: Node, tenant: string): readonly TextEdit[] {
  return [
    { range: [start, start], text: `tenantKey(${tenant}, ` },
    { range: [end, end], text: ")" },
  ];
}
