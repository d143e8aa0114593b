import type { Node } from "../../syntax/source-file.ts";
import type { Module, Modules } from "../source/modules.ts";
import { isTrue, keyOf, pathOf, plain, property, stringOf } from "../source/syntax.ts";
import { modelNameOf } from "../source/places.ts";
import type { ReadColumn } from "./read-model.ts";

/** The columns that an object of attributes declares, spread objects included. https://sequelize.org/docs/v6/core-concepts/model-basics/ */
export function columnsOf(attributes: Node | undefined, module: Module, modules: Modules, depth = 0): readonly ReadColumn[] {
  const at = plain(attributes);
  if (at?.type === "Identifier" && depth < 5) {
    const found = modules.find(at.name, module);
    return found ? columnsOf(found.node, found.module, modules, depth + 1) : [];
  }
  if (at?.type !== "ObjectExpression") return [];
  const columns = new Map<string, ReadColumn>();
  for (const entry of at.properties) {
    const read = entry.type === "SpreadElement" ? columnsOf(entry.argument, module, modules, depth + 1) : [keyOf(entry)].flatMap((key) => (key === undefined ? [] : (columnOf(key, entry.value) ?? [])));
    for (const column of read) columns.set(column.name, column);
  }
  return [...columns.values()];
}

/** `price: DataTypes.INTEGER`, or the same among options; what is virtual is no column. */
export function columnOf(name: string, options: Node | undefined): ReadColumn | undefined {
  const at = plain(options);
  const isOptions = at?.type === "ObjectExpression";
  const type = typeOf(isOptions ? property(at, "type") : at);
  if (type.name === "VIRTUAL") return undefined;
  const flag = (key: string): boolean | undefined => (isOptions ? isTrue(property(at, key)) : undefined);
  const unique = isOptions ? property(at, "unique") : undefined;
  const primary = flag("primaryKey") === true;
  const allowNull = flag("allowNull");
  return {
    name,
    column: isOptions ? (stringOf(property(at, "field")) ?? stringOf(property(at, "columnName"))) : undefined,
    type: scalarType(type.name),
    kind: type.name === "ENUM" ? "enum" : "scalar",
    ...(/^UUID/i.test(type.name) && { uuid: true }),
    list: type.list,
    // Nullable is the default here, so that it says nothing; only what is written counts.
    required: primary || (allowNull !== true && !(allowNull === undefined && clears(at))),
    defaulted: isOptions && (property(at, "defaultValue") !== undefined || flag("autoIncrement") === true),
    primary,
    unique: stringOf(unique) ?? stringOf(property(unique, "name")) ?? (isTrue(unique) === true || plain(unique)?.type === "ObjectExpression"),
    references: isOptions ? referenceOf(property(at, "references")) : undefined,
  };
}

/** True where deleting what it references sets it to null. */
function clears(options: Node | undefined): boolean {
  return /^set null$/i.test(stringOf(property(options, "onDelete")) ?? "");
}

/** `{ model: "companies", key: "id" }`, where the model may be a class or say its schema; `"companies"` alone. */
function referenceOf(node: Node | undefined): ReadColumn["references"] {
  const model = property(node, "model") ?? property(node, "table");
  const name = stringOf(node) ?? stringOf(model) ?? stringOf(property(model, "tableName")) ?? modelNameOf(model);
  return name === undefined ? undefined : { model: name, key: stringOf(property(node, "key")) };
}

/** The last name of `DataTypes.STRING(80)`, and that of what `DataTypes.ARRAY(…)` holds. */
export function typeOf(node: Node | undefined): { readonly name: string; readonly list: boolean } {
  const at = plain(node);
  if (at?.type === "CallExpression") {
    const name = pathOf(at.callee)?.at(-1) ?? "STRING";
    return name === "ARRAY" ? { name: typeOf(at.arguments[0]).name, list: true } : { name, list: false };
  }
  if (at?.type === "MemberExpression" && at.object.type === "CallExpression") return typeOf(at.object);
  return { name: stringOf(at)?.toUpperCase() ?? pathOf(at)?.at(-1) ?? "STRING", list: false };
}

/** One name for types that hold the same ids. */
export function scalarType(type: string): string {
  if (/INT|SERIAL/i.test(type)) return "Int";
  return /^(?:STRING|TEXT|CITEXT|CHAR|UUID\w*|VARCHAR.*)$/i.test(type) ? "String" : type;
}
