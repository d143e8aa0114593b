import type { Access, Filter } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Reference, Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { contains } from "../../../syntax/contains.ts";
import { literalWithin } from "../../../syntax/object-literal.ts";
import type { Node } from "../../../syntax/source-file.ts";
import { calledName } from "../../calls.ts";
import { heldByHook } from "../../hooks.ts";
import { chains, terminals } from "./chain.ts";
import { isLoaded, recognizeDocument } from "./documents.ts";
import { keyFilter, readFilter } from "./filter.ts";
import { methods, repositoryMethods, type Method } from "./methods.ts";
import { receiverOf, type Receiver } from "./models.ts";
import { loadsOf, populatedRows } from "./populate.ts";
import { queryOf, toldIn, type Query } from "./query.ts";
import { writtenBy } from "./written.ts";

/** The access that a call such as `Plot.find({ … }).sort(…)`, `this.plotModel.updateOne(…)` or `plot.save()` is, at the outermost call of its chain. */
export function recognize(call: Call, facts: FileFacts): Access | "step" | undefined {
  const { method, receiver, node, args } = call;
  if (node.type !== "CallExpression" || method === undefined || receiver === undefined) return isModelMade(call, facts) ? "step" : undefined;
  const own = recognizeDocument(call, facts);
  if (own) return own;
  // `plots.find((plot) => …)` looks through a list.
  if (isLoaded(receiver) || args[0]?.kind === "function") return undefined;
  const ended = chains.endingAt({ callee: call.callee, args, node, id: "" });
  const queries = ended.flatMap((chain) => {
    const target = receiverOf(chain.handle, facts);
    const query = target && !target.wraps ? queryOf(chain, target.model, facts.catalog) : undefined;
    return query && target ? [{ query, target, shorter: chain.extends }] : [];
  });
  const [first] = queries;
  if (first && queries.every(({ query }) => query.model === first.query.model)) {
    if (chains.isInner(node)) return "step";
    return accessOf(call, first.target, queries.map(({ query }) => query), [...new Set(queries.flatMap(({ shorter }) => shorter))]);
  }
  return recognizeRepository(call, facts) ?? (isModelMade(call, facts) ? "step" : undefined);
}

/** `mongoose.model("Plot", schema)` gives a model and reads nothing. */
function isModelMade(call: Call, facts: FileFacts): boolean {
  const name = call.method ?? calledName(call);
  if (name !== "model" && name !== "discriminator") return false;
  return receiverOf({ kind: "reference", root: { kind: "call", id: "model", node: call.node, callee: call.callee, args: call.args, construct: false, shape: undefined }, path: [] }, facts) !== undefined;
}

function accessOf(call: Call, target: Receiver, queries: readonly Query[], shorter: readonly Access[]): Access {
  const [query = queries[0]] = queries;
  if (!query) throw new Error("A query without a chain.");
  const { model, verb, method, steps, populated, pipeline } = query;
  const isRun = steps.some((step) => terminals.has(step.method));
  const written = writtenBy(verb.args, verb.method, method, model);
  const filter = written.filter ?? joined(queries.map((one) => one.filter));
  const many = written.operation === "create" ? written.data.length > 1 || verb.args[0]?.kind === "list" : method.many && !steps.some((step) => step.method === "findOne" || step.method === "next");
  const rows = rowsFor(query, many);
  return {
    library: "mongoose",
    model: model.name,
    operation: written.operation,
    method: verb.method,
    node: call.node,
    recognizedBy: target.recognizedBy,
    filter: written.operation === "create" ? undefined : filter,
    data: written.data,
    related: [...query.related, ...loadsOf(populated)],
    unique: false,
    many,
    ...(isDescending(steps.find((step) => step.method === "sort")?.args[0]) ? { highestFirst: true } : {}),
    throwsWhenMissing: steps.some((step) => step.method === "orFail"),
    ...(written.operation === "create" || verb.method === "bulkWrite" ? {} : { open: !isRun }),
    ...(shorter.length > 0 ? { extends: shorter } : {}),
    ...(rows ? { rows } : {}),
    ...(target.isDriver ? { isDriver: true as const } : {}),
    ...(target.isNative ? {} : heldByHook(model, verb.method, written.data, queries.flatMap(toldIn))),
    places: placesOf(call.node, verb.node, pipeline ? undefined : verb.args[method.at]),
  };
}

/** Of a query that was extended under a condition, each form may be the one that runs. */
function joined(filters: readonly Filter[]): Filter {
  const [first = { kind: "all" }] = filters;
  return filters.length > 1 ? { kind: "or", of: filters } : first;
}

/** What awaiting gives, where that is not the rows with their own columns. */
function rowsFor({ verb, pipeline, populated }: Query, many: boolean): Access["rows"] {
  if (pipeline) return pipeline.givesRows ? undefined : (row) => ({ kind: "unknown", reason: "it is computed by the query", node: row.node });
  const [column] = verb.args;
  if (verb.method === "distinct" && column?.kind === "constant") return (row) => valuesOf(row, String(column.value));
  return populatedRows(populated, many);
}

function valuesOf(row: Reference, column: string): Value {
  return { kind: "list", items: [{ value: { ...row, path: ["*", column] }, optional: true, many: true }], node: row.node };
}

/** `{ price: -1 }` and `"-price"`. */
function isDescending(sort: Value | undefined): boolean {
  if (sort?.kind === "constant") return typeof sort.value === "string" && sort.value.startsWith("-");
  const [[, first] = []] = sort?.kind === "object" ? [...entriesOf(sort)] : [];
  return first?.value.kind === "constant" && [-1, "-1", "desc", "descending"].includes(first.value.value as string | number);
}

function placesOf(outer: Node, verb: Node, filter: Value | undefined): Access["places"] {
  const at = filter?.node;
  const literal = filter?.kind === "object" ? literalWithin(outer, at) : undefined;
  return { args: verb, filter: literal ?? (at && contains(outer, at) ? at : undefined) };
}

/** A method of a class around a model, where it is called as the model's own are: with a filter, a key, or a row. */
function recognizeRepository(call: Call, facts: FileFacts): Access | undefined {
  const { method: name = "", receiver, args, node } = call;
  const method = repositoryMethods.get(name);
  const target = method && receiverOf(receiver, facts);
  if (!method || !target || !isCalledAlike(method, args, target.model)) return undefined;
  const { model } = target;
  const written = writtenBy(args, name, method, model);
  const filter = written.filter ?? (method.filter === "id" ? keyFilter(args[0]) : readFilter(args[method.at], model));
  return {
    library: "mongoose", model: model.name, operation: written.operation, method: name, node, recognizedBy: target.recognizedBy,
    filter: written.operation === "create" ? undefined : filter,
    data: written.data, related: [], unique: false, many: method.many, throwsWhenMissing: false,
    places: placesOf(node, node, args[method.at]),
  };
}

/** What else a method of that name may take says nothing here. */
function isCalledAlike(method: Method, args: readonly Value[], model: Model): boolean {
  const [first] = args;
  if (method.filter === "pipeline" || method.filter === "operations" || method.filter === "none" || method.at > 0) return false;
  if (method.filter === "id") return first !== undefined && first.kind !== "object" && args.length === 1 || (methods.get("findByIdAndUpdate") === method && args.length > 1);
  const objects = first ? optionsOf(first).flatMap((one) => (one.kind === "list" ? one.items.map((item) => item.value) : [one])) : [];
  return objects.length > 0 && objects.every((one) => one.kind === "object" && [...entriesOf(one).keys()].every((key) => isOfModel(key, model)) && propertyOf(one, "where") === undefined);
}

function isOfModel(key: string, { fields }: Model): boolean {
  return key.startsWith("$") || key.includes(".") || fields.has(key);
}
