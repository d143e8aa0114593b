import type { Node } from "../../syntax/source-file.ts";
import { typeOf } from "../source/ddl.ts";
import { textOf, textsOf, type Names } from "../source/statics.ts";
import { property, type ChainCall } from "../source/syntax.ts";
import { addForeignKey, dropColumn, renameColumn, type TableDraft } from "../source/table-drafts.ts";

/** Builder methods that make a column. https://knexjs.org/guide/schema-builder */
const columnTypes = new Set([
  ...["increments", "bigIncrements", "integer", "int", "tinyint", "smallint", "mediumint", "bigInteger", "bigint", "text", "string", "float", "double", "decimal"],
  ...["boolean", "date", "datetime", "time", "timestamp", "binary", "enum", "enu", "json", "jsonb", "uuid", "geometry", "geography", "point", "specificType"],
]);

/** Applies one call on a table builder: a column with what follows it, a key, or a change. */
export function applyBuilder(calls: readonly ChainCall[], table: TableDraft, names: Names): void {
  const [first, ...rest] = calls;
  if (!first) return;
  const [argument] = first.args;
  switch (first.name) {
    case "timestamps":
      for (const name of ["created_at", "updated_at"]) table.columns.set(name, { type: "timestamp", required: false, defaulted: true });
      return;
    case "primary":
      table.id = textsOf(argument, names);
      return;
    case "unique":
      table.uniques.push(textsOf(argument, names));
      return;
    case "dropUnique":
      table.uniques = table.uniques.filter((columns) => columns.join() !== textsOf(argument, names).join());
      return;
    case "dropPrimary":
      table.id = [];
      return;
    case "dropForeign":
      table.foreignKeys = table.foreignKeys.filter(({ columns }) => columns.join() !== textsOf(argument, names).join());
      return;
    case "foreign":
      addReference(rest, textsOf(argument, names), table, names);
      return;
    case "dropColumn":
    case "dropColumns":
      for (const name of first.args.flatMap((one) => textsOf(one, names))) dropColumn(table, name);
      return;
    case "renameColumn":
      renameColumn(table, textOf(argument, names) ?? "", textOf(first.args[1], names) ?? "");
      return;
    case "setNullable":
    case "dropNullable": {
      const column = table.columns.get(textOf(argument, names) ?? "");
      if (column) column.required = first.name === "dropNullable";
      return;
    }
  }
  if (columnTypes.has(first.name)) addColumn(first, rest, table, names);
}

function addColumn({ name: method, args }: ChainCall, rest: readonly ChainCall[], table: TableDraft, names: Names): void {
  const isCounter = /increments$/i.test(method);
  const name = textOf(args[0], names) ?? (isCounter && args.length === 0 ? "id" : undefined);
  if (name === undefined) return;
  const before = table.columns.get(name);
  const has = (...methods: readonly string[]): boolean => rest.some((call) => methods.includes(call.name));
  const isPrimary = has("primary") || (isCounter && !keepsPrimary(args[1]));
  // A column is nullable until it says otherwise, and again when it is altered without saying so.
  const isKept = has("alter") && rest.some((call) => call.name === "alter" && property(call.args[0], "alterNullable") !== undefined);
  const required = isPrimary || has("notNullable", "notNull") || (isKept && before?.required === true);
  const type = method === "specificType" ? (textOf(args[1], names) ?? "") : method;
  table.columns.set(name, { type: typeOf(type.replace(/\(.*$/, "")), required, defaulted: isCounter || has("defaultTo", "default") });
  if (isPrimary) table.id = [name];
  if (has("unique")) table.uniques.push([name]);
  addReference(rest, [name], table, names);
}

/** `increments("number", { primaryKey: false })`. */
function keepsPrimary(options: Node | undefined): boolean {
  const chosen = property(options, "primaryKey");
  return chosen?.type === "Literal" && chosen.value === false;
}

/** `.references("id").inTable("companies")` or `.references("companies.id")`. */
function addReference(calls: readonly ChainCall[], columns: readonly string[], table: TableDraft, names: Names): void {
  const call = calls.find(({ name }) => name === "references");
  const there = call && textsOf(call.args[0], names);
  if (!there || columns.length === 0) return;
  const named = textOf(calls.find(({ name }) => name === "inTable")?.args[0], names);
  const [path = []] = there.map((one) => one.split("."));
  const target = named?.split(".").at(-1) ?? (path.length > 1 ? path.at(-2) : undefined);
  if (target === undefined) return;
  addForeignKey(table, { columns, table: target, references: there.length === columns.length ? there.map((one) => one.split(".").at(-1) ?? one) : ["id"] });
}
