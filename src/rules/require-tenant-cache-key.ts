import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { CacheJudgement } from "../analysis/judgement.ts";
import { contains } from "../syntax/contains.ts";
import { isDeclaredBefore } from "../syntax/declared-before.ts";
import { prefixString } from "../syntax/prefix-string.ts";
import type { Node } from "../syntax/source-file.ts";
import { textOfKey } from "./key-text.ts";
import { defineRule } from "./rule.ts";
import type { Suggestion } from "./rule.ts";

type MessageId = "missingTenant" | "sharedTag" | "sharedPattern" | "clearsAll" | "sharedLimit" | "unreadable" | "addTenant";

export default defineRule<MessageId>({
  name: "require-tenant-cache-key",
  docs: { description: "require keys, tags and limits of caches that hold tenant data to name the tenant", recommended: true },
  messages: {
    missingTenant: "The key of `{{method}}` ({{library}}) holds {{holds}} and not the tenant, but {{why}}; put {{tenant}} into it.",
    sharedTag: "The tag of `{{method}}` ({{library}}) holds {{holds}} and not the tenant, so it reaches the entries of every tenant; put {{tenant}} into it.",
    sharedPattern: "The pattern of `{{method}}` ({{library}}) holds {{holds}} and not the tenant, so it matches the keys of every tenant; put {{tenant}} into it.",
    clearsAll: "`{{method}}` ({{library}}) drops the entries of every tenant; delete keys that hold {{tenant}} instead.",
    sharedLimit: "The key of `{{method}}` ({{library}}) holds {{holds}} and not the tenant, so tenants share one budget; put {{tenant}} into it.",
    unreadable: "The key of `{{method}}` ({{library}}) cannot be judged: {{why}}; build it where it is used, with {{tenant}} in it.",
    addTenant: "Put `{{tenant}}` in front of the key.",
  },
  suggests: true,
  create(report, analysis) {
    // A read and a write may share one key: the place to change is the same, and one report of it is enough.
    const reported = new Set<Node>();
    return {
      cache(judgement) {
        const messageId = messageFor(judgement);
        const node = placeOf(judgement);
        if (messageId === undefined || reported.has(node)) return;
        reported.add(node);
        const { use, verdict, confidence } = judgement;
        report({
          node,
          messageId,
          data: dataOf(judgement, analysis),
          confidence,
          verdict,
          reason: `cache-${use.operation}`,
          library: use.library,
          model: undefined,
          operation: use.method,
          suggestions: verdict === "unscoped" && use.operation !== "clear" ? suggestionsFor(judgement, node, analysis) : [],
        });
      },
    };
  },
});

function messageFor({ use, verdict }: CacheJudgement): MessageId | undefined {
  if (verdict === "unknown") return "unreadable";
  if (verdict !== "unscoped") return undefined;
  switch (use.operation) {
    case "tag":
      return "sharedTag";
    case "scan":
      return "sharedPattern";
    case "clear":
      return "clearsAll";
    case "limit":
      return "sharedLimit";
    default:
      return "missingTenant";
  }
}

function dataOf({ use, evidence, tenantInScope }: CacheJudgement, { catalog }: FileAnalysis): Record<string, string> {
  const tenant = tenantInScope ?? catalog.tenancy.keys[0];
  return {
    library: use.recognizedBy === "shape" || use.recognizedBy === "settings" ? "a client known by its name" : use.library,
    method: use.method,
    holds: textOfKey(use),
    why: evidence[0]?.text ?? "",
    tenant: tenant === undefined ? "the tenant" : `\`${tenant}\``,
  };
}

/** The key, where it is written for this call: inside it, or earlier in the same function. Shared constants stay. */
function placeOf({ node, use }: CacheJudgement): Node {
  const home = functionAround(node);
  return contains(use.node, node) || (home !== undefined && home === functionAround(use.node)) ? node : use.node;
}

function functionAround(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "FunctionDeclaration" || at.type === "FunctionExpression" || at.type === "ArrowFunctionExpression") return at;
  }
  return undefined;
}

function suggestionsFor({ tenantInScope }: CacheJudgement, node: Node, { file }: FileAnalysis): readonly Suggestion<MessageId>[] {
  if (tenantInScope === undefined || !isDeclaredBefore(tenantInScope, node, file)) return [];
  const edits = prefixString(node, tenantInScope, file.text);
  return "refused" in edits ? [] : [{ messageId: "addTenant", data: { tenant: tenantInScope }, edits }];
}
