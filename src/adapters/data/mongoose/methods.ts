import type { Operation } from "../../../analysis/access.ts";

/** What one method of a model does. https://mongoosejs.com/docs/api/model.html */
export interface Method {
  readonly operation: Operation;
  /** How its filter is given: as it is, as a key, as the operations of a bulk, as a pipeline, as rows, or not at all. */
  readonly filter: "filter" | "id" | "operations" | "pipeline" | "rows" | "none";
  /** Which argument that is. */
  readonly at: number;
  readonly many: boolean;
  /** True where the argument behind the filter says what is written. */
  readonly writes: boolean;
}

type Trait = "many" | "writes";

function method(operation: Operation, filter: Method["filter"], at: number, ...traits: readonly Trait[]): Method {
  return { operation, filter, at, many: traits.includes("many"), writes: traits.includes("writes") };
}

/** Methods that begin a query, and that change what one that is begun will do. */
export const methods: ReadonlyMap<string, Method> = new Map([
  ["find", method("read", "filter", 0, "many")],
  ["findOne", method("read", "filter", 0)],
  ["findById", method("read", "id", 0)],
  ["exists", method("read", "filter", 0)],
  ["distinct", method("read", "filter", 1, "many")],
  ["countDocuments", method("count", "filter", 0)],
  ["count", method("count", "filter", 0)],
  ["estimatedDocumentCount", method("count", "none", 0)],
  ["updateOne", method("update", "filter", 0, "writes")],
  ["updateMany", method("update", "filter", 0, "many", "writes")],
  ["update", method("update", "filter", 0, "many", "writes")],
  ["replaceOne", method("update", "filter", 0, "writes")],
  ["findOneAndUpdate", method("update", "filter", 0, "writes")],
  ["findOneAndReplace", method("update", "filter", 0, "writes")],
  ["findByIdAndUpdate", method("update", "id", 0, "writes")],
  ["deleteOne", method("delete", "filter", 0)],
  ["deleteMany", method("delete", "filter", 0, "many")],
  ["remove", method("delete", "filter", 0, "many")],
  ["findOneAndDelete", method("delete", "filter", 0)],
  ["findOneAndRemove", method("delete", "filter", 0)],
  ["findByIdAndDelete", method("delete", "id", 0)],
  ["findByIdAndRemove", method("delete", "id", 0)],
  ["create", method("create", "rows", 0)],
  ["insertOne", method("create", "rows", 0)],
  ["insertMany", method("create", "rows", 0, "many")],
  ["bulkWrite", method("update", "operations", 0, "many")],
  ["aggregate", method("read", "pipeline", 0, "many")],
]);

/** What repositories that wrap a model call these methods too. */
export const repositoryMethods: ReadonlyMap<string, Method> = new Map([
  ...methods,
  ["delete", method("delete", "filter", 0, "many")],
]);

/** What a document does with its own row. https://mongoosejs.com/docs/api/document.html */
export const documentMethods: ReadonlySet<string> = new Set(["save", "deleteOne", "remove", "updateOne", "replaceOne"]);
