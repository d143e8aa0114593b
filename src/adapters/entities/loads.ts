import type { Related } from "../../analysis/access.ts";
import { entriesOf, itemsOf } from "../../analysis/object-value.ts";
import type { Value } from "../../analysis/value.ts";
import { relatedSchema, type Schema } from "./entities.ts";

/** The rows that `relations` loads along: `{ estate: { company: true } }`, or `["estate", "estate.company"]` as it was before. */
export function loadsOf(relations: Value | undefined, schema: Schema): readonly Related[] {
  if (relations?.kind === "list") return itemsOf(relations).flatMap(({ value }) => (value.kind === "constant" ? load(String(value.value), undefined, schema) : []));
  if (relations?.kind !== "object") return [];
  return [...entriesOf(relations)].flatMap(([name, { value }]) => load(name, value, schema));
}

function load(path: string, inner: Value | undefined, schema: Schema): readonly Related[] {
  const [name = "", ...rest] = path.split(".");
  const field = schema.model.fields.get(name);
  const target = field && relatedSchema(schema, field);
  if (!field || !target) return [];
  const related = rest.length > 0 ? load(rest.join("."), inner, target) : loadsOf(inner, target);
  return [{ kind: "load", relation: field.name, model: target.model.name, filter: { kind: "all" }, data: [], related, node: inner?.node }];
}
