import type { Filter } from "../../analysis/access.ts";
import type { Value } from "../../analysis/value.ts";
import type { Model } from "../../catalog/catalog.ts";

/** A table as one query knows it: two aliases of a table are two. */
export interface Table {
  readonly model: Model;
  readonly key: string;
}

export interface Column {
  readonly table: Table;
  readonly name: string;
}

export function isSame(a: Column, b: Column): boolean {
  return a.table.key === b.table.key && a.name === b.name;
}

/** What a `where` or an `on` says, over the columns of several tables. */
export type Condition =
  | { readonly kind: "all" }
  | { readonly kind: "and" | "or"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition }
  /** A condition on one column; the filter names the column as its own table does. */
  | { readonly kind: "test"; readonly column: Column; readonly filter: Filter }
  /** Two columns are equal. */
  | { readonly kind: "same"; readonly a: Column; readonly b: Column }
  /** There are rows in another query, whose conditions may name this one's columns. */
  | { readonly kind: "exists"; readonly query: () => InnerQuery | undefined; readonly value: Value }
  | { readonly kind: "opaque"; readonly value: Value; readonly reason: string };

/** The query inside an `exists`: its table, and all that it says. */
export interface InnerQuery {
  readonly table: Table;
  readonly condition: Condition;
}

export const always: Condition = { kind: "all" };

/** Conditions that all rows satisfy. */
export function conjuncts(condition: Condition): readonly Condition[] {
  return condition.kind === "and" ? condition.of.flatMap(conjuncts) : [condition];
}

/** A condition that may be left out at run time. */
export function maybe(condition: Condition, optional: boolean): Condition {
  return optional ? { kind: "or", of: [condition, always] } : condition;
}

/** A condition that cannot be read. */
export function unread(value: Value): Condition {
  return { kind: "opaque", value, reason: value.kind === "unknown" ? value.reason : value.kind === "reference" && value.root.kind === "call" ? "the condition is the result of a call" : "the condition is built elsewhere" };
}
