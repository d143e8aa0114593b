import type { Access, Filter, Operation, Related, WrittenRow } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import { modelAt, tenantColumnsOf } from "../../../analysis/column-role.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { propertyOf } from "../../../analysis/object-value.ts";
import { isOwned, type Model } from "../../../catalog/catalog.ts";
import { anyOf } from "../../filter-parts.ts";
import { runBuilders } from "../../query/callbacks.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { filterOf, loadsOf } from "../../query/joined-query.ts";
import { literalIn, placeIn } from "../../query/places.ts";
import { unseen } from "../../query/rows.ts";
import { rowsOf } from "../knex/rows.ts";
import { changedOnConflict } from "../knex/writes.ts";
import { chains } from "./chain.ts";
import { graphOf, type GraphNode } from "./graph-text.ts";
import { byKey, counts, graphLoads, singles, starters, verbs, type Verb } from "./methods.ts";
import { queryOf, type Query } from "./query.ts";
import { keyOf, subjectOf, type Subject } from "./subject.ts";
import { createdBelow, relatedRow, writtenRows } from "./writes.ts";

/** The access that a chain such as `Plot.query().where(…).first()` is, at its outermost call. */
export function recognize(call: Call, facts: FileFacts): Access | "step" | undefined {
  const { node, receiver, method } = call;
  if (node.type !== "CallExpression" || receiver === undefined || method === undefined) return undefined;
  const ended = endingAt(call);
  const [chain] = ended;
  if (!chain || (!chain.inCallback && !isNamed(chain) && !subjectOf(chain, facts))) return undefined;
  runBuilders(call);
  // Only now `modify` has what its function made.
  return chains.isInner(node) ? "step" : accessAt(call, endingAt(call), facts);
}

function endingAt({ callee, args, node }: Call): readonly Chain[] {
  return chains.endingAt({ callee, args, node, id: "" });
}

/** A callback's query may begin with a table's name. */
function isNamed({ inCallback, steps }: Chain): boolean {
  return inCallback && steps.some(({ method }) => method === "from");
}

function accessAt(call: Call, ended: readonly Chain[], facts: FileFacts): Access | "step" | undefined {
  const queries = ended.flatMap((one) => queryOf(one, facts) ?? []);
  const [query] = queries;
  if (!query) return ended.some(({ inCallback }) => inCallback) ? "step" : undefined;
  if (queries.some(({ table }) => table.model !== query.table.model)) return undefined;
  return accessOf(call, queries, query, facts);
}

function accessOf(call: Call, queries: readonly Query[], query: Query, facts: FileFacts): Access {
  const { steps, subject, table: { model } } = query;
  const written = steps.findLast(({ method }) => verbs.has(method));
  const verb = written && verbs.get(written.method);
  const content = written && verb ? contentOf(written, verb, queries, query, facts) : { model, operation: isCount(steps) ? "count" as const : "read" as const, filter: joined(queries), data: [], related: [] };
  const many = !isSingle(steps, subject, written);
  const extended = [...new Set(queries.flatMap(({ chain }) => chain.extends))];
  const where = steps.findLast(({ method }) => /^(?:and|or)?where|^findOne$/i.test(method))?.args[0];
  const data = verb?.data === undefined ? undefined : written?.args[verb.data];
  const rows = content.operation === "count" ? undefined : rowsFor(query, many);
  return {
    library: "objection",
    model: content.model.name,
    operation: content.operation,
    method: methodOf(steps),
    node: call.node,
    recognizedBy: subject?.recognizedBy ?? "shape",
    filter: content.filter,
    data: content.data,
    related: [...content.related, ...loadsOf(query), ...steps.flatMap((step) => loadedBy(step, model, facts))],
    unique: steps.some(({ method }) => byKey.has(method)) || steps[0]?.method === "$query",
    many,
    ...(isDescending(steps) ? { highestFirst: true } : {}),
    throwsWhenMissing: steps.some(({ method }) => method === "throwIfNotFound"),
    open: true,
    // A relation of a model as a whole is only asked for in a condition of another query.
    ...(subject?.over && !subject.from ? { waits: true as const, narrows: true as const } : {}),
    ...(extended.length > 0 ? { extends: extended } : {}),
    ...(rows ? { rows } : {}),
    ...heldBack(content.model, facts),
    places: { filter: literalIn(call, where) ?? placeIn(call, where), data: literalIn(call, data) },
  };
}

interface Content {
  readonly model: Model;
  readonly operation: Operation;
  readonly filter: Filter | undefined;
  readonly data: readonly WrittenRow[];
  readonly related: readonly Related[];
}

function contentOf({ method, args }: Step, verb: Verb, queries: readonly Query[], query: Query, facts: FileFacts): Content {
  const { subject, table: { model } } = query;
  const linked = args[0];
  if (method === "relate" && subject?.over && subject.from && linked) return { model: subject.over.model, operation: "update", filter: subject.from.key, data: [relatedRow(subject, linked)], related: [] };
  const data = writtenRows(verb, args, model, subject, facts);
  const related = verb.graph ? createdBelow(data, model, facts) : [];
  const base = { model, operation: verb.operation, data, related };
  if (method === "truncate") return { ...base, filter: { kind: "all" } };
  if (verb.operation === "upsert") return upsertOf(base);
  if (verb.operation !== "create") return { ...base, filter: joined(queries) };
  const merges = query.steps.some((step) => step.method === "merge");
  return merges ? { ...base, operation: "upsert", filter: changedOnConflict(query, data) } : { ...base, filter: undefined };
}

/** A graph's rows that have a key are updated, whoever they belong to; the others are new. */
function upsertOf(base: Omit<Content, "filter">): Content {
  const { model, data } = base;
  const keys = data.flatMap(({ columns }) => propertyOf(columns, model.id[0] ?? "id") ?? []);
  if (keys.length === 0) return { ...base, operation: "create", filter: undefined };
  const filter = anyOf(keys.map(({ value }) => keyOf(model, value)));
  // What has a key for sure is there already.
  if (keys.length < data.length || keys.some(({ mayBeAbsent }) => mayBeAbsent)) return { ...base, filter };
  return { ...base, operation: "update", filter, data: data.map((row) => ({ ...row, kind: "update" })) };
}

/** Of a query that was extended under a condition, each form may be the one that runs. */
function joined(queries: readonly Query[]): Filter {
  const filters = queries.map(filterOf);
  return filters.some((filter) => filter.kind === "all") && filters.length > 1 ? { kind: "or", of: filters } : anyOf(filters);
}

function isCount(steps: readonly Step[]): boolean {
  return steps.some(({ method }) => counts.has(method));
}

function isSingle(steps: readonly Step[], subject: Subject | undefined, written: Step | undefined): boolean {
  if (steps.some(({ method }) => singles.has(method)) || steps[0]?.method === "$query") return true;
  if (written && /^insert/.test(written.method)) return written.args[0]?.kind !== "list";
  return subject?.over !== undefined && subject.from?.row !== undefined && !subject.over.field.list;
}

/** What the report calls it: what writes, else what says how the rows are found, else what the query begins with. */
function methodOf(steps: readonly Step[]): string {
  const named = steps.findLast(({ method }) => verbs.has(method)) ?? steps.findLast(({ method }) => counts.has(method)) ?? steps.findLast(({ method }) => singles.has(method) || method === "findByIds");
  return named?.method ?? steps.find(({ method }) => starters.has(method))?.method ?? "query";
}

function isDescending(steps: readonly Step[]): boolean {
  const order = steps.find(({ method }) => method === "orderBy")?.args[1];
  return order?.kind === "constant" && String(order.value).toLowerCase() === "desc";
}

/** What awaiting gives: a page has its rows inside. */
function rowsFor(query: Query, many: boolean): Access["rows"] {
  const rows = rowsOf(query, many);
  if (!query.steps.some(({ method }) => method === "page" || method === "range")) return rows;
  return (row) => ({
    kind: "object",
    entries: [
      { kind: "property", key: "results", value: rows?.(row) ?? row, optional: false, node: row.node },
      { kind: "property", key: "total", value: unseen("a number of rows", row), optional: false, node: row.node },
    ],
    node: row.node,
  });
}

/** What a graph expression loads along. */
function loadedBy({ method, args }: Step, model: Model, facts: FileFacts): readonly Related[] {
  return graphLoads.has(method) ? graphOf(args[0], facts).flatMap((node) => load(node, model, facts)) : [];
}

function load({ relation, children }: GraphNode, model: Model, facts: FileFacts): readonly Related[] {
  const field = model.fields.get(relation);
  const target = field?.relation && facts.catalog.models.get(field.relation.model);
  if (!field || !target) return [];
  return [{ kind: "load", relation: field.name, model: target.name, filter: { kind: "all" }, data: [], related: children.flatMap((node) => load(node, target, facts)), node: undefined }];
}

/** A query builder of the project's own may tie every query of a model to the tenant as it is built. */
function heldBack(model: Model, { catalog }: FileFacts): Pick<Access, "heldBy"> {
  const conditions = (model.alwaysOn ?? []).flatMap((name) => model.scopes?.[name] ?? []);
  const holding = conditions.find(({ path, column }) => {
    const owner = modelAt(catalog, model, path);
    return owner !== undefined && isOwned(owner) && tenantColumnsOf(owner).includes(column);
  });
  return holding ? { heldBy: { sure: true, text: `every query of \`${model.name}\` is filtered by \`${holding.column}\` as it is built` } } : {};
}
