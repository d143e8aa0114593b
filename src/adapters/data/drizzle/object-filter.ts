import type { Filter } from "../../../analysis/access.ts";
import { entriesOf, isUndefined, optionsOf, type Property } from "../../../analysis/object-value.ts";
import type { ObjectValue, Value } from "../../../analysis/value.ts";
import type { Catalog, Field, Model } from "../../../catalog/catalog.ts";
import { allOf, anyOf, opaque, optionally, spreadsOf } from "../../filter-parts.ts";

/** The `where` object of relational queries from 1.0 on. https://orm.drizzle.team/docs/rqb-v2 */
export function readObjectFilter(value: Value, model: Model, catalog: Catalog): Filter {
  if (isUndefined(value)) return { kind: "all" };
  if (value.kind === "choice") return anyOf(value.options.map((option) => readObjectFilter(option, model, catalog)));
  if (value.kind !== "object") return opaque(value);
  const conditions = [...entriesOf(value)].map(([key, property]) => optionally(readProperty(key, property, model, catalog), property.mayBeAbsent));
  return allOf([...conditions, ...spreadsOf(value)]);
}

function readProperty(key: string, property: Property, model: Model, catalog: Catalog): Filter {
  const { value } = property;
  switch (key) {
    case "AND":
      return allOf(membersOf(value).map((one) => readObjectFilter(one, model, catalog)));
    case "OR":
      return membersOf(value).length === 0 ? { kind: "all" } : anyOf(membersOf(value).map((one) => readObjectFilter(one, model, catalog)));
    case "NOT":
      return { kind: "not", of: readObjectFilter(value, model, catalog) };
    case "RAW":
      return opaque(value);
  }
  const field = model.fields.get(key);
  if (field?.relation) return readRelation(field, value, catalog);
  return anyOf(optionsOf(value).map((option) => readScalar(key, option, property, model.whenUndefined ?? "drops")));
}

function membersOf(value: Value): readonly Value[] {
  return optionsOf(value).flatMap((option) => (option.kind === "list" ? option.items.map((item) => item.value) : isUndefined(option) ? [] : [option]));
}

function readRelation(field: Field, value: Value, catalog: Catalog): Filter {
  const target = field.relation && catalog.models.get(field.relation.model);
  if (!target || isUndefined(value)) return { kind: "all" };
  const of: Filter = value.kind === "constant" ? { kind: "all" } : readObjectFilter(value, target, catalog);
  return { kind: "related", relation: field.name, quantifier: "some", of };
}

/** What an undefined value does to its condition. */
type Missing = NonNullable<Model["whenUndefined"]>;

function readScalar(column: string, value: Value, property: Property, missing: Missing): Filter {
  if (value.kind === "object") return allOf([...readOperators(column, value, property, missing), ...spreadsOf(value)]);
  return equals(column, value, property, missing);
}

function readOperators(column: string, operators: ObjectValue, property: Property, missing: Missing): readonly Filter[] {
  return [...entriesOf(operators)].map(([operator, operand]): Filter => {
    const node = operand.node ?? property.node;
    switch (operator) {
      case "eq":
        return equals(column, operand.value, { ...operand, node }, missing);
      case "in":
        return { kind: "in", column, values: operand.value, node, whenUndefined: missing };
      case "isNull":
        return equals(column, { kind: "constant", value: null }, { ...operand, node }, missing);
      case "OR":
        return anyOf(membersOf(operand.value).map((one) => readScalar(column, one, property, missing)));
      case "AND":
        return allOf(membersOf(operand.value).map((one) => readScalar(column, one, property, missing)));
      case "NOT":
        return { kind: "not", of: readScalar(column, operand.value, property, missing) };
      default:
        return { kind: "other", column, value: operand.value, node };
    }
  });
}

function equals(column: string, value: Value, { node, mayBeAbsent }: Property, whenUndefined: Missing): Filter {
  return { kind: "equals", column, value, optional: mayBeAbsent, whenUndefined, node: node ?? value.node };
}
