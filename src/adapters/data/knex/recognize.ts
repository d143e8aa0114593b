import type { Access, Filter, Operation } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Node } from "../../../syntax/source-file.ts";
import { anyOf } from "../../filter-parts.ts";
import type { Chain } from "../../query/chains.ts";
import { filterOf, loadsOf } from "../../query/joined-query.ts";
import { runBuilders } from "../../query/callbacks.ts";
import { placeIn } from "../../query/places.ts";
import { chains } from "./chain.ts";
import { isHandle } from "./handle.ts";
import { aggregates, continuations, surroundings } from "./methods.ts";
import { baseOf, queryOf, type Query } from "./query.ts";
import { rowsOf } from "./rows.ts";
import { changedOnConflict, writtenRows } from "./writes.ts";

/** The access that a chain such as `db("plots").where(…).first()` is, at its outermost call. */
export function recognize(call: Call, facts: FileFacts): Access | "step" | undefined {
  if (call.node.type !== "CallExpression") return undefined;
  const isStep = call.receiver !== undefined && continuations.has(call.method ?? "");
  if (isStep ? !isOurs(call, facts) : !isTable(call, facts)) return undefined;
  runBuilders(call);
  // Only now `modify` has what its function made.
  return chains.isInner(call.node) ? "step" : accessAt(call, endingAt(call), facts);
}

function endingAt({ callee, args, node }: Call): readonly Chain[] {
  return chains.endingAt({ callee, args, node, id: "" });
}

/** True for a call that goes on with a query, or begins one on a handle. */
function isOurs(call: Call, facts: FileFacts): boolean {
  const [chain] = endingAt(call);
  if (!chain) return false;
  // Another library's calls, on what a method of its gave: `estate.$relatedQuery("plots").where(…)`.
  const { called } = chain;
  if (called && (baseOf(chain, facts) === undefined || (called.kind === "reference" && called.path.length > 0 && !isHandle(called, facts)))) return false;
  const isFirst = chain.steps.length === 1 && chain.table === undefined && !chain.inCallback && chain.extends.length === 0;
  return !isFirst || (call.receiver !== undefined && isHandle(call.receiver, facts));
}

/** True for `db("plots")`: a handle is called with a table's name, or a query goes on from what is called. */
function isTable({ callee, receiver, args, node }: Call, facts: FileFacts): boolean {
  if (args.length === 0 || callee.kind === "function" || (receiver !== undefined && !isHandle(callee, facts))) return false;
  if (!isHandle(callee, facts) && !chains.isInner(node)) return false;
  return baseOf({ table: args[0], inCallback: false, steps: [], extends: [] }, facts)?.table !== undefined;
}

function accessAt(call: Call, ended: readonly Chain[], facts: FileFacts): Access | "step" | undefined {
  const [chain] = ended;
  if (!chain) return undefined;
  const base = baseOf(chain, facts);
  // A builder of conditions, a chain that names no table yet, and a table that nothing is asked of yet.
  if (base === undefined) return "step";
  const isBare = chain.steps.every((step) => surroundings.has(step.method));
  if (isBare && !isRun(call.node)) return "step";
  const queries = ended.flatMap((one) => queryOf(one, facts) ?? []);
  const [query] = queries;
  if (!query || queries.some(({ table }) => table.model !== query.table.model)) return undefined;
  return accessOf(call, queries, query, facts);
}

/** True where a query is awaited, or handed to something that awaits it. */
function isRun({ parent }: Node): boolean {
  if (parent?.type === "MemberExpression") return parent.property.type === "Identifier" && /^(?:then|catch|finally)$/.test(parent.property.name);
  return parent?.type === "AwaitExpression" || parent?.type === "ArrayExpression";
}

function accessOf(call: Call, queries: readonly Query[], query: Query, facts: FileFacts): Access {
  const { steps, table } = query;
  const data = writtenRows(query);
  const upsert = steps.some(({ method }) => method === "merge" || method === "upsert");
  const verb = steps.findLast(({ method }) => method in operations)?.method;
  const operation = upsert ? "upsert" : verb !== undefined ? (operations[verb] ?? "read") : steps.some(({ method }) => aggregates.has(method)) ? "count" : "read";
  const many = !steps.some(({ method }) => method === "first");
  const rows = operation === "count" ? undefined : rowsOf(query, many);
  const where = steps.findLast(({ method }) => /^(?:and|or)?where/i.test(method))?.args[0];
  const extended = [...new Set(queries.flatMap(({ chain }) => chain.extends))];
  return {
    library: "knex",
    model: table.model.name,
    operation,
    method: verb ?? (operation === "count" ? (steps.find(({ method }) => aggregates.has(method))?.method ?? "count") : many ? "select" : "first"),
    node: call.node,
    recognizedBy: facts.imports.has("knex") ? "import" : "shape",
    filter: operation === "create" ? undefined : joined(upsert ? [changedOnConflict(query, data)] : queries.map((one) => (verb === "truncate" ? { kind: "all" } : filterOf(one)))),
    data,
    related: loadsOf(query),
    unique: false,
    many,
    ...(isDescending(steps.find(({ method }) => method === "orderBy")?.args) ? { highestFirst: true } : {}),
    throwsWhenMissing: false,
    open: true,
    ...(isSought(call.node) ? { narrows: true as const } : {}),
    ...(extended.length > 0 ? { extends: extended } : {}),
    ...(rows ? { rows } : {}),
    places: { filter: placeIn(call, where) },
  };
}

/** True for a query that `whereExists` or `whereNotIn` is given, or that its callback makes. */
function isSought({ parent }: Node): boolean {
  if (!parent || parent.type === "Program") return false;
  if (parent.type !== "CallExpression") return isSought(parent);
  const { callee } = parent;
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" && /^(?:(?:and|or)W|w)here(?:(?:Not)?Exists|NotIn)$/.test(callee.property.name);
}

/** Of a query that was extended under a condition, each form may be the one that runs. */
function joined(filters: readonly Filter[]): Filter {
  return filters.some((filter) => filter.kind === "all") && filters.length > 1 ? { kind: "or", of: filters } : anyOf(filters);
}

const operations: Readonly<Record<string, Operation>> = { insert: "create", batchInsert: "create", update: "update", increment: "update", decrement: "update", del: "delete", delete: "delete", truncate: "delete" };

function isDescending(args: readonly Value[] | undefined): boolean {
  const order = args?.[1];
  return order?.kind === "constant" && String(order.value).toLowerCase() === "desc";
}
