import type { Filter } from "../../analysis/access.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import { entriesOf, itemsOf, memberOf, opaqueSpreadsOf, optionsOf, propertyOf } from "../../analysis/object-value.ts";
import type { Reference, Value } from "../../analysis/value.ts";
import type { Model } from "../../catalog/catalog.ts";
import { allOf } from "../filter-parts.ts";
import type { Entities } from "./entities.ts";

/** The entity that a value is a row of: loaded, or made here. */
export function modelOfEntity(value: Value, facts: FileFacts, entities: Entities): Model | undefined {
  const models = optionsOf(value).map((option) => modelOfOne(option, facts, entities));
  return models.every((model) => model === models[0]) ? models[0] : undefined;
}

function modelOfOne(value: Value, facts: FileFacts, entities: Entities): Model | undefined {
  if (value.kind === "list") return value.items[0] && modelOfEntity(value.items[0].value, facts, entities);
  if (value.kind === "reference") return modelOfReference(value, facts, entities);
  if (value.kind !== "object") return undefined;
  const made = [...entriesOf(value).values()].map((property) => property.value).find(isMade);
  const name = made?.root.kind === "row" ? made.root.access.model : undefined;
  return name === undefined ? undefined : facts.catalog.models.get(name);
}

function modelOfReference(value: Reference, facts: FileFacts, entities: Entities): Model | undefined {
  const steps = value.path.filter((step) => step !== "*");
  if (value.root.kind !== "row") {
    const type = facts.declaredType(value);
    return type === undefined ? undefined : entities.named(type, facts.catalog);
  }
  const { access } = value.root;
  if (access.library !== entities.library) return undefined;
  let at = facts.catalog.models.get(access.model);
  for (const step of steps) at = facts.catalog.models.get(at?.fields.get(step)?.relation?.model ?? "");
  return at;
}

/** True for the key that an entity made here will have. */
function isMade(value: Value): value is Reference {
  return value.kind === "reference" && value.root.kind === "row" && value.root.access.operation === "create" && value.root.access.method === "new";
}

/** Entities that are new, and the keys of those that are known by one. */
export interface Sorted {
  readonly fresh: readonly Value[];
  readonly keyed: readonly { readonly entity: Value; readonly key: Filter }[];
}

export function sortEntities(value: Value | undefined, model: Model): Sorted {
  const listed = value === undefined ? [] : optionsOf(value).flatMap((option) => (option.kind === "list" ? itemsOf(option).map((item) => item.value) : [option]));
  const sorted = listed.flatMap(optionsOf).filter((entity) => entity.kind !== "constant").map((entity) => ({ entity, key: keyOf(entity, model) }));
  return { fresh: sorted.flatMap(({ entity, key }) => (key ? [] : [entity])), keyed: sorted.flatMap(({ entity, key }) => (key ? [{ entity, key }] : [])) };
}

function keyOf(entity: Value, { id }: Model): Filter | undefined {
  const columns = id.length > 0 ? id : ["id"];
  if (entity.kind === "reference") return referenceKey(entity, columns);
  if (entity.kind !== "object") return undefined;
  const given = columns.map((column) => written(entity, column));
  if (given.every((one) => one !== undefined)) return allOf(given.map((one, index) => equals(columns[index] ?? "id", one)));
  // `{ ...plot, price }` of a loaded row is that row.
  const [row] = opaqueSpreadsOf(entity).filter((spread) => spread.kind === "reference" && spread.root.kind === "row");
  return row?.kind === "reference" && columns.every((column) => propertyOf(entity, column)) ? referenceKey(row, columns) : undefined;
}

/** A key that the source sets itself; what other objects bring along is rarely one. */
function written(entity: Extract<Value, { kind: "object" }>, column: string): Value | undefined {
  const entry = entity.entries.findLast((one) => one.kind === "property" && one.key === column);
  const isSet = entry && optionsOf(entry.value).some((option) => !isMade(option) && !(option.kind === "constant" && (option.value === undefined || option.value === null)));
  return isSet ? entry.value : undefined;
}

/** What comes from elsewhere as a whole may be new: only rows are known to be there, and what is declared to be one. */
function referenceKey(entity: Reference, columns: readonly string[]): Filter | undefined {
  if (entity.root.kind !== "row") return undefined;
  return allOf(columns.map((column) => equals(column, memberOf(entity, column))));
}

function equals(column: string, value: Value): Filter {
  return { kind: "equals", column, value, optional: false, whenUndefined: "matches-nothing", node: value.node };
}
