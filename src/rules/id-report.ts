import type { Destination, HomemadeId } from "../analysis/homemade-id.ts";
import type { Report } from "./rule.ts";

/** The part of a report that the rules about homemade ids fill alike. */
export function idReport<MessageId extends string>({ made, from, node, goesTo, read, verdict, confidence }: HomemadeId, messageId: MessageId): Report<MessageId> {
  const access = goesTo.kind === "column" ? goesTo.access : read;
  return {
    node,
    messageId,
    data: { target: targetOf(goesTo) },
    confidence,
    verdict,
    reason: `${made}-${from ?? "padded"}`,
    library: access?.library ?? "javascript",
    model: goesTo.kind === "column" ? goesTo.model.name : read?.model,
    operation: access?.method ?? made,
  };
}

function targetOf(goesTo: Destination): string {
  return goesTo.kind === "column" ? `${goesTo.model.name}.${goesTo.column}` : "What this function returns";
}
