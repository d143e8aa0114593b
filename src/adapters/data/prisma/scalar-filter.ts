import type { Filter } from "../../../analysis/access.ts";
import { entriesOf, opaqueSpreadsOf, optionsOf, type Property } from "../../../analysis/object-value.ts";
import type { Node } from "../../../syntax/source-file.ts";
import type { ObjectValue, Value } from "../../../analysis/value.ts";
import { allOf, anyOf, optionally } from "../../filter-parts.ts";

interface Column {
  readonly name: string;
  readonly list: boolean;
  /** What the client does with undefined. */
  readonly whenUndefined: "drops" | "throws";
}

/** The condition that a property of a `where` puts on a column. */
export function readScalar(column: Column, property: Property): Filter {
  const options = optionsOf(property.value);
  if (options.some((option) => option.kind === "object")) return anyOf(options.map((value) => readOption(column, value, property)));
  return readOption(column, property.value, property);
}

function readOption(column: Column, value: Value, property: Property): Filter {
  if (value.kind === "object") return readOperators(column, value, property);
  return equals(column, value, property.mayBeAbsent, property.node);
}

/**
 * `{ equals }`, `{ in }` and the rest. Equality that ignores case, looks into JSON or compares whole lists ties a row to
 * no single value.
 */
function readOperators(column: Column, operators: ObjectValue, property: Property): Filter {
  const entries = entriesOf(operators);
  const loose = column.list || entries.has("mode") || entries.has("path");
  const conditions = [...(loose ? [] : entries)].map(([operator, operand]): Filter => {
    const node = operand.node ?? property.node;
    const optional = property.mayBeAbsent || operand.mayBeAbsent;
    if (operator === "equals") return equals(column, operand.value, optional, node);
    if (operator === "in") return optionally({ kind: "in", column: column.name, values: operand.value, node, whenUndefined: column.whenUndefined }, optional);
    return { kind: "other", column: column.name, value: operand.value, node };
  });
  const rest = loose ? [operators] : opaqueSpreadsOf(operators);
  return allOf([...conditions, ...rest.map((value): Filter => ({ kind: "other", column: column.name, value, node: property.node }))]);
}

function equals(column: Column, value: Value, optional: boolean, node: Node | undefined): Filter {
  if (column.list) return { kind: "other", column: column.name, value, node };
  return { kind: "equals", column: column.name, value, optional, whenUndefined: column.whenUndefined, node: node ?? value.node };
}
