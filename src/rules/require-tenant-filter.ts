import type { Judgement } from "../analysis/judgement.ts";
import { accessReport, suggestFilter } from "./access-report.ts";
import { defineRule } from "./rule.ts";

type MessageId =
  | "noFilter" | "noKey" | "requestId" | "storedId" | "naturalKey" | "ignoredTenant" | "orBranch" | "negated" | "optionalKey" | "optionalPassed"
  | "callerPasses" | "callersDuty" | "unreadable" | "addFilter";

export default defineRule<MessageId>({
  name: "require-tenant-filter",
  docs: { description: "require reads, updates and deletes of tenant-owned rows to be filtered by the tenant", recommended: true },
  messages: {
    noFilter: "{{model}}.{{method}} has no filter, so it reaches the rows of every tenant; filter by `{{column}}`.",
    noKey: "{{model}}.{{method}} filters by nothing that names an owner; filter by `{{column}}` too.",
    requestId: "{{model}}.{{method}} uses {{value}} from the request{{callable}}, and nothing ties it to the caller's tenant; filter by `{{column}}` too, or check the row before it is used.",
    storedId: "{{model}}.{{method}} uses {{value}}, which somebody wrote into another row's content, and nothing ties it to that row's tenant; filter by `{{column}}` too.",
    naturalKey: "{{model}}.{{method}} finds a row of any tenant by {{value}}; filter by `{{column}}` too.",
    ignoredTenant: "{{model}}.{{method}} looks rows up by {{value}} and ignores the tenant at hand; filter by `{{column}}` too.",
    orBranch: "{{model}}.{{method}} names `{{column}}` in one branch of OR only, and the other branches reach every tenant's rows; move it beside OR.",
    negated: "{{model}}.{{method}} names `{{column}}` under NOT, which selects the rows of other tenants; require equality.",
    optionalKey: "{{model}}.{{method}} filters by `{{column}}` under a condition only, and reaches every tenant's rows without it; filter always.",
    optionalPassed: "{{helper}} reaches every tenant's rows with {{model}}.{{method}} ({{place}}) where it is passed no `{{column}}`, and may be passed none here; pass it always.",
    callerPasses: "{{helper}} passes {{value}}{{callable}} on to {{model}}.{{method}} ({{place}}), and nothing ties it to the caller's tenant; check it before, or pass the tenant and filter by `{{column}}`.",
    callersDuty: "{{model}}.{{method}} looks rows up by {{value}}, which every caller has to check; take the tenant as a parameter and filter by `{{column}}`.",
    unreadable: "The filter of {{model}}.{{method}} cannot be judged: {{why}}; filter by `{{column}}` where it can be seen.",
    addFilter: "Filter by `{{column}}`, taken from {{value}}.",
  },
  suggests: true,
  create: (report, analysis) => ({
    access(judgement) {
      const messageId = messageFor(judgement);
      if (messageId) report(accessReport(judgement, messageId, analysis, suggestFilter(judgement, "addFilter", analysis)));
    },
  }),
});

function messageFor({ access, part, verdict, reason, reached }: Judgement): MessageId | undefined {
  // Said by require-tenant-sql.
  if (access.text) return undefined;
  if (part.kind !== "filter") return undefined;
  if (verdict === "caller") return "callersDuty";
  if (verdict === "unknown") return "unreadable";
  if (verdict !== "unscoped") return undefined;
  switch (reason) {
    case "no-filter":
      return "noFilter";
    case "request-id":
      return "requestId";
    case "stored-id":
      return "storedId";
    case "natural-key":
      return "naturalKey";
    case "ignored-tenant":
      return "ignoredTenant";
    case "or-branch":
      return "orBranch";
    case "negated":
      return "negated";
    case "optional-key":
      return reached ? "optionalPassed" : "optionalKey";
    case "caller-passes-untrusted":
      return "callerPasses";
    case "nullable-key":
    case "untrusted-key":
      // Reported by no-nullable-tenant and no-untrusted-tenant.
      return undefined;
    default:
      return "noKey";
  }
}
