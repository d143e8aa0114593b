import type { Node } from "../../syntax/source-file.ts";
import type { DeclaredClass, Decorator, Member } from "../source/classes.ts";
import { plain, property, returned, stringOf } from "../source/syntax.ts";
import { columnOf, scalarType } from "./attributes.ts";
import { allowsNull, readOptions } from "./definitions.ts";
import { modelNameOf } from "../source/places.ts";
import type { Association, ReadColumn, ReadModel } from "./read-model.ts";
import { scopesIn } from "./scopes.ts";

const columnMakers = /^(?:Column|Attribute|PrimaryKey|ForeignKey|CreatedAt|UpdatedAt|DeletedAt)$/;
const associations: Readonly<Record<string, Association["kind"]>> = { BelongsTo: "belongsTo", HasMany: "hasMany", HasOne: "hasOne", BelongsToMany: "belongsToMany" };

/** The model that a decorated class is, or what it hands down to those that extend it; undefined for a class without columns. https://github.com/sequelize/sequelize-typescript */
export function modelOfClass(declared: DeclaredClass): (ReadModel & { readonly isTable: boolean }) | undefined {
  const { name, decorators, members, module: { file }, line } = declared;
  const table = decorators.find((one) => one.name === "Table");
  const columns = members.flatMap((member) => columnOfMember(member) ?? []);
  if (!table && columns.length === 0) return undefined;
  const [given] = table?.args ?? [];
  const modelName = stringOf(property(given, "modelName"));
  const options = readOptions(given, modelName ?? name);
  return { name, aliases: modelName === undefined ? [] : [modelName], file, line, columns, ...options, uniques: [...options.uniques, ...indexesOver(members)], isTable: table !== undefined, scopes: { ...options.scopes, ...scopesOf(decorators) } };
}

/** `@Scopes(() => ({ … }))`. */
function scopesOf(decorators: readonly Decorator[]): ReadModel["scopes"] {
  const given = decorators.find(({ name }) => name === "Scopes")?.args[0];
  return scopesIn(returned(given) ?? given);
}

function columnOfMember(member: Member): ReadColumn | undefined {
  const { decorators } = member;
  if (!decorators.some(({ name }) => columnMakers.test(name))) return undefined;
  const made = decorators.find(({ name }) => name === "Column" || name === "Attribute");
  const read = columnOf(member.name, made?.args[0]);
  if (!read) return undefined;
  const has = (pattern: RegExp): boolean => decorators.some(({ name }) => pattern.test(name));
  const primary = read.primary || has(/^PrimaryKey$/);
  const target = decorators.find(({ name }) => name === "ForeignKey")?.args[0];
  const references = target && modelNameOf(target);
  const said = decorators.find(({ name }) => name === "AllowNull");
  const isNull = said ? !isFalse(said.args[0]) : allowsNull(member.type) || member.optional;
  return {
    ...read,
    type: made && plain(made.args[0]) ? read.type : typeOf(member),
    required: primary || has(/^NotNull$/) || (read.required && !isNull),
    defaulted: read.defaulted || has(/^(?:Default|AutoIncrement|CreatedAt|UpdatedAt|DeletedAt)$/),
    primary,
    unique: read.unique === false ? uniqueOf(decorators) : read.unique,
    references: references === undefined ? read.references : { model: references, key: undefined },
  };
}

/** The type that the source writes, where the decorator says none. */
function typeOf({ type }: Member): string {
  if (type?.type === "TSNumberKeyword") return "Int";
  return type?.type === "TSTypeReference" && type.typeName.type === "Identifier" ? scalarType(type.typeName.name) : "String";
}

function isFalse(node: Node | undefined): boolean {
  return node?.type === "Literal" && node.value === false;
}

function uniqueOf(decorators: readonly Decorator[]): boolean | string {
  const unique = decorators.find(({ name }) => name === "Unique");
  return unique ? (stringOf(unique.args[0]) ?? stringOf(property(unique.args[0], "name")) ?? true) : false;
}

/** `@Index({ name: "company_number", unique: true })` on several properties is one key over them. */
function indexesOver(members: readonly Member[]): readonly (readonly string[])[] {
  const keys = new Map<string, string[]>();
  for (const { name, decorators } of members) {
    const index = decorators.find((one) => one.name === "Index")?.args[0];
    const unique = property(index, "unique");
    if (unique?.type !== "Literal" || unique.value !== true || property(index, "where")) continue;
    const key = stringOf(property(index, "name")) ?? name;
    keys.set(key, [...(keys.get(key) ?? []), name]);
  }
  return [...keys.values()];
}

/** `@BelongsTo(() => Company, "companyId") company`: the property names the association. */
export function associationsOfClass({ name: source, members }: DeclaredClass): readonly Association[] {
  return members.flatMap((member) => member.decorators.flatMap((made): Association[] => {
    const kind = associations[made.name];
    const target = kind && modelNameOf(made.args[0]);
    if (!kind || target === undefined) return [];
    const rest = made.args.slice(1);
    const options = rest.find((argument) => plain(argument)?.type === "ObjectExpression");
    const key = property(options, "foreignKey");
    const given = rest.flatMap((argument) => stringOf(argument) ?? []);
    const through = kind === "belongsToMany" ? modelNameOf(rest[0]) ?? modelNameOf(property(options, "through")) : undefined;
    const [foreignKey, otherKey] = kind === "belongsToMany" && stringOf(rest[0]) !== undefined ? given.slice(1) : given;
    return [{
      kind, source, target, through, otherKey, column: undefined,
      as: member.name,
      foreignKey: foreignKey ?? stringOf(key) ?? stringOf(property(key, "name")),
      required: !member.optional && !allowsNull(member.type),
    }];
  }));
}
