import type { Operation } from "../../../analysis/access.ts";

/** What one method of a model does. https://www.prisma.io/docs/orm/reference/prisma-client-reference#model-queries */
export interface Method {
  readonly operation: Operation;
  /** Arguments without which the call throws. */
  readonly required: readonly string[];
  /** True when `where` must name a unique key. */
  readonly unique: boolean;
  /** True when it returns a collection. */
  readonly many: boolean;
  readonly throwsWhenMissing: boolean;
  /** False for names that many other libraries use too. */
  readonly distinctive: boolean;
}

type Trait = "unique" | "many" | "throws" | "common";

function method(operation: Operation, required: readonly string[], ...traits: readonly Trait[]): Method {
  return {
    operation,
    required,
    unique: traits.includes("unique"),
    many: traits.includes("many"),
    throwsWhenMissing: traits.includes("throws"),
    distinctive: !traits.includes("common"),
  };
}

export const methods: ReadonlyMap<string, Method> = new Map([
  ["findUnique", method("read", ["where"], "unique")],
  ["findUniqueOrThrow", method("read", ["where"], "unique", "throws")],
  ["findFirst", method("read", [])],
  ["findFirstOrThrow", method("read", [], "throws")],
  ["findMany", method("read", [], "many")],
  ["count", method("count", [], "common")],
  ["aggregate", method("count", [], "common")],
  ["groupBy", method("count", ["by"], "many", "common")],
  ["create", method("create", ["data"], "common")],
  ["createMany", method("create", ["data"])],
  ["createManyAndReturn", method("create", ["data"], "many")],
  ["update", method("update", ["where", "data"], "unique", "throws", "common")],
  ["updateMany", method("update", ["data"])],
  ["updateManyAndReturn", method("update", ["data"], "many")],
  ["upsert", method("upsert", ["where", "create", "update"], "unique", "common")],
  ["delete", method("delete", ["where"], "unique", "throws", "common")],
  ["deleteMany", method("delete", [])],
  ["findRaw", method("raw", [], "many")],
  ["aggregateRaw", method("raw", [], "many")],
]);

/** Every argument that some method takes; an object that holds none of them is meant for something else. */
export const argumentNames: ReadonlySet<string> = new Set([
  ...["where", "data", "create", "update", "select", "include", "omit", "orderBy", "cursor", "take", "skip", "distinct"],
  ...["by", "having", "limit", "skipDuplicates", "relationLoadStrategy", "filter", "pipeline", "options"],
  ...["_count", "_sum", "_avg", "_min", "_max"],
]);
