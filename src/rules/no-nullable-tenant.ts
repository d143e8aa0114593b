import { accessReport } from "./access-report.ts";
import { defineRule } from "./rule.ts";

type MessageId = "inFilter" | "inRow";

export default defineRule<MessageId>({
  name: "no-nullable-tenant",
  docs: { description: "disallow tenant values that may be null or undefined in filters and new rows", recommended: true },
  messages: {
    inFilter: "`{{column}}` of {{model}}.{{method}} may be undefined ({{value}}), which leaves the condition out and reaches every tenant's rows; leave before the query when there is no tenant.",
    inRow: "`{{column}}` of {{model}}.{{method}} may be undefined or null ({{value}}), which makes a row that belongs to no tenant; leave before the write when there is no tenant.",
  },
  suggests: false,
  create: (report, analysis) => ({
    access(judgement) {
      if (judgement.verdict !== "unscoped" || judgement.reason !== "nullable-key") return;
      report(accessReport(judgement, judgement.part.kind === "filter" ? "inFilter" : "inRow", analysis));
    },
  }),
});
