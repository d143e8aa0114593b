import type { Filter } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { itemsOf, optionsOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Step } from "../../query/chains.ts";
import { builtBy } from "../../query/callbacks.ts";
import type { Clause } from "../../query/clauses.ts";
import { maybe, unread, type Condition, type Table } from "../../query/condition.ts";
import { fieldOf, textOf } from "../../query/table-names.ts";
import { clauseOf, type Reading } from "../knex/conditions.ts";
import { byKey, continuations, starters } from "./methods.ts";
import { equals, keyOf } from "./subject.ts";

/** What one call says of the rows; the conditions that it shares with Knex are read as Knex's. */
export function clausesOf(step: Step, table: Table, reading: Reading, facts: FileFacts): readonly Clause[] {
  const { method, args, optional } = step;
  // Where the argument stands is what a report points at, wherever its value was written.
  const [at] = step.node.type === "CallExpression" ? step.node.arguments : [];
  const first = args[0] && at ? { ...args[0], node: at } : args[0];
  const and = (condition: Condition): readonly Clause[] => [{ condition: maybe(condition, optional), or: false }];
  const asWhere = (): readonly Clause[] => [clauseOf({ ...step, method: "where" }, reading) ?? []].flat();
  if (byKey.has(method)) return first ? and(test(table, keyOf(table.model, first))) : [];
  switch (method) {
    case "findByIds":
      return first ? and(test(table, { kind: "in", column: table.model.id[0] ?? "id", values: first, node: first.node })) : [];
    case "findOne":
      return asWhere();
    case "onBuild":
    case "whereWrapped":
      return first?.kind === "function" && builtBy(first) ? asWhere() : [];
    case "modify":
    case "applyFilter":
    case "applyModifier":
      return modified(step, table, reading, facts);
    case "whereComposite":
      return and(composite(args, table, facts));
    case "whereInComposite":
      return first?.kind === "list" ? and(unread(first)) : [clauseOf({ ...step, method: "whereIn" }, reading) ?? []].flat();
    default:
      return continuations.has(method) || starters.has(method) ? [clauseOf(step, reading) ?? []].flat() : own(step, table);
  }
}

function test(table: Table, filter: Filter): Condition {
  return { kind: "test", column: { table, name: table.model.id[0] ?? "id" }, filter };
}

/** `modify("ofCompany", companyId)`, `modify(["sold", "ofCompany"])`, `modify((query) => …)`. */
function modified(step: Step, table: Table, reading: Reading, facts: FileFacts): readonly Clause[] {
  const [first, ...args] = step.args;
  if (!first || first.kind === "function") return [clauseOf({ ...step, method: "modify" }, reading) ?? []].flat();
  const names = optionsOf(first).flatMap((option) => (option.kind === "list" ? itemsOf(option).map(({ value }) => value) : [option]));
  return names.flatMap((name) => {
    const conditions = table.model.scopes?.[textOf(name, facts) ?? ""];
    if (!conditions) return [{ condition: unread(first), or: false }];
    return scoped(conditions, args, table, step.optional || first.kind === "choice");
  });
}

/** A method that the project gave its query builder; where it is declared elsewhere, what it is given may be a condition. */
function own(step: Step, table: Table): readonly Clause[] {
  const { method, args, optional } = step;
  const conditions = table.model.scopes?.[method];
  if (conditions) return scoped(conditions, args, table, optional);
  const [given] = args;
  return given ? [{ condition: unread({ kind: "unknown", reason: `\`${method}\` is declared elsewhere` }), or: false }] : [];
}

function scoped(conditions: NonNullable<Table["model"]["scopes"]>[string], args: readonly Value[], table: Table, optional: boolean): readonly Clause[] {
  return conditions.flatMap(({ column, argument }) => {
    const value = args[argument];
    return value ? [{ condition: maybe(test(table, equals(column, value)), optional), or: false }] : [];
  });
}

/** `whereComposite(["companyId", "number"], [companyId, number])`. */
function composite(args: readonly Value[], table: Table, facts: FileFacts): Condition {
  const [columns] = args;
  const values = args.at(-1);
  const operator = args.length > 2 ? textOf(args[1], facts) : "=";
  if (columns?.kind !== "list" || values?.kind !== "list" || operator !== "=") return unread(values ?? { kind: "unknown", reason: "a condition" });
  return { kind: "and", of: columns.items.map(({ value }, index): Condition => {
    const name = textOf(value, facts)?.split(".").at(-1) ?? "";
    const given = values.items[index]?.value;
    return given ? test(table, equals(fieldOf(table.model, name)?.name ?? name, given)) : unread(value);
  }) };
}

/** After `skipUndefined()` conditions on what is undefined are left out. */
export function withDroppedUndefined(condition: Condition): Condition {
  switch (condition.kind) {
    case "and":
    case "or":
      return { ...condition, of: condition.of.map(withDroppedUndefined) };
    case "not":
      return { ...condition, of: withDroppedUndefined(condition.of) };
    case "test":
      return condition.filter.kind === "equals" ? { ...condition, filter: { ...condition.filter, whenUndefined: "drops" } } : condition;
    default:
      return condition;
  }
}
