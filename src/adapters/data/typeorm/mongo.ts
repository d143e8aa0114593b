import type { Access, Filter } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf, optionsOf, type Property } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { callOf, calledName } from "../../calls.ts";
import { literalIn } from "../../query/places.ts";
import { readFilter } from "../mongoose/filter.ts";
import { methods as ofDriver, type Method } from "../mongoose/methods.ts";
import { readPipeline, stagesOf } from "../mongoose/pipeline.ts";
import { writtenBy } from "../mongoose/written.ts";
import { methods } from "./methods.ts";

const pipeline = ofDriver.get("aggregate");
const filter = ofDriver.get("find");

/** What a `MongoRepository` hands on to the driver as it is. https://typeorm.io/docs/drivers/mongodb */
export const mongoMethods: ReadonlyMap<string, Method> = new Map([
  ...[...ofDriver].filter(([name]) => !methods.has(name) && !name.startsWith("findById")),
  ...(pipeline ? [["aggregateEntity", pipeline] as const] : []),
  ...(filter ? ["createCursor", "createEntityCursor"].map((name) => [name, filter] as const) : []),
]);

/** The access that a call such as `plots.updateMany({ number }, { $set: { … } })` is. */
export function mongoAccess(call: Call, method: Method, model: Model, args: readonly Value[], facts: FileFacts): Access {
  const { method: name = "", node } = call;
  const written = writtenBy(args, name, method, model);
  const read = method.filter === "pipeline" ? readPipeline(stagesOf(args[0]), model, facts.catalog) : undefined;
  const said = read?.filter ?? written.filter ?? readFilter(args[method.at], model);
  return {
    library: "typeorm", model: model.name, operation: written.operation, method: name, node, recognizedBy: "type",
    filter: written.operation === "create" ? undefined : inProperties(said, model),
    data: written.data, related: read?.related ?? [], unique: false, many: method.many, throwsWhenMissing: false,
    ...(read && !read.givesRows ? { rows: (row) => ({ kind: "unknown", reason: "it is computed by the query", node: row.node }) } : {}),
    places: method.filter === "filter" ? { filter: literalIn(call, args[method.at]) } : {},
  };
}

/** A condition as MongoDB says it, which a `where` may hold too: `{ number: { $gt: 1 } }`, `{ $or: [ … ] }`; undefined for all others. */
export function mongoCondition(key: string, { value, mayBeAbsent }: Property, model: Model): Filter | undefined {
  const isOperator = key.startsWith("$") || optionsOf(value).some((one) => one.kind === "object" && [...entriesOf(one).keys()].some((inner) => inner.startsWith("$")));
  return isOperator || key === "_id" ? inProperties(readFilter({ kind: "object", entries: [{ kind: "property", key, value, optional: mayBeAbsent }] }, model), model) : undefined;
}

/** The database calls the key `_id`, whatever the class does. */
function inProperties(said: Filter, model: Model): Filter {
  const [id = "_id"] = model.id;
  if (said.kind === "and" || said.kind === "or") return { ...said, of: said.of.map((one) => inProperties(one, model)) };
  if (said.kind === "not") return { ...said, of: inProperties(said.of, model) };
  return "column" in said && said.column === "_id" ? { ...said, column: id } : said;
}

/** True for what is declared, or asked for, as a repository over MongoDB: its finds take a filter as they are too. */
export function isMongoRepository(value: Value | undefined, facts: FileFacts): boolean {
  if (value?.kind !== "reference") return false;
  const call = callOf(value);
  return facts.declaredType(value) === "MongoRepository" || (call !== undefined && calledName(call) === "getMongoRepository");
}
