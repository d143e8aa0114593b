import type { Node } from "../../syntax/source-file.ts";
import type { Field } from "../catalog.ts";
import type { Module, Modules } from "../source/modules.ts";
import { chainOf, keyOf, pathOf, plain, property, returned, stringOf, type ChainCall } from "../source/syntax.ts";

/** A column, and what its own calls say of keys. */
export interface ReadColumn {
  readonly field: Field;
  readonly primary: boolean;
  readonly unique: boolean;
  /** The table and column that `.references(() => companies.id)` names. */
  readonly references: { readonly table: string; readonly column: string } | undefined;
}

/** The columns of an object literal, those of spread constants and of functions that return them included. */
export function columnsIn(node: Node | undefined, module: Module, modules: Modules): readonly ReadColumn[] {
  const at = plain(node);
  const object = at?.type === "ArrowFunctionExpression" || at?.type === "FunctionExpression" ? returned(at) : at;
  if (object?.type !== "ObjectExpression") return [];
  return object.properties.flatMap((each): readonly ReadColumn[] => {
    if (each.type === "SpreadElement") return spreadColumns(each.argument, module, modules);
    const key = keyOf(each);
    const column = key === undefined ? undefined : columnOf(key, each.value, module, modules);
    return column ? [column] : [];
  });
}

function spreadColumns(node: Node, module: Module, modules: Modules): readonly ReadColumn[] {
  const at = plain(node);
  if (at?.type === "ObjectExpression") return columnsIn(at, module, modules);
  const path = pathOf(at?.type === "CallExpression" ? at.callee : at);
  const found = path && modules.findAt(path, module);
  if (!found) return [];
  const value = at?.type === "CallExpression" || found.node.type === "FunctionDeclaration" ? returned(found.node) : found.node;
  return columnsIn(value, found.module, modules);
}

function columnOf(name: string, node: Node, module: Module, modules: Modules): ReadColumn | undefined {
  const chain = chainOf(node);
  if (!chain) return sharedColumn(name, node, module, modules);
  const [first, ...rest] = chain.calls;
  const builder = first && isColumnMethod(first) ? undefined : first;
  const calls = builder ? rest : chain.calls;
  const base = builder ? undefined : chain.head && sharedColumn(name, chain.head, module, modules);
  const own = builder && helperColumn(name, builder, module, modules);
  const start = base ?? own;
  const has = (...names: readonly string[]): boolean => calls.some((call) => names.includes(call.name));
  const primary = has("primaryKey") || start?.primary === true;
  const type = builder ? typeOf(builder.name) : (start?.field.type ?? "String");
  const field: Field = {
    name,
    column: columnName(builder) ?? start?.field.column ?? name,
    type: start?.field.type ?? type.replace(/^\w*serial$/, "Int"),
    kind: start?.field.kind ?? (builder && isEnum(builder, module, modules) ? "enum" : "scalar"),
    list: has("array"),
    required: primary || has("notNull", "generatedAlwaysAsIdentity") || builder?.name.endsWith("erial") === true || start?.field.required === true,
    defaulted: has("default", "defaultNow", "defaultRandom", "$default", "$defaultFn", "$onUpdate", "$onUpdateFn", "generatedAlwaysAs", "generatedAlwaysAsIdentity", "generatedByDefaultAsIdentity", "autoincrement") || builder?.name.endsWith("erial") === true || start?.field.defaulted === true,
    relation: undefined,
    references: undefined,
  };
  return { field, primary, unique: has("unique") || start?.unique === true, references: referenceIn(calls, module) ?? start?.references };
}

/** A column held in a constant that several tables use. */
function sharedColumn(name: string, node: Node, module: Module, modules: Modules): ReadColumn | undefined {
  const at = plain(node);
  const path = pathOf(at);
  const found = path && modules.findAt(path, module);
  return found && found.node !== at ? columnOf(name, found.node, found.module, modules) : undefined;
}

/** A column made by a function of the project, such as `tenantId()` or `columns.tenantId()`. */
function helperColumn(name: string, { name: helper, node }: ChainCall, module: Module, modules: Modules): ReadColumn | undefined {
  const path = types.has(helper) ? undefined : pathOf(node.callee);
  const found = path && modules.findAt(path, module);
  const made = found && returned(found.node);
  return made && columnOf(name, made, found.module, modules);
}

const columnMethods = new Set(["notNull", "primaryKey", "references", "unique", "default", "array"]);

/** True for `tenantId.notNull()`, where the column itself is a constant. */
function isColumnMethod(call: ChainCall): boolean {
  return columnMethods.has(call.name) && plain(call.node.callee)?.type === "MemberExpression";
}

function columnName(builder: ChainCall | undefined): string | undefined {
  return builder && stringOf(builder.args[0]);
}

/** One name for types that hold the same ids. */
const types = new Map([
  ...["text", "varchar", "char", "citext", "tinytext", "mediumtext", "longtext", "nvarchar", "string"].map((name) => [name, "String"] as const),
  ...["integer", "int", "serial", "smallint", "smallserial", "mediumint", "tinyint", "int4"].map((name) => [name, "Int"] as const),
  ...["bigint", "bigserial", "int8"].map((name) => [name, "BigInt"] as const),
]);

function typeOf(builder: string): string {
  return types.get(builder) ?? builder;
}

function isEnum({ name, args }: ChainCall, module: Module, modules: Modules): boolean {
  if (property(args[0], "enum") || property(args[1], "enum")) return true;
  const found = modules.find(name, module);
  return found ? /^(?:pg|mysql|\w*)[eE]num$/.test(chainOf(found.node)?.calls.at(-1)?.name ?? "") : /enum$/i.test(name);
}

function referenceIn(calls: readonly ChainCall[], module: Module): ReadColumn["references"] {
  const call = calls.find(({ name }) => name === "references");
  return call && columnReference(returned(call.args[0]), module);
}

/** `companies.id` or `schema.companies.id` as the table's name where it is declared, and the column. */
export function columnReference(node: Node | undefined, module: Module): ReadColumn["references"] {
  const path = pathOf(node);
  const column = path?.at(-1);
  const table = path?.slice(0, -1);
  return table && column !== undefined && table.length > 0 ? { table: tableName(table, module), column } : undefined;
}

/** The name of a table where it is declared. */
export function tableName(path: readonly string[], { imported }: Module): string {
  const [name = ""] = path;
  return path.length === 1 ? (imported.get(name)?.name ?? name) : (path.at(-1) ?? "");
}
