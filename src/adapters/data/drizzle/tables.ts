import { optionsOf } from "../../../analysis/object-value.ts";
import type { Choice, Reference, Value } from "../../../analysis/value.ts";
import type { Catalog, Model } from "../../../catalog/catalog.ts";
import type { Column, Table } from "../../query/condition.ts";
import { calledName } from "../../calls.ts";

/** What tables and columns are read in. */
export interface Tables {
  readonly catalog: Catalog;
  /** Of the tables that code chooses from, as in `kind === "plot" ? plots : estates`, the one that is looked at. */
  readonly chosen?: Model | undefined;
}

/** The model that a name stands for in code. */
export function modelNamed(name: string | undefined, catalog: Catalog): Model | undefined {
  const model = name === undefined ? undefined : catalog.models.get(name);
  return model?.library === "drizzle" ? model : undefined;
}

/** The table that a value is: imported, a property of an imported schema, declared in the file, or an alias of one. */
export function tableOf(value: Value | undefined, tables: Tables): Table | undefined {
  if (value?.kind === "choice") return chosenOf(value, tables, tableOf, (table) => table);
  if (value?.kind !== "reference") return undefined;
  const { catalog } = tables;
  const { root, path } = value;
  if (root.kind === "call" && path.length === 0) return tableOfCall(value, catalog);
  if (!holdsTables(value)) return undefined;
  const model = modelNamed(path.at(-1) ?? (root.kind === "import" ? root.name : undefined), catalog);
  return model && { model, key: model.name };
}

/** Of a choice between tables, or between columns of them, the one that is looked at. */
function chosenOf<Named>({ options }: Choice, tables: Tables, read: (option: Value, tables: Tables) => Named | undefined, tableIn: (named: Named) => Table): Named | undefined {
  if (!tables.chosen) return undefined;
  const named = options.map((option) => read(option, tables));
  return named.includes(undefined) ? undefined : named.find((one) => one !== undefined && tableIn(one).model === tables.chosen);
}

/** The models of the tables that a value may be; none where one of them is not known. */
export function modelsOf(value: Value | undefined, { catalog }: Tables): readonly Model[] {
  const tables = value ? optionsOf(value).map((option) => tableOf(option, { catalog })) : [];
  return tables.includes(undefined) ? [] : [...new Set(tables.flatMap((table) => table?.model ?? []))];
}

/** True for what is imported, and for properties of what is called a schema: `ctx.workspace` is no table, `this.schema.workspace` is one. */
function holdsTables({ root, path }: Reference): boolean {
  if (root.kind === "import") return true;
  const holder = path.at(-2) ?? (root.kind === "parameter" || root.kind === "global" ? root.name : undefined);
  return root.kind !== "row" && path.length > 0 && /schema$|^tables$/i.test(holder ?? "");
}

/** `alias(plots, "p")`, `getTableColumns(plots)`, and tables that the file itself declares. */
function tableOfCall({ root }: Reference, catalog: Catalog): Table | undefined {
  if (root.kind !== "call") return undefined;
  const name = calledName(root);
  const [first, second] = root.args;
  if (name === "alias" || name === "aliasedTable") {
    const table = tableOf(first, { catalog });
    return table && { ...table, key: second?.kind === "constant" ? `${table.key} ${String(second.value)}` : root.id };
  }
  if (name === "getTableColumns" || name === "getColumns") return tableOf(first, { catalog });
  const { parent } = root.node;
  const declared = parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id.name : undefined;
  const model = /table|view/i.test(name ?? "") ? modelNamed(declared, catalog) : undefined;
  return model && { model, key: model.name };
}

/** The column that a value is: `plots.companyId`. */
export function columnOf(value: Value | undefined, tables: Tables): Column | undefined {
  if (value?.kind === "choice") return chosenOf(value, tables, columnOf, ({ table }) => table);
  if (value?.kind !== "reference" || value.path.length === 0) return undefined;
  const name = value.path.at(-1) ?? "";
  const table = tableOf({ ...value, path: value.path.slice(0, -1) }, tables);
  const field = table?.model.fields.get(name);
  return table && field && field.kind !== "relation" ? { table, name } : undefined;
}

/** What stands for a table where the code was not given one, as in callbacks of relational queries. */
export function tableReference(model: Model): Reference {
  return { kind: "reference", root: { kind: "import", id: `drizzle table ${model.name}`, source: "drizzle-orm", name: model.name }, path: [] };
}

/** What stands for the operators that such callbacks are given. */
export const operators: Reference = { kind: "reference", root: { kind: "import", id: "drizzle operators", source: "drizzle-orm", name: "*" }, path: [] };
