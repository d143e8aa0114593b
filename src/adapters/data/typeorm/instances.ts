import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { ObjectEntry, Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import type { Made } from "../../data-adapter.ts";
import { modelOfEntity as entityOfRow } from "../../entities/instances.ts";
import { entities, entityOf } from "./entities.ts";
import { repositoryOf } from "./repositories.ts";

/** Entities that exist in memory alone: `new Plot()`, `plots.create({ … })`, `manager.create(Plot, { … })`. */
export function make(call: Call, facts: FileFacts): Made | undefined {
  const { receiver, args } = call;
  if (call.construct) {
    const model = entityOf(call.callee, facts.catalog);
    return model && { model: model.name, columns: rowFrom(args[0]) };
  }
  if (call.method !== "create" || receiver === undefined) return undefined;
  const given = repositoryOf(receiver, facts)?.model ?? entityOf(receiver, facts.catalog);
  if (given) return madeOf(given, args[0]);
  const model = args[0]?.kind === "constant" ? undefined : entityOf(args[0], facts.catalog);
  return model && madeOf(model, args[1]);
}

/** Lists are left to be read as they are. */
function madeOf(model: Model, value: Value | undefined): Made | undefined {
  return value?.kind === "list" || value?.kind === "choice" ? undefined : { model: model.name, columns: rowFrom(value) };
}

function rowFrom(value: Value | undefined): readonly ObjectEntry[] {
  if (value === undefined || value.kind === "constant") return [];
  return value.kind === "object" ? value.entries : [{ kind: "spread", value, node: value.node }];
}

/** The entity that a value is a row of: loaded, or made here. */
export function modelOfEntity(value: Value, facts: FileFacts): Model | undefined {
  return entityOfRow(value, facts, entities);
}
