import { words } from "../tenant-names.ts";
import { namedKeys } from "../source/named-keys.ts";
import { columnField, uniqueKey, type DeclaredTable, type ForeignKey } from "../source/table-models.ts";
import type { ReadModel } from "./models.ts";
import type { ReadPath } from "./paths.ts";

/** The models with their keys: those that `ref` says, and those that only a path's name tells. */
export function tablesOf(models: readonly ReadModel[]): readonly DeclaredTable[] {
  const names = namesOf(models);
  const tables = models.map((model) => tableOf(model, names));
  const named = namedKeys(tables.map((table) => ({ ...table, table: table.name, fields: [...table.fields, columnField({ name: "id", type: "ObjectId", required: true })] })));
  return tables.map((table, index) => {
    const own = new Set(table.fields.map(({ name, list }) => (list ? "" : name)));
    const told = named[index]?.foreignKeys.filter(({ columns, table: target }) => target !== table.name && columns.every((column) => own.has(column) && column !== "_id" && column !== "id")) ?? [];
    const held = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
    const ownKeys = told.filter(({ columns: [column = ""] }) => !held.has(column));
    return { ...table, foreignKeys: [...table.foreignKeys, ...ownKeys.map((key) => ({ ...key, references: [columnNamed(key, table, tables)] }))] };
  });
}

/** What a path holds that only its name tells: the other's key, or a text of the same name that the other has beside its key, such as a receipt's number. */
function columnNamed({ columns: [column = ""], table: target }: ForeignKey, { fields }: DeclaredTable, tables: readonly DeclaredTable[]): string {
  const isText = (all: DeclaredTable["fields"] = []): boolean => all.some(({ name, type, list }) => name === column && type === "String" && !list);
  return isText(fields) && isText(tables.find(({ name }) => name === target)?.fields) ? column : "_id";
}

function tableOf({ name, collection, file, line, paths, uniques }: ReadModel, names: ReadonlyMap<string, string>): DeclaredTable {
  const unique = new Map(paths.map((path) => [path.name, path]));
  const id = unique.get("_id");
  const own = [...unique.values()].filter((path) => path.name !== "_id" && path.name !== "id");
  // The virtual that says the key as a string.
  const keys = [columnField({ name: "_id", type: id?.type ?? "ObjectId", required: true, defaulted: true }), columnField({ name: "id", type: "String", required: true, defaulted: true, hidden: true })];
  const fields = [...keys, ...own.map((path) => columnField({ name: path.name, type: path.type, list: path.list, required: path.required && !path.list, defaulted: path.defaulted || path.list, references: path.list ? targetOf(path, names) : undefined }))];
  const declared = new Set(fields.map((field) => field.name));
  const single = own.filter((path) => path.unique && !path.list).map((path) => [path.name]);
  return {
    name, table: collection, kind: "model", file, line, fields,
    id: ["_id"],
    uniques: [["id"], ...single, ...uniques.filter((columns) => columns.every((column) => declared.has(column)))].map(uniqueKey),
    foreignKeys: own.flatMap((path) => keyOf(path, names)),
    relations: [],
    rowSecurity: false,
  };
}

/** A list names many rows, none of which owns this one. */
function keyOf(path: ReadPath, names: ReadonlyMap<string, string>): readonly ForeignKey[] {
  const table = path.list ? undefined : targetOf(path, names);
  return table === undefined ? [] : [{ columns: [path.name], table, references: ["_id"] }];
}

/** The model that `ref` says. */
function targetOf({ ref }: ReadPath, names: ReadonlyMap<string, string>): string | undefined {
  return ref === undefined ? undefined : (names.get(ref) ?? names.get(stemOf(ref)));
}

/** Models by the name they are registered under, and by what the code may call them. */
function namesOf(models: readonly ReadModel[]): ReadonlyMap<string, string> {
  return new Map([
    ...models.map(({ name, registered }) => [stemOf(registered), name] as const),
    ...models.map(({ name }) => [name, name] as const),
    ...models.map(({ name, registered }) => [registered, name] as const),
  ]);
}

function stemOf(name: string): string {
  return words(name.replace(/(?:Model|Schema|Document)$/, "")).join(" ");
}
