import type { Access, Filter, Operation } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { propertyOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Reference, Value } from "../../../analysis/value.ts";
import { anyOf } from "../../filter-parts.ts";
import type { Step } from "../../query/chains.ts";
import { filterOf, loadsOf } from "../../query/joined-query.ts";
import { placeIn } from "../../query/places.ts";
import { chains, filters, verbs } from "./chain.ts";
import { clientOf, type Client } from "./client.ts";
import { baseOf, lastStep, queryOf, type Query } from "./query.ts";
import { accessOfFunction } from "./functions.ts";
import { heldBySecurity } from "./row-security.ts";
import { changedOnConflict, writtenRows } from "./writes.ts";

/** The access that a chain such as `supabase.from("plots").select("*").eq("id", id).single()` is, at its outermost call. */
export function recognize(call: Call, facts: FileFacts): Access | "step" | undefined {
  const { node, callee, args, receiver } = call;
  if (node.type !== "CallExpression" || receiver === undefined) return undefined;
  const ended = chains.endingAt({ callee, args, node, id: "" });
  const [chain] = ended;
  const client = chain && clientOf(chain.handle, facts);
  if (!chain || !client) return undefined;
  if (chains.isInner(node)) return "step";
  const ran = accessOfFunction(call, chain, client, facts);
  if (ran) return { ...ran, rows: answerWith };
  if (!chain.steps.some(({ method }) => verbs.has(method))) return "step";
  // A function of the database, and a table that no schema declares.
  if (!baseOf(chain, facts)?.table) return "step";
  const queries = ended.flatMap((one) => queryOf(one, facts) ?? []);
  const [query] = queries;
  if (!query || queries.some(({ table }) => table.model !== query.table.model)) return "step";
  return accessOf(call, queries, query, client);
}

function accessOf(call: Call, queries: readonly Query[], query: Query, client: Client): Access {
  const { steps, table: { model } } = query;
  const { operation, method } = operationOf(steps);
  const data = writtenRows(query);
  const conflict = operation === "upsert" ? changedOnConflict(query, data) : undefined;
  const single = steps.some((step) => step.method === "single" || step.method === "maybeSingle");
  const extended = [...new Set(queries.flatMap(({ chain }) => chain.extends))];
  const heldBy = client.bypasses ? undefined : heldBySecurity(model, operation);
  const where = steps.find((step) => filters.has(step.method))?.args[0];
  return {
    library: "supabase",
    model: model.name,
    operation: operation === "upsert" && !conflict ? "create" : operation,
    method,
    node: call.node,
    recognizedBy: client.recognizedBy,
    filter: operation === "create" ? undefined : operation === "upsert" ? conflict : joined(queries.map(filterOf)),
    data,
    related: loadsOf(query),
    unique: false,
    many: !single,
    ...(isDescending(lastStep(steps, "order")) ? { highestFirst: true } : {}),
    throwsWhenMissing: single && steps.some((step) => step.method === "throwOnError"),
    open: true,
    ...(extended.length > 0 ? { extends: extended } : {}),
    ...(heldBy ? { heldBy } : {}),
    rows: answerWith,
    places: { filter: placeIn(call, where) },
  };
}

/** The first verb says what is done; a `select` behind it gives the written rows. */
function operationOf(steps: readonly Step[]): { readonly operation: Operation; readonly method: string } {
  const [step] = steps.filter(({ method }) => verbs.has(method));
  const method = step?.method ?? "select";
  if (method === "insert") return { operation: "create", method };
  if (method === "update" || method === "upsert" || method === "delete") return { operation: method, method };
  const head = step?.args[1] && propertyOf(step.args[1], "head")?.value;
  return { operation: head?.kind === "constant" && head.value === true ? "count" : "read", method };
}

/** Of a query that was extended under a condition, each form may be the one that runs. */
function joined(filtered: readonly Filter[]): Filter {
  return filtered.some((filter) => filter.kind === "all") && filtered.length > 1 ? { kind: "or", of: filtered } : anyOf(filtered);
}

function isDescending(order: Step | undefined): boolean {
  const ascending = order?.args[1] && propertyOf(order.args[1], "ascending")?.value;
  return ascending?.kind === "constant" && ascending.value === false;
}

/** Awaiting gives `{ data, error, count, status }`. */
function answerWith(row: Reference): Value {
  const told = (reason: string): Value => ({ kind: "unknown", reason, node: row.node });
  const parts: readonly (readonly [string, Value])[] = [["data", row], ["error", told("an error of the database")], ["count", told("a number of rows")], ["status", told("a status")]];
  return { kind: "object", entries: parts.map(([key, value]): ObjectEntry => ({ kind: "property", key, value, optional: false })), node: row.node };
}

