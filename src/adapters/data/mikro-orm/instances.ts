import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Made } from "../../data-adapter.ts";
import { entities } from "./entities.ts";

/** Entities that exist in memory alone: `new Plot()`. What a constructor does with its arguments is its own. */
export function makeByClass({ construct, callee, args }: Call, { catalog }: FileFacts): Made | undefined {
  const model = construct ? entities.of(callee, catalog) : undefined;
  const [first] = args;
  return model && { model: model.name, columns: first?.kind === "object" ? first.entries : args.map((value) => ({ kind: "spread", value, node: value.node })) };
}
