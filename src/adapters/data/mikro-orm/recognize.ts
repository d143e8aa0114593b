import type { Access, Recognition } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { nameOfValue } from "../../../analysis/make-value.ts";
import { optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Reference, Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import type { Made } from "../../data-adapter.ts";
import { callOf, calledName } from "../../calls.ts";
import type { Schema } from "../../entities/entities.ts";
import { modelOfEntity, sortEntities } from "../../entities/instances.ts";
import { loadsOf } from "../../entities/loads.ts";
import { isDescending } from "../../entities/order.ts";
import { allOf, anyOf } from "../../filter-parts.ts";
import { literalIn, placeIn } from "../../query/places.ts";
import { unseen, withNumber } from "../../query/rows.ts";
import { recognizeBuilder } from "./builder.ts";
import { entities, repositories } from "./entities.ts";
import { makeByClass } from "./instances.ts";
import { appliedFilters } from "./filters.ts";
import { common, methods, type Method } from "./methods.ts";
import { keyFilter, readWhere, referenceOf } from "./where.ts";
import { isKeyedLater } from "./set-later.ts";
import { changedOnConflict, nestedRows, rowsOf } from "./writes.ts";

/** The access that a call such as `em.find(Plot, { … })`, `plots.findOne({ … })` or `em.remove(plot)` is. */
export function recognize(call: Call, facts: FileFacts): Access | "step" | undefined {
  const { method: name, receiver, node } = call;
  if (name === undefined || receiver === undefined || node.type !== "CallExpression") return undefined;
  const method = methods.get(name);
  const target = method && targetOf(call, name, method, facts);
  if (target && name === "create" && isKeyedLater(node, target.model)) return undefined;
  return target ? readAccess(call, name, method, target, facts) : recognizeBuilder(call, facts);
}

/** The entity that `em.create(Plot, { … })` makes, where the key is set behind it: what is pending is written as it is then. */
export function make(call: Call, facts: FileFacts): Made | undefined {
  const method = call.method === "create" ? methods.get("create") : undefined;
  const target = method && call.receiver && targetOf(call, "create", method, facts);
  if (!target || !isKeyedLater(call.node, target.model)) return makeByClass(call, facts);
  const [columns] = target.args;
  return { model: target.model.name, columns: columns?.kind === "object" ? columns.entries : columns && columns.kind !== "constant" ? [{ kind: "spread", value: columns, node: columns.node }] : [] };
}

interface Target {
  readonly model: Model;
  readonly recognizedBy: Recognition;
  /** The arguments behind the entity. */
  readonly args: readonly Value[];
}

/** Whose rows a call is about: a repository's, those of the entity that a manager is given, or those of the entities themselves. */
function targetOf(call: Call, name: string, { filter }: Method, facts: FileFacts): Target | undefined {
  const { receiver, args } = call;
  const wrapped = name === "assign" ? wrappedBy(receiver) : undefined;
  const given = filter === "entities" ? [...(wrapped ? [wrapped] : []), ...args] : args;
  const repository = repositories.of(receiver, facts);
  if (repository) return { ...repository, args: given };
  const [first, ...rest] = given;
  const isBelieved = wrapped !== undefined || isManager(receiver, facts);
  if (common.has(name) && !isBelieved) return undefined;
  if (filter === "entities") {
    const model = first && entityIn(first, facts);
    return model && { model, recognizedBy: "shape", args: given };
  }
  const named = first?.kind === "constant" && !isBelieved ? undefined : entities.of(first, facts.catalog);
  return named && { model: named, recognizedBy: "import", args: rest };
}

/** `wrap(plot).assign({ … })`. */
function wrappedBy(receiver: Value | undefined): Value | undefined {
  const call = callOf(receiver);
  return call && calledName(call) === "wrap" ? call.args[0] : undefined;
}

function entityIn(value: Value, facts: FileFacts): Model | undefined {
  const call = callOf(value);
  return referenceOf(value) && call ? entities.of(call.args[0], facts.catalog) : modelOfEntity(value, facts, entities);
}

/** True for what is declared as an entity manager, or reads as one. */
function isManager(value: Value | undefined, facts: FileFacts): boolean {
  if (value === undefined) return false;
  const call = callOf(value);
  const name = (call ? calledName(call) : nameOfValue(value)) ?? "";
  return /EntityManager$/.test(facts.declaredType(value) ?? "") || /(?:^|[a-z_])em$|Em$|entityManager$|manager$|^fork$/i.test(name) || (call !== undefined && name === "persist");
}

function readAccess(call: Call, name: string, method: Method, { model, recognizedBy, args }: Target, facts: FileFacts): Access | undefined {
  const schema: Schema = { model, catalog: facts.catalog };
  const [first] = args;
  const options = args[method.options];
  const data = method.data === undefined ? [] : rowsOf(method.operation === "update" ? "update" : "create", args[method.data], schema);
  const base = { library: "mikro-orm", model: model.name, operation: method.operation, method: name, node: call.node, recognizedBy, unique: false, many: method.many === true, throwsWhenMissing: method.throws === true } as const;
  switch (method.filter) {
    case "where":
    case "options": {
      const where = method.filter === "where" ? first : first && propertyOf(first, "where")?.value;
      const { said, heldBy } = appliedFilters(options, schema);
      return {
        ...base, data,
        filter: allOf([method.filter === "options" ? whereOfOptions(first, where, schema) : readWhere(where, schema), said]),
        related: loadsOf(options && propertyOf(options, "populate")?.value, schema),
        ...(heldBy ? { heldBy } : {}),
        ...(isDescending(options && propertyOf(options, "orderBy")?.value) ? { highestFirst: true } : {}),
        ...(method.counted ? { rows: withNumber } : name === "findByCursor" ? { rows: cursorOf } : {}),
        places: { args: literalIn(call, method.filter === "options" ? first : undefined), filter: literalIn(call, where) ?? placeIn(call, where) },
      };
    }
    case "none":
      return { ...base, filter: undefined, data, related: nestedRows(data, schema), places: {} };
    case "conflict":
      return { ...base, filter: changedOnConflict(data, options, schema), data, related: nestedRows(data, schema), places: {} };
    case "entities":
      return entityAccess({ ...base, related: [], places: {} }, first, data, schema);
  }
}

/** `persist` writes what was made here; what is there already is changed or removed by its key. */
function entityAccess(base: Omit<Access, "filter" | "data">, given: Value | undefined, data: Access["data"], schema: Schema): Access | undefined {
  const reference = given && referenceOf(given);
  const { fresh, keyed } = reference ? { fresh: [], keyed: [{ key: keyFilter(reference, schema.model) }] } : sortEntities(given, schema.model);
  const keys = keyed.map(({ key }) => key);
  if (base.operation === "create") return fresh.length === 0 ? undefined : { ...base, filter: undefined, data: fresh.flatMap((entity) => rowsOf("create", entity, schema)) };
  return keys.length === 0 ? undefined : { ...base, filter: anyOf(keys), data };
}

function whereOfOptions(options: Value | undefined, where: Value | undefined, schema: Schema): NonNullable<Access["filter"]> {
  const isKnown = options === undefined || optionsOf(options).every(({ kind }) => kind === "object" || kind === "constant");
  return isKnown ? readWhere(where, schema) : { kind: "opaque", value: options, reason: "the options are built elsewhere" };
}

/** A cursor holds the rows as its items. */
function cursorOf(row: Reference): Value {
  return { kind: "object", entries: [{ key: "items", value: row }, { key: "totalCount", value: unseen("a number of rows", row) }].map(({ key, value }) => ({ kind: "property", key, value, optional: false })), node: row.node };
}
