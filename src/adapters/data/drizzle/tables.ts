import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Reference, Value } from "../../../analysis/value.ts";
import type { Catalog, Model } from "../../../catalog/catalog.ts";
import type { Column, Table } from "../../query/condition.ts";
import { calledName } from "../../calls.ts";

/** The model that a name stands for in code. */
export function modelNamed(name: string | undefined, catalog: Catalog): Model | undefined {
  const model = name === undefined ? undefined : catalog.models.get(name);
  return model?.library === "drizzle" ? model : undefined;
}

/** The table that a value is: imported, a property of an imported schema, declared in the file, or an alias of one. */
export function tableOf(value: Value | undefined, { catalog }: Pick<FileFacts, "catalog">): Table | undefined {
  if (value?.kind !== "reference") return undefined;
  const { root, path } = value;
  if (root.kind === "call" && path.length === 0) return tableOfCall(value, catalog);
  if (!holdsTables(value)) return undefined;
  const model = modelNamed(path.at(-1) ?? (root.kind === "import" ? root.name : undefined), catalog);
  return model && { model, key: model.name };
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
export function columnOf(value: Value | undefined, facts: Pick<FileFacts, "catalog">): Column | undefined {
  if (value?.kind !== "reference" || value.path.length === 0) return undefined;
  const name = value.path.at(-1) ?? "";
  const table = tableOf({ ...value, path: value.path.slice(0, -1) }, facts);
  const field = table?.model.fields.get(name);
  return table && field && field.kind !== "relation" ? { table, name } : undefined;
}

/** What stands for a table where the code was not given one, as in callbacks of relational queries. */
export function tableReference(model: Model): Reference {
  return { kind: "reference", root: { kind: "import", id: `drizzle table ${model.name}`, source: "drizzle-orm", name: model.name }, path: [] };
}

/** What stands for the operators that such callbacks are given. */
export const operators: Reference = { kind: "reference", root: { kind: "import", id: "drizzle operators", source: "drizzle-orm", name: "*" }, path: [] };
