import { isObject, propertyOf } from "../../values.ts";
import { checkFragment } from "../check-fragment.ts";

/** A query, or a part of one: a table, a column, a piece of SQL, rows. */
export type Part = Readonly<Record<PropertyKey, unknown>>;

// Drizzle keeps what it knows of a table, and what a part of a query is, under these.
const at = (name: string): symbol => Symbol.for(`drizzle:${name}`);

export function isTable(part: object): boolean {
  return at("IsDrizzleTable") in part;
}

/** A table's name in the database, with its schema where it has one. */
export function nameOf(table: Part): string {
  return [table[at("Schema")] ?? [], table[at("OriginalName")]].flat().join(".");
}

/** The SQL of a subquery or of a common table expression; undefined for any other part. */
export function subquerySql(part: Part): unknown {
  // A view's proxy fails when it is asked for what it has not.
  return "_" in part ? propertyOf(part["_"], "sql") : undefined;
}

/** Refuses SQL that could read a table and was not built here, wherever it stands. */
export function checkParts(value: unknown, isBuilt: (part: object) => boolean): void {
  const check = (inner: unknown): void => checkParts(inner, isBuilt);
  if (Array.isArray(value)) value.forEach(check);
  if (!isObject(value) || isTable(value) || isBuilt(value)) return;
  const part = value as Part;
  const { queryChunks } = part as { readonly queryChunks?: readonly unknown[] };
  if (queryChunks !== undefined) {
    checkFragment(queryChunks.map(textOf).join(" "));
    // A column, a name or a parameter is a piece of SQL that holds nothing but itself.
    queryChunks.filter((chunk) => !isLeaf(chunk)).forEach(check);
  } else if (typeof part["getSQL"] === "function") {
    if (!isLeaf(part)) check((part as unknown as Sql).getSQL());
  } else if (subquerySql(part) !== undefined) check(subquerySql(part));
  else if (Object.getPrototypeOf(part) === Object.prototype) Object.values(part).forEach(check);
}

interface Sql {
  getSQL(): { readonly queryChunks: readonly unknown[] };
}

function isLeaf(part: unknown): boolean {
  return isObject(part) && !isTable(part) && "getSQL" in part && (part as Sql).getSQL().queryChunks[0] === part;
}

function textOf(chunk: unknown): string {
  const isText = isObject(chunk) && Reflect.get(chunk.constructor, at("entityKind")) === "StringChunk";
  return isText ? (chunk as { readonly value: readonly string[] }).value.join("") : "";
}
