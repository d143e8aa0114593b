import { accessReport } from "./access-report.ts";
import { defineRule } from "./rule.ts";

type MessageId = "written" | "takenOver" | "callerPasses";

export default defineRule<MessageId>({
  name: "no-tenant-change",
  docs: { description: "disallow updates that set the tenant's key to what the client sends, by name or with a whole object", recommended: true },
  messages: {
    written: "{{model}}.{{method}} sets `{{column}}` to what the client sends ({{chosen}}), which moves the row to a tenant of its choice; leave `{{column}}` out.",
    takenOver: "{{model}}.{{method}} takes over what the client sends ({{chosen}}), and a `{{column}}` in it moves the row to a tenant of its choice; write the columns by name, or leave `{{column}}` out.",
    callerPasses: "{{helper}} passes what the client sends ({{chosen}}) on to {{model}}.{{method}} ({{place}}), and a `{{column}}` in it moves the row to a tenant of its choice; pass the columns by name, or leave `{{column}}` out.",
  },
  suggests: false,
  create: (report, analysis) => ({
    access(judgement) {
      const { part, verdict, reason, reached } = judgement;
      if (part.kind !== "column" || verdict !== "unscoped" || reason !== "tenant-change") return;
      report(accessReport(judgement, reached ? "callerPasses" : part.whole ? "takenOver" : "written", analysis));
    },
  }),
});
