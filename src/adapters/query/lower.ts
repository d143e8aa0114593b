import type { Filter } from "../../analysis/access.ts";
import type { Catalog, Field, Model } from "../../catalog/catalog.ts";
import { allOf, anyOf } from "../filter-parts.ts";
import { conjuncts, isSame, type Column, type Condition, type Table } from "./condition.ts";

/** The tables of a query, with the relations that lead to each from the one that is judged. */
export interface Scope {
  readonly catalog: Catalog;
  readonly paths: ReadonlyMap<string, readonly string[] | undefined>;
}

/** The filter that a condition puts on the first table of a scope. */
export function lower(condition: Condition, scope: Scope): Filter {
  const pinned = transferred(condition, scope).map((one) => lowered(one, scope));
  return allOf([lowered(condition, scope), ...pinned]);
}

function lowered(condition: Condition, scope: Scope): Filter {
  switch (condition.kind) {
    case "all":
      return condition;
    case "and":
      return allOf(condition.of.map((one) => lowered(one, scope)));
    case "or":
      return condition.of.length === 0 ? { kind: "all" } : anyOf(condition.of.map((one) => lowered(one, scope)));
    case "not":
      return { kind: "not", of: lowered(condition.of, scope) };
    case "test":
      return atColumn(condition.column, condition.filter, scope);
    case "same":
      return loweredSame(condition, scope);
    case "exists":
      return loweredExists(condition, scope);
    case "opaque":
      return condition;
  }
}

function atColumn({ table, name }: Column, filter: Filter, { paths }: Scope): Filter {
  const path = paths.get(table.key);
  if (path) return nested(path, filter);
  const reason = paths.has(table.key) ? `no relation to \`${table.model.name}\` is declared` : `\`${table.model.name}.${name}\` is another query's`;
  return { kind: "opaque", value: { kind: "unknown", reason }, reason };
}

/** What is said of the rows that relations lead to. */
export function nested(path: readonly string[], filter: Filter): Filter {
  return path.reduceRight<Filter>((of, relation) => ({ kind: "related", relation, quantifier: "is", of }), filter);
}

/** Columns of two joined tables hold no row back; one of an outer query's is a value. */
function loweredSame({ a, b }: Extract<Condition, { kind: "same" }>, scope: Scope): Filter {
  const [inside, outside] = scope.paths.has(a.table.key) ? [a, b] : [b, a];
  if (scope.paths.has(outside.table.key)) return { kind: "all" };
  const value = { kind: "unknown", reason: `\`${outside.table.model.name}.${outside.name}\` is the outer query's` } as const;
  return atColumn(inside, { kind: "equals", column: inside.name, value, optional: false, whenUndefined: "matches-nothing", node: undefined }, scope);
}

function loweredExists(exists: Extract<Condition, { kind: "exists" }>, scope: Scope): Filter {
  const inner = exists.query();
  const path = inner && pathTo(inner.table, inner.condition, scope);
  if (!inner || !path) return { kind: "opaque", value: exists.value, reason: "the condition is a subquery" };
  return lower(inner.condition, { ...scope, paths: new Map([...scope.paths, [inner.table.key, path]]) });
}

/** The relations that lead to a table over the columns that a condition says are equal. */
export function pathTo(table: Table, condition: Condition, scope: Pick<Scope, "catalog" | "paths">): readonly string[] | undefined {
  for (const { a, b } of conjuncts(condition).filter((one) => one.kind === "same")) {
    const [there, here] = a.table.key === table.key ? [a, b] : [b, a];
    const before = scope.paths.get(here.table.key);
    const steps = there.table.key === table.key && before ? relationBetween(here, there, scope.catalog) : undefined;
    if (before && steps) return [...before, ...steps];
  }
  return undefined;
}

/** The relation over two columns: from either end, or over a third table that both name. */
function relationBetween(here: Column, there: Column, catalog: Catalog): readonly string[] | undefined {
  // The same row under another name.
  if (here.table.model === there.table.model && here.name === there.name && here.table.model.id.join() === here.name) return [];
  const forward = holding(here.table.model, here.name);
  const back = holding(there.table.model, there.name);
  if (leads(forward, there)) return [forward?.name ?? ""];
  const far = back && farEnd(here.table.model, there.table.model);
  if (leads(back, here) && far) return [far.name];
  const shared = forward?.relation && back?.relation?.model === forward.relation.model ? catalog.models.get(forward.relation.model) : undefined;
  const onward = shared && farEnd(shared, there.table.model);
  return forward && onward ? [forward.name, onward.name] : undefined;
}

function holding(model: Model, column: string): Field | undefined {
  const over = [...model.fields.values()].filter(({ relation }) => relation?.columns.includes(column));
  return over.find(({ relation }) => relation?.columns.length === 1) ?? over[0];
}

function leads(field: Field | undefined, { table, name }: Column): boolean {
  return field?.relation?.model === table.model.name && field.relation.references.includes(name);
}

function farEnd(model: Model, holder: Model): Field | undefined {
  return [...model.fields.values()].find(({ relation }) => relation?.model === holder.name && relation.columns.length === 0);
}

/** What equal columns take over from each other: with `a.companyId = b.companyId`, a pin of one pins both. */
function transferred(condition: Condition, scope: Scope): readonly Condition[] {
  const parts = conjuncts(condition);
  const same = parts.filter((part) => part.kind === "same");
  const tests = parts.filter((part) => part.kind === "test" && (part.filter.kind === "equals" || part.filter.kind === "in"));
  if (same.length === 0 || tests.length === 0) return [];
  return tests.flatMap((test) => {
    if (test.kind !== "test") return [];
    const equal = classOf(test.column, same);
    return equal.filter((column) => scope.paths.get(column.table.key)?.length === 0).map((column): Condition => ({ kind: "test", column, filter: { ...test.filter, column: column.name } as Filter }));
  });
}

function classOf(start: Column, same: readonly Extract<Condition, { kind: "same" }>[]): readonly Column[] {
  const found = [start];
  for (const at of found) {
    for (const { a, b } of same) {
      const other = isSame(a, at) ? b : isSame(b, at) ? a : undefined;
      if (other && !found.some((one) => isSame(one, other))) found.push(other);
    }
  }
  return found.slice(1);
}
