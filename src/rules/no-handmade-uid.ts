import { idReport } from "./id-report.ts";
import { defineRule } from "./rule.ts";

type MessageId = "ownNumber" | "ownNumberOfKey" | "padded";

export default defineRule<MessageId>({
  name: "no-handmade-uid",
  docs: { description: "disallow UIDs that are pasted together from a prefix and a number", recommended: false },
  messages: {
    ownNumber: "{{target}} gets a UID pasted together around a number that two requests can get at once, and nothing keeps two companies from one prefix; take it from the UID generator.",
    ownNumberOfKey: "{{target}} gets a UID pasted together around a number that two requests can get at once: the column is unique, so the second fails, and nothing keeps two companies from one prefix; take it from the UID generator.",
    padded: "{{target}} gets a UID pasted together from a prefix and a padded number: nothing keeps it unique or readable back; take it from the UID generator.",
  },
  suggests: false,
  create: (report) => ({
    id(id) {
      if (id.made !== "uid" || id.verdict !== "unscoped") return;
      report(idReport(id, id.from === undefined ? "padded" : id.unique ? "ownNumberOfKey" : "ownNumber"));
    },
  }),
});
