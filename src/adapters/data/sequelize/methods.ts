import type { Operation } from "../../../analysis/access.ts";

/** What one static method of a model does. https://sequelize.org/docs/v6/core-concepts/model-querying-basics/ */
export interface Method {
  readonly operation: Operation;
  /** Which argument holds the options with `where`; undefined where there are none. */
  readonly options: number | undefined;
  /** Which argument holds the columns to write. */
  readonly data: number | undefined;
  /** Which argument is the primary key. */
  readonly key: number | undefined;
  readonly many: boolean;
  /** What awaiting gives: the rows, or something with them in it. */
  readonly gives: "rows" | "rows and count" | "row and flag" | "number";
}

function method(operation: Operation, parts: Partial<Method> = {}): Method {
  return { operation, options: 0, data: undefined, key: undefined, many: false, gives: "rows", ...parts };
}

const list = { many: true } as const;
const number = { gives: "number" } as const;

export const methods: ReadonlyMap<string, Method> = new Map([
  ["findAll", method("read", list)],
  ["findOne", method("read")],
  ["findByPk", method("read", { key: 0, options: 1 })],
  ["findById", method("read", { key: 0, options: 1 })],
  ["findAndCountAll", method("read", { many: true, gives: "rows and count" })],
  ["findAndCount", method("read", { many: true, gives: "rows and count" })],
  ["findOrCreate", method("upsert", { gives: "row and flag" })],
  ["findCreateFind", method("upsert", { gives: "row and flag" })],
  ["findOrBuild", method("read", { gives: "row and flag" })],
  ["findOrInitialize", method("read", { gives: "row and flag" })],
  ["count", method("count", number)],
  ["min", method("count", { options: 1, ...number })],
  ["max", method("count", { options: 1, ...number })],
  ["sum", method("count", { options: 1, ...number })],
  ["aggregate", method("count", { options: 2, ...number })],
  ["create", method("create", { data: 0, options: undefined })],
  ["bulkCreate", method("create", { data: 0, options: undefined, many: true })],
  ["upsert", method("upsert", { data: 0, options: undefined, gives: "row and flag" })],
  ["update", method("update", { data: 0, options: 1, many: true, ...number })],
  ["increment", method("update", { options: 1, many: true, ...number })],
  ["decrement", method("update", { options: 1, many: true, ...number })],
  ["restore", method("update", { many: true, ...number })],
  ["destroy", method("delete", { many: true, ...number })],
  ["truncate", method("delete", { options: undefined, many: true, ...number })],
]);

/** What a row does with itself; all of it goes by its primary key alone. */
export const ownMethods: ReadonlyMap<string, Operation> = new Map([
  ["save", "update"],
  ["update", "update"],
  ["increment", "update"],
  ["decrement", "update"],
  ["restore", "update"],
  ["destroy", "delete"],
  ["reload", "read"],
]);

/** Methods that give the model back with other scopes. */
export const scopings: ReadonlySet<string> = new Set(["scope", "unscoped", "schema", "withScope", "withoutScope", "withInitialScope", "withSchema"]);
