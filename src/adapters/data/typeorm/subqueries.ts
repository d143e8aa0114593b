import type { Call } from "../../../analysis/call.ts";
import type { FunctionValue, Value } from "../../../analysis/value.ts";
import { callOf, calledName } from "../../calls.ts";
import { conjuncts, isSame, type Column, type Condition } from "../../query/condition.ts";
import { saidBy, type JoinedQuery } from "../../query/joined-query.ts";
import { columnNamed } from "./columns.ts";
import type { InnerQuery, Reading } from "./conditions.ts";
import { textOf } from "./joins.ts";

/** The text that a callback of a `where` gives, by the callback as its call evaluated it. */
const texts = new WeakMap<FunctionValue, Value>();

/** Runs the callbacks of a `where`, each once: `(builder) => "plot.estateId IN " + builder.subQuery()….getQuery()`. */
export function runTexts({ method = "", receiver, args, apply }: Call): void {
  if (!/where/i.test(method) || !receiver) return;
  for (const argument of args) {
    if (argument.kind === "function" && apply && !texts.has(argument)) texts.set(argument, apply(argument, [receiver]));
  }
}

/** What a condition says, where a callback says it. */
export function textIn(value: Value): Value {
  return (value.kind === "function" ? texts.get(value) : undefined) ?? value;
}

/** There are rows in the query whose text a value is. */
export function existsIn(query: Value, value: Value, reading: Reading): Condition {
  const inner = reading.inner(query);
  return inner ? rowsIn(inner, saidBy(inner), value) : unreadQuery(value);
}

/** `plot.estateId IN (SELECT estate.id …)`: there is such a row, and what it pins of the selected column is pinned here; undefined for what is no query. */
export function within(column: Column, query: Value, reading: Reading): Condition | undefined {
  const call = callOf(query);
  if (!call || !/^get(?:Query|Sql)$/.test(calledName(call) ?? "")) return undefined;
  const inner = reading.inner(query);
  const selected = inner && selectedBy(inner);
  if (!inner || !selected) return unreadQuery(query);
  const said = conjuncts(saidBy(inner));
  const pinned = said.flatMap((part): readonly Condition[] => (part.kind === "test" && isSame(part.column, selected) && "column" in part.filter ? [{ kind: "test", column, filter: { ...part.filter, column: column.name } }] : []));
  return { kind: "and", of: [rowsIn(inner, { kind: "and", of: [{ kind: "same", a: column, b: selected }, ...said] }, query), ...pinned] };
}

function rowsIn({ table }: JoinedQuery, condition: Condition, value: Value): Condition {
  return { kind: "exists", query: () => ({ table, condition }), value };
}

/** The one column that a query gives. */
function selectedBy({ table, chain }: InnerQuery): Column | undefined {
  const [first, ...more] = chain.steps.filter(({ method }) => /^(?:add)?[sS]elect$/.test(method));
  return more.length === 0 ? columnNamed(textOf(first?.args[0]) ?? "", table, [{ alias: table.key, table }]) : undefined;
}

function unreadQuery(value: Value): Condition {
  return { kind: "opaque", value, reason: "the condition holds a subquery" };
}
