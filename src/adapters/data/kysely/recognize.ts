import type { Access, Filter, Operation } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Node } from "../../../syntax/source-file.ts";
import { anyOf } from "../../filter-parts.ts";
import { isBuilder } from "../../query/chains.ts";
import { filterOf, loadsOf } from "../../query/joined-query.ts";
import { textOf } from "../../query/table-names.ts";
import { placeIn } from "../../query/places.ts";
import { runCallbacks } from "./callbacks.ts";
import { chains } from "./chain.ts";
import { isExpression } from "./expressions.ts";
import { continuations, enders, starters } from "./methods.ts";
import { queryOf, type Query } from "./query.ts";
import { isAggregate, rowsOf } from "./rows.ts";
import { changedOnConflict, isUpsert, writtenRows } from "./writes.ts";

/** The access that a chain such as `db.selectFrom("plots").where(…).execute()` is, at its outermost call. */
export function recognize(call: Call, facts: FileFacts): Access | "step" | undefined {
  if (call.node.type !== "CallExpression") return undefined;
  if (isExpression(call, facts)) {
    runCallbacks(call);
    return "step";
  }
  const method = call.method ?? "";
  if (!starters.has(method) && !continuations.has(method)) return undefined;
  if (call.receiver === undefined && !isOfBuilder(call.callee)) return undefined;
  if (endingAt(call).length === 0) return undefined;
  runCallbacks(call);
  // Only now `$if` has what its function made.
  return chains.isInner(call.node) ? "step" : accessAt(call, facts);
}

function endingAt({ callee, args, node }: Call): ReturnType<typeof chains.endingAt> {
  return chains.endingAt({ callee, args, node, id: "" });
}

/** `({ selectFrom }) => selectFrom("plots")`. */
function isOfBuilder(callee: Value): boolean {
  return callee.kind === "reference" && isBuilder({ ...callee, path: [] });
}

function accessAt(call: Call, facts: FileFacts): Access | "step" | undefined {
  const ended = endingAt(call);
  // What a callback of `join` or `onConflict` makes.
  if (ended.every(({ inCallback }) => inCallback)) return "step";
  const queries = ended.flatMap((chain) => queryOf(chain, facts) ?? []);
  const [query] = queries;
  if (!query || queries.some(({ table }) => table.model !== query.table.model)) return "step";
  return accessOf(call, queries, query, facts);
}

function accessOf(call: Call, queries: readonly Query[], query: Query, facts: FileFacts): Access {
  const { start, steps, table } = query;
  const data = writtenRows(query);
  const operation = operationOf(query);
  const many = !steps.some(({ method }) => method.startsWith("executeTakeFirst"));
  const rows = operation === "count" ? undefined : rowsOf(query, many);
  const where = steps.findLast(({ method }) => /^where/.test(method))?.args[0];
  const extended = [...new Set(queries.flatMap(({ chain }) => chain.extends))];
  const filters = operation === "upsert" ? [changedOnConflict(query, data)] : queries.map(filterOf);
  return {
    library: "kysely",
    model: table.model.name,
    operation,
    method: start.method,
    ...formOf(query, facts),
    node: call.node,
    recognizedBy: facts.imports.has("kysely") ? "import" : "shape",
    filter: operation === "create" ? undefined : joined(filters),
    data,
    related: loadsOf(query),
    unique: false,
    many,
    ...(isDescending(steps.find(({ method }) => method === "orderBy")?.args) ? { highestFirst: true } : {}),
    throwsWhenMissing: steps.some(({ method }) => method === "executeTakeFirstOrThrow"),
    ...(steps.some(({ method }) => enders.has(method)) ? { open: false } : { open: true, waits: true as const }),
    ...(isInCondition(call.node) ? { narrows: true as const } : {}),
    ...(extended.length > 0 ? { extends: extended } : {}),
    ...(rows ? { rows } : {}),
    places: { filter: placeIn(call, where) },
  };
}

/** How plugins of the client see the query: a table under an alias, and one that stands in another query, look different to them. */
function formOf({ chain: { handle }, start }: Query, facts: FileFacts): Pick<Access, "form"> {
  const [first] = start.args;
  const isAliased = /\s/.test(textOf(first?.kind === "list" ? first.items[0]?.value : first, facts)?.trim() ?? "");
  const isInner = handle !== undefined && isOfBuilder(handle);
  return isInner || isAliased ? { form: [...(isInner ? ["inner"] : []), ...(isAliased ? ["alias"] : [])].join(" ") } : {};
}

/** True inside the function that writes a condition: `where((eb) => eb("id", "in", eb.selectFrom("plots").select("id")))`. */
function isInCondition({ parent }: Node): boolean {
  for (let at = parent; at; at = at.parent) {
    if (at.type !== "ArrowFunctionExpression" && at.type !== "FunctionExpression") continue;
    if (at.parent.type !== "CallExpression" || at.parent.callee.type !== "MemberExpression" || at.parent.callee.property.type !== "Identifier") continue;
    const { name } = at.parent.callee.property;
    if (name === "where" || name === "having") return true;
    if (name === "select" || name === "values" || name === "set") return false;
  }
  return false;
}

/** Of a query that was extended under a condition, each form may be the one that runs. */
function joined(filters: readonly Filter[]): Filter {
  return filters.some((filter) => filter.kind === "all") && filters.length > 1 ? { kind: "or", of: filters } : anyOf(filters);
}

function operationOf(query: Query): Operation {
  switch (query.start.method) {
    case "insertInto":
    case "replaceInto":
      return isUpsert(query) ? "upsert" : "create";
    case "updateTable":
      return "update";
    case "deleteFrom":
      return "delete";
    default:
      return isAggregate(query) ? "count" : "read";
  }
}

function isDescending(args: readonly Value[] | undefined): boolean {
  const order = args?.[1];
  return order?.kind === "constant" && String(order.value).toLowerCase() === "desc";
}
