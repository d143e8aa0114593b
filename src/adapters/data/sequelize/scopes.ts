import type { Filter } from "../../../analysis/access.ts";
import { entriesOf, itemsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { CallRoot, Value } from "../../../analysis/value.ts";
import type { ScopeCondition } from "../../../catalog/catalog.ts";
import { calledName } from "../../calls.ts";
import { allOf } from "../../filter-parts.ts";
import { relatedSchema, relationNamed, type Schema } from "./models.ts";
import { equals } from "./where.ts";

/**
 * What the scopes of a model say of its rows. A condition of the call's own takes the place of a scope's on the same column
 * in 6; in 7 both hold. https://sequelize.org/docs/v6/other-topics/scopes/
 */
export function scopedFilter(scopes: readonly CallRoot[], where: Value | undefined, schema: Schema): Filter {
  const replaced = new Set(where && schema.model.whenUndefined !== "throws" ? optionsOf(where).flatMap((option) => [...entriesOf(option).keys()]) : []);
  return allOf(applied(scopes).flatMap((value) => optionsOf(value).map((scope) => readScope(scope, replaced, schema))));
}

/** The scopes that count: in a row of calls each but `withScope` begins anew. */
function applied(scopes: readonly CallRoot[]): readonly Value[] {
  return scopes.reduce<readonly Value[]>((before, call) => {
    const given = call.args.flatMap((argument) => (argument.kind === "list" ? itemsOf(argument).map((item) => item.value) : [argument]));
    switch (calledName(call)) {
      case "scope":
        return given;
      case "withScope":
        return [...before, ...given];
      case "unscoped":
      case "withoutScope":
        return [];
      default:
        return before;
    }
  }, []);
}

function readScope(scope: Value, replaced: ReadonlySet<string>, schema: Schema): Filter {
  const method = scope.kind === "object" ? propertyOf(scope, "method")?.value : undefined;
  const [named = scope, ...args] = method?.kind === "list" ? itemsOf(method).map((item) => item.value) : method ? [method] : [];
  const name = named.kind === "constant" ? String(named.value) : undefined;
  const conditions = name === undefined ? undefined : schema.model.scopes?.[name];
  if (conditions) return allOf(conditions.map((condition) => conditionOf(condition, args, replaced, schema)));
  if (name === "defaultScope" || (named.kind === "constant" && !named.value)) return { kind: "all" };
  return { kind: "opaque", value: scope, reason: "the scope is declared elsewhere" };
}

function conditionOf({ path, column, argument }: ScopeCondition, args: readonly Value[], replaced: ReadonlySet<string>, schema: Schema): Filter {
  const value = args[argument];
  if (value === undefined || (path.length === 0 && replaced.has(column))) return { kind: "all" };
  return over(path, { ...equals(column, value, undefined, "throws"), node: value.node }, schema);
}

function over([first, ...rest]: readonly string[], filter: Filter, schema: Schema): Filter {
  if (first === undefined) return filter;
  const field = relationNamed(schema.model, first);
  const target = field && relatedSchema(schema, field);
  return field && target ? { kind: "related", relation: field.name, quantifier: field.list ? "some" : "is", of: over(rest, filter, target) } : { kind: "all" };
}
