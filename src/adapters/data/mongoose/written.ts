import type { Access, Filter } from "../../../analysis/access.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { anyOf, opaque } from "../../filter-parts.ts";
import { readFilter } from "./filter.ts";
import type { Method } from "./methods.ts";
import { isUpsert, operationsOf, rowsOf, updateRows, upsertRows } from "./writes.ts";

/** What a method writes, by its arguments. */
export interface Written extends Pick<Access, "operation" | "data"> {
  /** Set where the method's argument holds the filters of several. */
  readonly filter?: Filter;
}

export function writtenBy(args: readonly Value[], name: string, method: Method, model: Model): Written {
  const given = args[method.at];
  switch (method.filter) {
    case "rows":
      // `create(a, b)` makes two; behind a list, which is what may not be seen to be an object, stand options.
      return { operation: "create", data: given?.kind === "object" && name === "create" ? args.flatMap((one) => rowsOf("create", one)) : rowsOf("create", given) };
    case "operations":
      return bulk(given, model);
    case "pipeline":
    case "none":
      return { operation: method.operation, data: [] };
    default: {
      const update = method.writes ? args[method.at + 1] : undefined;
      const upserts = method.writes && args.slice(method.at + 2).some(isUpsert);
      const asked = method.filter === "id" ? (given && { kind: "object" as const, entries: [{ kind: "property" as const, key: "_id", value: given, optional: false }] }) : given;
      return { operation: upserts ? "upsert" : method.operation, data: upserts ? upsertRows(asked, update) : updateRows(update) };
    }
  }
}

function bulk(given: Value | undefined, model: Model): Written {
  const operations = operationsOf(given);
  if (!operations) return { operation: "update", data: [], filter: given ? opaque(given) : { kind: "none" } };
  const filters = operations.filter(({ kind }) => kind !== "create").map(({ filter }) => readFilter(filter, model));
  const kinds = new Set(operations.map(({ kind }) => kind));
  const [only = "update"] = kinds;
  const data = operations.flatMap((one) => one.data);
  return { operation: kinds.size === 1 ? only : data.some(({ kind }) => kind === "create") ? "upsert" : "update", data, filter: filters.length > 1 ? { kind: "or", of: filters } : anyOf(filters) };
}
