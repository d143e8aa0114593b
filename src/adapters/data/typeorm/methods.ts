import type { Operation } from "../../../analysis/access.ts";

/** What one method of a repository does; a manager's takes the entity before everything else. https://typeorm.io/docs/working-with-entity-manager/repository-api */
export interface Method {
  readonly operation: Operation;
  /** How its filter is given: in the `where` of options, as it is, as a key or a `where`, as keys, as entities, or not at all. */
  readonly filter: "options" | "where" | "criteria" | "ids" | "entities" | "rows" | "none";
  /** Which argument that is. */
  readonly at: number;
  readonly many: boolean;
  /** True when it gives the rows and their number. */
  readonly counted: boolean;
  readonly throws: boolean;
}

type Trait = "many" | "counted" | "throws";

function method(operation: Operation, filter: Method["filter"], at: number, ...traits: readonly Trait[]): Method {
  return { operation, filter, at, many: traits.includes("many") || traits.includes("counted"), counted: traits.includes("counted"), throws: traits.includes("throws") };
}

export const methods: ReadonlyMap<string, Method> = new Map([
  ["find", method("read", "options", 0, "many")],
  ["findAndCount", method("read", "options", 0, "counted")],
  ["findOne", method("read", "options", 0)],
  ["findOneOrFail", method("read", "options", 0, "throws")],
  ["findBy", method("read", "where", 0, "many")],
  ["findAndCountBy", method("read", "where", 0, "counted")],
  ["findOneBy", method("read", "where", 0)],
  ["findOneByOrFail", method("read", "where", 0, "throws")],
  ["findOneById", method("read", "ids", 0)],
  ["findByIds", method("read", "ids", 0, "many")],
  ["findTrees", method("read", "none", 0, "many")],
  ["findRoots", method("read", "none", 0, "many")],
  ["preload", method("read", "entities", 0)],
  ["count", method("count", "options", 0)],
  ["countBy", method("count", "where", 0)],
  ["exists", method("count", "options", 0)],
  ["exist", method("count", "options", 0)],
  ["existsBy", method("count", "where", 0)],
  ["sum", method("count", "where", 1)],
  ["average", method("count", "where", 1)],
  ["minimum", method("count", "where", 1)],
  ["maximum", method("count", "where", 1)],
  ["insert", method("create", "rows", 0)],
  ["save", method("upsert", "entities", 0)],
  ["upsert", method("upsert", "rows", 0)],
  ["update", method("update", "criteria", 0)],
  ["updateAll", method("update", "none", 0)],
  ["increment", method("update", "where", 0)],
  ["decrement", method("update", "where", 0)],
  ["restore", method("update", "criteria", 0)],
  ["recover", method("update", "entities", 0)],
  ["delete", method("delete", "criteria", 0)],
  ["deleteAll", method("delete", "none", 0)],
  ["clear", method("delete", "none", 0)],
  ["softDelete", method("delete", "criteria", 0)],
  ["remove", method("delete", "entities", 0)],
  ["softRemove", method("delete", "entities", 0)],
]);

/** What an entity does with itself: `await plot.save()`. */
export const ownMethods: ReadonlyMap<string, Method> = new Map(["save", "remove", "softRemove", "recover"].flatMap((name) => {
  const known = methods.get(name);
  return known ? [[name, known] as const] : [];
}));
