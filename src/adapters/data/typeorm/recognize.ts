import type { Access, Recognition } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { nameOfValue } from "../../../analysis/make-value.ts";
import { entriesOf, memberOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { anyOf } from "../../filter-parts.ts";
import { literalIn, placeIn } from "../../query/places.ts";
import { withNumber } from "../../query/rows.ts";
import { recognizeBuilder } from "./builder.ts";
import { readCriteria } from "./criteria.ts";
import { entityOf, type Schema } from "./entities.ts";
import { sortEntities } from "../../entities/instances.ts";
import { modelOfEntity } from "./instances.ts";
import { loadsOf } from "../../entities/loads.ts";
import { isDescending } from "../../entities/order.ts";
import { methods, ownMethods, type Method } from "./methods.ts";
import { isMongoRepository, mongoAccess, mongoMethods } from "./mongo.ts";
import { isRepositoryMade, repositoryOf } from "./repositories.ts";
import { keyFilter, missingInBuilders, missingInFinds, missingInWrites, readWhere } from "./where.ts";
import { conflictFilter, rowsOf } from "./writes.ts";

/** The access that a call such as `plots.findBy({ … })`, `manager.find(Plot, { … })` or `Plot.find({ … })` is. */
export function recognize(call: Call, facts: FileFacts): Access | "step" | undefined {
  if (isRepositoryMade(call, facts)) return "step";
  const built = recognizeBuilder(call, facts);
  if (built) return built;
  const { method: name, receiver, node } = call;
  const method = name === undefined ? undefined : methods.get(name);
  const ofMongo = name === undefined ? undefined : mongoMethods.get(name);
  if (node.type !== "CallExpression" || name === undefined || (!method && !ofMongo) || receiver === undefined) return undefined;
  const target = targetOf(call, facts);
  if (target && ofMongo) return mongoAccess(call, ofMongo, target.model, target.args, facts);
  return target && method && readAccess(call, name, method, target, facts);
}

interface Target {
  readonly model: Model;
  readonly recognizedBy: Recognition;
  /** The arguments behind the entity. */
  readonly args: readonly Value[];
}

/** Whose rows a call is about: a repository's, those of the entity that a manager is given, or those of a class or an entity itself. */
function targetOf({ method = "", receiver, args }: Call, facts: FileFacts): Target | undefined {
  const repository = repositoryOf(receiver, facts);
  if (repository) return { ...repository, args };
  const own = entityOf(receiver, facts.catalog);
  if (own) return { model: own, recognizedBy: "import", args };
  const [first, ...rest] = args;
  const given = first?.kind === "constant" && !isManager(receiver) ? undefined : entityOf(first, facts.catalog);
  if (given) return { model: given, recognizedBy: "import", args: rest };
  const isOwn = ownMethods.has(method);
  const self = isOwn && receiver ? modelOfEntity(receiver, facts) : undefined;
  if (self && receiver) return { model: self, recognizedBy: "shape", args: [receiver] };
  const handed = isOwn && first ? modelOfEntity(first, facts) : undefined;
  return handed && { model: handed, recognizedBy: "shape", args };
}

/** True for what reads as an entity manager, which may be told an entity by its name. */
function isManager(value: Value | undefined): boolean {
  return value !== undefined && /manager$|^em$/i.test(nameOfValue(value) ?? "");
}

function readAccess(call: Call, name: string, method: Method, { model, recognizedBy, args }: Target, facts: FileFacts): Access {
  const schema: Schema = { model, catalog: facts.catalog };
  const given = args[method.at];
  const isPlain = method.filter === "options" && given?.kind === "object" && isMongoRepository(call.receiver, facts) && ![...entriesOf(given).keys()].some((key) => options.has(key));
  const where = method.filter === "options" && !isPlain ? given && propertyOf(given, "where")?.value : given;
  const base = { library: "typeorm", model: model.name, method: name, node: call.node, recognizedBy, unique: false, many: method.many, throwsWhenMissing: method.throws } as const;
  const places = { args: literalIn(call, method.filter === "options" ? given : undefined), filter: method.filter === "none" || method.filter === "rows" ? undefined : literalIn(call, where) ?? placeIn(call, where) };
  const related = method.filter === "options" && given ? loadsOf(propertyOf(given, "relations")?.value, schema) : [];
  switch (method.filter) {
    case "options":
      return { ...base, ...(isDescending(given && propertyOf(given, "order")?.value) ? { highestFirst: true } : {}), ...counted(method), operation: method.operation, filter: given && given.kind !== "object" && given.kind !== "choice" ? optionsFilter(given) : readWhere(where, schema, missingInFinds(model)), data: [], related, places };
    case "where":
      return { ...base, ...counted(method), operation: method.operation, filter: readWhere(given, schema, method.operation === "update" ? missingInWrites(model) : missingInFinds(model)), data: [], related, places };
    case "criteria":
    case "ids":
      return { ...base, operation: method.operation, filter: readCriteria(given, schema), data: name === "update" ? rowsOf("update", args[1], schema) : [], related, places };
    case "entities":
      return { ...base, ...entityAccess(method, given, schema), related, places: {}, many: given?.kind === "list" };
    case "rows": {
      const data = rowsOf("create", given, schema);
      const upserts = method.operation === "upsert";
      return { ...base, operation: method.operation, filter: upserts ? conflictFilter(data, args[1], schema) : undefined, data, related, places };
    }
    case "none":
      return { ...base, operation: method.operation, filter: { kind: "all" }, data: name === "updateAll" ? rowsOf("update", given, schema) : [], related, places };
  }
}

/** `save` inserts what was made here and has no key; what has one is looked up by it alone, as are rows to be removed. */
function entityAccess(method: Method, given: Value | undefined, schema: Schema): Pick<Access, "operation" | "filter" | "data"> {
  const { fresh, keyed } = sortEntities(given, schema.model);
  const keys = keyed.map(({ key }) => key);
  if (method.operation !== "upsert") return { operation: method.operation, filter: anyOf([...keys, ...fresh.map((entity) => keyFilter(entity, schema.model, missingInBuilders))]), data: [] };
  const created = fresh.flatMap((entity) => rowsOf("create", entity, schema));
  if (keys.length === 0) return { operation: "create", filter: undefined, data: created };
  const changed = keyed.flatMap(({ entity }) => (entity.kind === "object" ? rowsOf("update", entity, schema) : []));
  return { operation: created.length > 0 ? "upsert" : "update", filter: anyOf(keys), data: [...created, ...changed] };
}

/** What tells the options of a find from a filter. */
const options = new Set(["where", "select", "relations", "order", "skip", "take", "cache", "withDeleted", "loadEagerRelations"]);

function optionsFilter(options: Value): Access["filter"] {
  if (options.kind === "constant") return { kind: "all" };
  return { kind: "opaque", value: options.kind === "reference" ? memberOf(options, "where") : options, reason: "the options are built elsewhere" };
}

/** Rows with their number come as a pair. */
function counted({ counted: isPair }: Method): Pick<Access, "rows"> {
  return isPair ? { rows: withNumber } : {};
}
