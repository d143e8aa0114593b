import { accessReport } from "./access-report.ts";
import { defineRule } from "./rule.ts";

type MessageId = "inFilter" | "inRow" | "passed";

export default defineRule<MessageId>({
  name: "no-untrusted-tenant",
  docs: { description: "disallow tenant keys that come from the request and were never checked against the user", recommended: true },
  messages: {
    inFilter: "{{model}}.{{method}} is filtered by a `{{column}}` that the client chooses ({{chosen}}); take it from the session, or check the user's membership first.",
    inRow: "{{model}}.{{method}} writes a `{{column}}` that the client chooses ({{chosen}}); take it from the session, or check the user's membership first.",
    passed: "{{helper}} filters {{model}}.{{method}} ({{place}}) by a `{{column}}` that the client chooses ({{chosen}}); take it from the session, or check the user's membership first.",
  },
  suggests: false,
  create: (report, analysis) => ({
    access(judgement) {
      if (judgement.verdict !== "unscoped" || judgement.reason !== "untrusted-key") return;
      report(accessReport(judgement, judgement.reached ? "passed" : judgement.part.kind === "filter" ? "inFilter" : "inRow", analysis));
    },
  }),
});
