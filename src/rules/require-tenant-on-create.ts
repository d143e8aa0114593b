import type { Judgement } from "../analysis/judgement.ts";
import { accessReport, suggestColumn } from "./access-report.ts";
import { defineRule } from "./rule.ts";

type MessageId = "missing" | "missingLevel" | "conditional" | "unreadable" | "addColumn";

export default defineRule<MessageId>({
  name: "require-tenant-on-create",
  docs: { description: "require new rows of tenant-owned models to be created with the tenant's key", recommended: true },
  messages: {
    missing: "{{model}}.{{method}} creates a row without `{{column}}`, so it belongs to no tenant; set `{{column}}`.",
    missingLevel: "{{model}}.{{method}} leaves out `{{column}}` beside the key that is set, so whoever filters by it does not find the row; set `{{column}}` too, or exempt the call where a row has one or the other.",
    conditional: "{{model}}.{{method}} sets `{{column}}` under a condition only, so some rows belong to no tenant; set it always.",
    unreadable: "{{model}}.{{method}} writes columns that cannot be read, and `{{column}}` may be missing; set `{{column}}` where it can be seen.",
    addColumn: "Set `{{column}}` to {{value}}.",
  },
  suggests: true,
  create: (report, analysis) => ({
    access(judgement) {
      const messageId = messageFor(judgement);
      if (messageId) report(accessReport(judgement, messageId, analysis, suggestColumn(judgement, "addColumn", analysis)));
    },
  }),
});

function messageFor({ access, part, verdict, reason }: Judgement): MessageId | undefined {
  // Said by require-tenant-sql.
  if (access.text) return undefined;
  if (part.kind === "filter") return undefined;
  if (verdict === "unknown") return "unreadable";
  if (verdict !== "unscoped") return undefined;
  if (reason === "missing-column") return "missing";
  if (reason === "missing-level") return "missingLevel";
  return reason === "optional-key" ? "conditional" : undefined;
}
