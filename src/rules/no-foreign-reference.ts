import type { Judgement } from "../analysis/judgement.ts";
import { accessReport } from "./access-report.ts";
import { defineRule } from "./rule.ts";

type MessageId = "fromRequest" | "takenOver" | "callerPasses" | "fromCaller";

export default defineRule<MessageId>({
  name: "no-foreign-reference",
  docs: { description: "disallow foreign keys and links to tenant-owned rows whose id was never checked against the tenant", recommended: true },
  messages: {
    fromRequest: "{{model}}.{{method}} sets `{{column}}` to an id that the client chooses ({{chosen}}) and nobody has checked, so it may name another tenant's {{target}}; look the {{target}} up with the tenant's key first.",
    takenOver: "{{model}}.{{method}} takes over what the client sends ({{chosen}}), and a `{{column}}` in it may name another tenant's {{target}}; write the columns by name, and look the {{target}} up with the tenant's key first.",
    callerPasses: "{{helper}} passes {{value}}{{callable}} on to {{model}}.{{method}} ({{place}}), which sets `{{column}}` to it, and nobody has checked whether the {{target}} is the caller's tenant's; look it up with the tenant's key first.",
    fromCaller: "{{model}}.{{method}} sets `{{column}}` to what it is passed ({{value}}), which may name another tenant's {{target}}; look the {{target}} up with the tenant's key first, or let every caller do so.",
  },
  suggests: false,
  create: (report, analysis) => ({
    access(judgement) {
      const { part } = judgement;
      const messageId = messageFor(judgement);
      if (!messageId || part.kind !== "column") return;
      const said = accessReport(judgement, messageId, analysis);
      report({ ...said, data: { ...said.data, target: part.names.name } });
    },
  }),
});

function messageFor({ part, verdict, reason, reached }: Judgement): MessageId | undefined {
  if (part.kind !== "column" || reason === "tenant-change") return undefined;
  if (verdict === "caller") return "fromCaller";
  if (reached) return "callerPasses";
  return verdict === "unscoped" ? (part.whole ? "takenOver" : "fromRequest") : undefined;
}
