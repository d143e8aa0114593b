import type { HomemadeFrom } from "../analysis/homemade-id.ts";
import { idReport } from "./id-report.ts";
import { defineRule } from "./rule.ts";

type MessageId = "count" | "max" | "lastRow" | "memory" | "countOfKey" | "maxOfKey" | "lastRowOfKey";

const messageFor: Readonly<Record<HomemadeFrom, MessageId>> = { count: "count", max: "max", "last-row": "lastRow", memory: "memory" };
const messageForKey: Readonly<Record<HomemadeFrom, MessageId>> = { count: "countOfKey", max: "maxOfKey", "last-row": "lastRowOfKey", memory: "memory" };

export default defineRule<MessageId>({
  name: "no-max-plus-one",
  docs: { description: "disallow numbers made by adding one to a count, a maximum, the last row or a counter in memory", recommended: false },
  messages: {
    count: "{{target}} gets the number of rows plus one: two requests at once get the same number, and a deleted row makes it come again; take it from a sequence.",
    max: "{{target}} gets the highest number plus one: two requests at once get the same number; take it from a sequence.",
    lastRow: "{{target}} gets the last row's number plus one: two requests at once get the same number; take it from a sequence.",
    countOfKey: "{{target}} gets the number of rows plus one: the column is unique, so the second of two requests at once fails, and so does the next one after a row was deleted; take it from a sequence.",
    maxOfKey: "{{target}} gets the highest number plus one: the column is unique, so the second of two requests at once fails; take it from a sequence.",
    lastRowOfKey: "{{target}} gets the last row's number plus one: the column is unique, so the second of two requests at once fails; take it from a sequence.",
    memory: "{{target}} gets the next number of a counter in memory, which every process counts for itself and a restart begins again; take it from a sequence.",
  },
  suggests: false,
  create: (report) => ({
    id(id) {
      if (id.made !== "number" || id.from === undefined || id.verdict !== "unscoped") return;
      report(idReport(id, (id.unique ? messageForKey : messageFor)[id.from]));
    },
  }),
});
