import type { Access, Filter, Operation } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { anyOf } from "../../filter-parts.ts";
import { filterOf, loadsOf } from "../../query/joined-query.ts";
import { placeIn } from "../../query/places.ts";
import { callOf, calledName } from "../../calls.ts";
import { chainsOf, isInner, type Chain } from "./chain.ts";
import type { Reading } from "./conditions.ts";
import { modelsChosenBy, queryOf, readingOf, type Query } from "./query.ts";
import { recognizeRelational } from "./relational.ts";
import { rowsOf } from "./rows.ts";
import { conflictFilter, isUpsert, writtenRows } from "./writes.ts";

/** The access that a chain such as `db.select().from(plots).where(…)` is, at its outermost call. */
export function recognize(call: Call, facts: FileFacts): Access | "step" | undefined {
  if (call.node.type !== "CallExpression" || call.method === undefined || call.receiver === undefined) return undefined;
  if (call.method === "findMany" || call.method === "findFirst") return recognizeRelational(call, facts);
  if (/^select/.test(call.method) && isInner(call.node)) return "step";
  const chains = chainsOf(call);
  const chosen = chains.flatMap((chain) => modelsChosenBy(chain, facts.catalog));
  const [access, ...instead] = (chosen.length > 0 ? [...new Set(chosen)] : [undefined]).map((model) => accessOn(call, chains, readingOf(facts.catalog, model)));
  if (!access || instead.includes(undefined)) return undefined;
  if (isInner(call.node)) return "step";
  return instead.length > 0 ? { ...access, instead: instead.flatMap((one) => one ?? []) } : access;
}

/** The access that the chains are, on the one table that is looked at. */
function accessOn(call: Call, chains: readonly Chain[], reading: Reading): Access | undefined {
  const queries = chains.flatMap((chain) => queryOf(chain, reading) ?? []);
  const [query] = queries;
  if (!query || queries.some(({ table }) => table.model !== query.table.model)) return undefined;
  return accessOf(call, queries, query, chains.flatMap((chain) => chain.extends), reading);
}

function accessOf(call: Call, queries: readonly Query[], query: Query, extended: readonly Access[], reading: Reading): Access {
  const { start, steps, table } = query;
  const data = writtenRows(query);
  const upsert = isUpsert(query);
  const operation = upsert ? "upsert" : operationOf(query);
  const filters = upsert ? [conflictFilter(query, data, reading)] : queries.map(filterOf);
  const fields = steps.find(({ method }) => method === "returning" || method === "$returningId")?.args[0] ?? (/^select(?:Distinct)?$/.test(start.method) ? start.args[0] : start.args[1]);
  const rows = start.method === "$count" ? undefined : rowsOf(query, fields, call.method !== "get", reading.tables);
  const where = steps.findLast(({ method }) => method === "where")?.args[0];
  return {
    library: "drizzle",
    model: table.model.name,
    operation,
    method: start.method,
    node: call.node,
    recognizedBy: "import",
    filter: operation === "create" ? undefined : joined(filters),
    data,
    related: loadsOf(query),
    unique: false,
    many: call.method !== "get" && start.method !== "$count",
    ...(isDescending(steps.find(({ method }) => method === "orderBy")?.args[0]) ? { highestFirst: true } : {}),
    throwsWhenMissing: false,
    open: !/^(?:execute|all|get|run)$/.test(call.method ?? ""),
    ...(extended.length > 0 ? { extends: extended } : {}),
    ...(rows ? { rows } : {}),
    places: { filter: placeIn(call, where) },
  };
}

/** Of a query that was extended under a condition, each form may be the one that runs. */
function joined(filters: readonly Filter[]): Filter {
  return filters.some((filter) => filter.kind === "all") && filters.length > 1 ? { kind: "or", of: filters } : anyOf(filters);
}

const operations: Readonly<Record<string, Operation>> = { insert: "create", update: "update", delete: "delete", $count: "count" };
const aggregates = new Set(["count", "countDistinct", "sum", "sumDistinct", "avg", "avgDistinct", "min", "max"]);

function operationOf({ start }: Query): Operation {
  const [fields] = start.args;
  const values = fields?.kind === "object" ? [...entriesOf(fields).values()] : [];
  const counts = values.length > 0 && values.every(({ value }) => aggregates.has(calledName(callOf(value) ?? { callee: value }) ?? ""));
  return operations[start.method] ?? (counts ? "count" : "read");
}

function isDescending(order: Value | undefined): boolean {
  const call = callOf(order);
  return call !== undefined && calledName(call) === "desc";
}
