import type { Judgement } from "../analysis/judgement.ts";
import { accessReport } from "./access-report.ts";
import { defineRule } from "./rule.ts";

type MessageId =
  | "noFilter" | "noKey" | "requestId" | "storedId" | "naturalKey" | "ignoredTenant" | "orBranch" | "negated" | "optionalKey" | "optionalPassed"
  | "missing" | "missingLevel" | "callerPasses" | "callersDuty" | "unreadable" | "unreadableRow";

export default defineRule<MessageId>({
  name: "require-tenant-sql",
  docs: { description: "require SQL text to tie every tenant-owned table to the tenant, in each branch, join and subquery", recommended: true },
  messages: {
    noFilter: "The SQL reaches the rows of every tenant in `{{table}}`, for which it has no condition; compare `{{key}}` with the tenant.",
    noKey: "The SQL ties `{{table}}` to no tenant: none of its conditions names an owner; compare `{{key}}` with the tenant, or join by key to a table where it does.",
    requestId: "The SQL finds rows of `{{table}}` by {{value}} from the request{{callable}}, and nothing ties it to the caller's tenant; compare `{{key}}` too, or check the row before it is used.",
    storedId: "The SQL finds rows of `{{table}}` by {{value}}, which somebody wrote into another row's content, and nothing ties it to that row's tenant; compare `{{key}}` too.",
    naturalKey: "The SQL finds a row of any tenant in `{{table}}` by {{value}}; compare `{{key}}` too.",
    ignoredTenant: "The SQL finds rows of `{{table}}` by {{value}} and ignores the tenant at hand; compare `{{key}}` too.",
    orBranch: "The SQL compares `{{key}}` of `{{table}}` in one branch of OR only, and the other branches reach every tenant's rows; put the OR in parentheses and the comparison beside it.",
    negated: "The SQL names `{{key}}` of `{{table}}` under NOT or `<>`, which selects the rows of other tenants; require equality.",
    optionalKey: "The SQL compares `{{key}}` of `{{table}}` under a condition only, and reaches every tenant's rows without it; compare it always.",
    optionalPassed: "{{helper}} reaches every tenant's rows with SQL over `{{table}}` ({{place}}) where it is passed no `{{key}}`, and may be passed none here; pass it always.",
    missingLevel: "The SQL inserts into `{{table}}` without `{{key}}` beside the key that is set, so whoever filters by it does not find the row; insert `{{key}}` too, or exempt the call where a row has one or the other.",
    missing: "The SQL inserts into `{{table}}` without `{{key}}`, so the row belongs to no tenant; insert `{{key}}` too.",
    callerPasses: "{{helper}} passes {{value}}{{callable}} on to SQL over `{{table}}` ({{place}}), and nothing ties it to the caller's tenant; check it before, or pass the tenant and compare `{{key}}`.",
    callersDuty: "The SQL finds rows of `{{table}}` by {{value}}, which every caller has to check; take the tenant as a parameter and compare `{{key}}`.",
    unreadable: "Whether the SQL ties `{{table}}` to a tenant cannot be judged: {{why}}; compare `{{key}}` where it can be seen.",
    unreadableRow: "The SQL inserts into `{{table}}` columns that cannot be read, and `{{key}}` may be missing; name it where it can be seen.",
  },
  suggests: false,
  create: (report, analysis) => ({
    access(judgement) {
      const messageId = messageFor(judgement);
      if (!messageId) return;
      const base = accessReport(judgement, messageId, analysis);
      report({ ...base, data: { ...base.data, table: judgement.model.table, key: keyOf(judgement) } });
    },
  }),
});

/** The key as SQL names it; over relations, with the relations in front. */
function keyOf({ model, column = "id", columnPath = [] }: Judgement): string {
  return [...columnPath, columnPath.length > 0 ? column : (model.fields.get(column)?.column ?? column)].join(".");
}

function messageFor({ access, part, verdict, reason, reached }: Judgement): MessageId | undefined {
  if (!access.text || part.kind === "column" || part.kind === "related") return undefined;
  if (part.kind === "row") return verdict === "unknown" ? "unreadableRow" : verdict === "unscoped" ? rowMessages[reason] : undefined;
  if (verdict === "caller") return "callersDuty";
  if (verdict === "unknown") return "unreadable";
  if (reason === "optional-key" && reached) return "optionalPassed";
  // Untrusted and nullable keys are said by no-untrusted-tenant and no-nullable-tenant.
  return verdict === "unscoped" && reason !== "nullable-key" && reason !== "untrusted-key" ? (filterMessages[reason] ?? "noKey") : undefined;
}

const rowMessages: Partial<Record<Judgement["reason"], MessageId>> = { "missing-column": "missing", "missing-level": "missingLevel", "optional-key": "missing" };

const filterMessages: Partial<Record<Judgement["reason"], MessageId>> = {
  "no-filter": "noFilter",
  "request-id": "requestId",
  "stored-id": "storedId",
  "natural-key": "naturalKey",
  "ignored-tenant": "ignoredTenant",
  "or-branch": "orBranch",
  negated: "negated",
  "optional-key": "optionalKey",
  "caller-passes-untrusted": "callerPasses",
};
