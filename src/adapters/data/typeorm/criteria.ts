import type { Filter } from "../../../analysis/access.ts";
import { itemsOf, optionsOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { anyOf, opaque } from "../../filter-parts.ts";
import { namesId } from "../../entities/ids.ts";
import type { Schema } from "./entities.ts";
import { equals, missingInWrites, readWhere } from "./where.ts";

/** What `update` and `delete` are given: a key, keys, or a `where`. https://typeorm.io/docs/working-with-entity-manager/repository-api */
export function readCriteria(value: Value | undefined, schema: Schema): Filter {
  if (value === undefined) return { kind: "none" };
  return anyOf(optionsOf(value).map((option) => readOne(option, schema)));
}

function readOne(value: Value, schema: Schema): Filter {
  const missing = missingInWrites(schema.model);
  const [column = "id"] = schema.model.id;
  switch (value.kind) {
    case "object":
      return readWhere(value, schema, missing);
    case "list": {
      const items = itemsOf(value).map((item) => item.value);
      const hasWhere = items.some((item) => item.kind === "object");
      return hasWhere ? readWhere(value, schema, missing) : { kind: "in", column, values: value, node: value.node };
    }
    case "constant":
      return value.value === undefined || value.value === null ? { kind: "none" } : equals(column, value, undefined, missing);
    case "text":
      return equals(column, value, undefined, missing);
    case "reference":
      return readReference(value, column, schema);
    default:
      return opaque(value);
  }
}

/** Whether a value from elsewhere is a key or a condition is told by its name; rows stand for their keys. */
function readReference(value: Extract<Value, { kind: "reference" }>, column: string, schema: Schema): Filter {
  const missing = missingInWrites(schema.model);
  const name = value.path.findLast((step) => step !== "*") ?? ("name" in value.root ? value.root.name : undefined) ?? "";
  if (value.root.kind === "row" && value.path.every((step) => step === "*")) return readWhere(value, schema, missing);
  if (namesId(value)) return /s$/i.test(name) ? { kind: "in", column, values: value, node: value.node } : equals(column, value, undefined, missing);
  if (/where|criteria|filter|condition|options|query|params/i.test(name)) return opaque(value);
  return value.root.kind === "call" && value.path.length === 0 ? opaque(value) : equals(column, value, undefined, missing);
}
