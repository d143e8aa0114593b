import type { Operation } from "../../../analysis/access.ts";

/** What one method of a repository does; a manager's takes the entity before everything else. https://mikro-orm.io/docs/entity-manager */
export interface Method {
  readonly operation: Operation;
  /** How its filter is given: as it is, in the `where` of options, as entities, by the rows' keys, or not at all. */
  readonly filter: "where" | "options" | "entities" | "conflict" | "none";
  /** Which argument the options are, whose `filters` may be turned on and off. */
  readonly options: number;
  /** Which argument holds the rows that it writes. */
  readonly data?: number;
  readonly many?: true;
  /** True when it gives the rows and their number. */
  readonly counted?: true;
  readonly throws?: true;
}

export const methods: ReadonlyMap<string, Method> = new Map<string, Method>([
  ["find", { operation: "read", filter: "where", options: 1, many: true }],
  ["findAndCount", { operation: "read", filter: "where", options: 1, many: true, counted: true }],
  ["findByCursor", { operation: "read", filter: "where", options: 1, many: true }],
  ["findAll", { operation: "read", filter: "options", options: 0, many: true }],
  ["stream", { operation: "read", filter: "options", options: 0, many: true }],
  ["findOne", { operation: "read", filter: "where", options: 1 }],
  ["findOneOrFail", { operation: "read", filter: "where", options: 1, throws: true }],
  ["count", { operation: "count", filter: "where", options: 1 }],
  ["create", { operation: "create", filter: "none", options: 1, data: 0 }],
  ["insert", { operation: "create", filter: "none", options: 1, data: 0 }],
  ["insertMany", { operation: "create", filter: "none", options: 1, data: 0 }],
  ["upsert", { operation: "upsert", filter: "conflict", options: 1, data: 0 }],
  ["upsertMany", { operation: "upsert", filter: "conflict", options: 1, data: 0 }],
  ["nativeUpdate", { operation: "update", filter: "where", options: 2, data: 1 }],
  ["nativeDelete", { operation: "delete", filter: "where", options: 1 }],
  ["assign", { operation: "update", filter: "entities", options: 2, data: 1 }],
  ["persist", { operation: "create", filter: "entities", options: 1 }],
  ["persistAndFlush", { operation: "create", filter: "entities", options: 1 }],
  ["remove", { operation: "delete", filter: "entities", options: 1 }],
  ["removeAndFlush", { operation: "delete", filter: "entities", options: 1 }],
]);

/** Methods that are called so in other libraries too: only a manager or a repository is believed. */
export const common: ReadonlySet<string> = new Set(["create", "insert", "assign", "persist", "remove", "count"]);
