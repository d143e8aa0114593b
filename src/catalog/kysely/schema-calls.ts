import type { Node } from "../../syntax/source-file.ts";
import { typeOf } from "../source/ddl.ts";
import type { SchemaPlace } from "../source/migrations.ts";
import { isEach, textOf, textsOf, type Names } from "../source/statics.ts";
import { chainOf, plain, returned, type ChainCall } from "../source/syntax.ts";
import { addForeignKey, dropColumn, renameColumn, type TableDraft, type TableDrafts } from "../source/table-drafts.ts";

/** Applies `db.schema.createTable(…).addColumn(…)`, as a whole. https://kysely.dev/docs/recipes/schemas */
export function applySchemaCalls([first, ...rest]: readonly ChainCall[], { tables, module, names }: SchemaPlace): void {
  if (first?.name === "alterTable" && isEach(first.args[0], names)) { renameOfEach(rest, tables, names); return; }
  const name = textOf(first?.args[0], names)?.split(".").at(-1);
  // With a callback it is another library's call of the same name.
  if (!first || name === undefined || first.args.length > 1) return;
  switch (first.name) {
    case "createTable":
      alter(rest, tables.create(name, module.file, module.lineOf(first.node)), names);
      return;
    case "alterTable": {
      const table = tables.at(name);
      if (table) alter(rest, table, names);
      const renamed = textOf(rest.find((call) => call.name === "renameTo")?.args[0], names);
      if (renamed !== undefined) tables.rename(name, renamed);
      return;
    }
    case "dropTable":
      tables.drop(name);
      return;
    case "createIndex": {
      const on = textOf(rest.find((call) => call.name === "on")?.args[0], names);
      const columns = rest.filter((call) => call.name === "column" || call.name === "columns").flatMap(({ args }) => textsOf(args[0], names));
      const has = (method: string): boolean => rest.some((call) => call.name === method);
      if (on !== undefined && has("unique") && !has("where") && columns.length > 0) tables.at(on)?.uniques.push(columns);
    }
  }
}

/** In a loop over tables that nobody can read. */
function renameOfEach(calls: readonly ChainCall[], tables: TableDrafts, names: Names): void {
  for (const { name, args } of calls) {
    const [before, after] = name === "renameColumn" ? args.map((one) => textOf(one, names)) : [];
    if (before !== undefined && after !== undefined) tables.renameColumnOfEach(before, after);
  }
}

function alter(calls: readonly ChainCall[], table: TableDraft, names: Names): void {
  for (const { name, args } of calls) {
    const texts = args.map((one) => textsOf(one, names));
    const [first = []] = texts;
    switch (name) {
      case "addColumn":
        addColumn(args, table, names);
        break;
      case "dropColumn":
        for (const column of first) dropColumn(table, column);
        break;
      case "renameColumn":
        renameColumn(table, first[0] ?? "", texts[1]?.[0] ?? "");
        break;
      case "alterColumn":
        alterColumn(first[0] ?? "", args[1], table);
        break;
      case "addPrimaryKeyConstraint":
        table.id = texts[1] ?? [];
        break;
      case "addUniqueConstraint":
        table.uniques.push(texts[1] ?? []);
        break;
      case "addForeignKeyConstraint":
        if (texts[2]?.[0] !== undefined) addForeignKey(table, { columns: texts[1] ?? [], table: tableIn(texts[2][0]), references: texts[3] ?? ["id"] });
        break;
      default:
    }
  }
}

/** `addColumn("company_id", "uuid", (column) => column.notNull().references("companies.id"))`. */
function addColumn([name, type, build]: readonly Node[], table: TableDraft, names: Names): void {
  const column = textOf(name, names);
  if (column === undefined) return;
  const calls = chainOf(returned(build))?.calls ?? [];
  const has = (...methods: readonly string[]): boolean => calls.some((call) => methods.includes(call.name));
  const written = textOf(type, names) ?? "";
  const isPrimary = has("primaryKey");
  table.columns.set(column, { type: typeOf(written.replace(/\(.*$/, "")), required: isPrimary || has("notNull"), defaulted: /serial$/i.test(written) || has("defaultTo", "autoIncrement", "identity", "generatedAlwaysAs", "generatedByDefaultAsIdentity", "generatedAlwaysAsIdentity") });
  if (isPrimary) table.id = [column];
  if (has("unique")) table.uniques.push([column]);
  const target = textOf(calls.find((call) => call.name === "references")?.args[0], names);
  if (target !== undefined) addForeignKey(table, { columns: [column], table: tableIn(target.split(".").slice(0, -1).join(".")), references: [target.split(".").at(-1) ?? "id"] });
}

/** `alterColumn("company_id", (column) => column.setNotNull())`. */
function alterColumn(name: string, build: Node | undefined, table: TableDraft): void {
  const column = table.columns.get(name);
  const calls = chainOf(plain(returned(build)))?.calls ?? [];
  if (column && calls.some((call) => call.name === "setNotNull")) column.required = true;
  if (column && calls.some((call) => call.name === "dropNotNull")) column.required = false;
}

function tableIn(path: string): string {
  return path.split(".").at(-1) ?? path;
}
