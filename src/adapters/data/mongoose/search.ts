import type { Filter } from "../../../analysis/access.ts";
import { entriesOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { allOf, opaque } from "../../filter-parts.ts";
import { equals } from "./filter.ts";

/** What a `$search` says of the rows it finds; but for `equals` and `in` it ties them to no value. https://www.mongodb.com/docs/atlas/atlas-search/compound/ */
export function readSearch(search: Value, model: Model): Filter {
  if (search.kind !== "object") return opaque(search);
  return allOf([...entriesOf(search)].map(([operator, { value }]) => readOperator(operator, value, model)));
}

function readOperator(operator: string, given: Value, model: Model): Filter {
  switch (operator) {
    case "index":
      return { kind: "all" };
    case "compound":
      return allOf(["must", "filter"].flatMap((part) => clausesOf(propertyOf(given, part)?.value)).map((clause) => readSearch(clause, model)));
    case "equals":
    case "in": {
      const path = propertyOf(given, "path")?.value;
      const value = propertyOf(given, "value")?.value;
      if (path?.kind !== "constant" || !value) return opaque(given);
      return operator === "in" ? { kind: "in", column: String(path.value), values: value, node: given.node } : equals(String(path.value), value, undefined, model);
    }
    default:
      return { kind: "other", column: "_id", value: given, node: given.node };
  }
}

function clausesOf(value: Value | undefined): readonly Value[] {
  if (value?.kind === "list") return value.items.map((item) => (item.optional || item.many ? { kind: "object", entries: [] } : item.value));
  return value ? [value] : [];
}
