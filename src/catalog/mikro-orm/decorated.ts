import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import type { DeclaredClass, Decorator, Member } from "../source/classes.ts";
import type { ReadColumn, ReadEntity, ReadRelation } from "../source/entities.ts";
import { snakeCase } from "../source/snake-case.ts";
import { elementsOf, isTrue, pathOf, plain, property, returned, stringOf } from "../source/syntax.ts";
import { filterIn } from "./filters.ts";

/** The entity that a decorated class is; undefined for a class that declares no column and is none. https://mikro-orm.io/docs/decorators */
export function entityOfClass({ name, decorators, members, module: { file }, line }: DeclaredClass): ReadEntity | undefined {
  const own = decorators.filter(isOfLibrary);
  const made = own.find((one) => one.name === "Entity");
  const columns = members.flatMap((member) => columnOf(member) ?? []);
  const relations = members.flatMap((member) => relationOf(member) ?? []);
  const filters = own.flatMap((one) => (one.name === "Filter" ? filterIn(one.args[0], undefined) : []));
  if (!made && columns.length + relations.length + filters.length === 0) return undefined;
  const isAbstract = isTrue(property(made?.args[0], "abstract")) === true;
  return {
    name, file, line, columns, relations, filters,
    table: made && !isAbstract ? (stringOf(property(made.args[0], "tableName")) ?? stringOf(property(made.args[0], "collection")) ?? snakeCase(name)) : undefined,
    kind: property(made?.args[0], "expression") ? "view" : "model",
    uniques: own.flatMap((one) => (one.name === "Unique" ? keysIn(one.args[0]) : [])),
  };
}

/** Other libraries have an `Entity` too. */
function isOfLibrary({ source }: Decorator): boolean {
  return source === undefined || source.startsWith("@mikro-orm/") || /^(?:\.|@\/|~\/|src\/)/.test(source);
}

/** `{ properties: ["companyId", "number"] }`. */
export function keysIn(options: Node | undefined): readonly (readonly string[])[] {
  const given = property(options, "properties");
  const columns = stringOf(given) === undefined ? elementsOf(given).flatMap((each) => stringOf(each) ?? []) : [stringOf(given) ?? ""];
  return columns.length > 0 && property(options, "where") === undefined ? [columns] : [];
}

const relationKinds: Readonly<Record<string, ReadRelation["kind"]>> = { ManyToOne: "many-to-one", OneToOne: "one-to-one", OneToMany: "one-to-many", ManyToMany: "many-to-many" };

function relationOf(member: Member): ReadRelation | undefined {
  const made = member.decorators.find((one) => relationKinds[one.name] !== undefined && isOfLibrary(one));
  const kind = made && relationKinds[made.name];
  const options = made?.args.findLast((argument) => plain(argument)?.type === "ObjectExpression");
  const target = made && (targetOf(made.args[0]) ?? targetOf(property(options, "entity")) ?? relatedType(member.type));
  if (!made || !kind || target === undefined) return undefined;
  const inverse = property(options, "mappedBy") !== undefined || (plain(made.args[1])?.type === "ArrowFunctionExpression" && isTrue(property(options, "owner")) !== true);
  const nullable = isTrue(property(options, "nullable"));
  return relation(member.name, target, kind, options, !inverse, nullable === undefined ? !member.optional && !allowsNull(member.type) : !nullable);
}

/** A relation with what its options say of keys; `holds` counts for one-to-one alone. */
export function relation(name: string, target: string, kind: ReadRelation["kind"], options: Node | undefined, holds: boolean, required: boolean): ReadRelation {
  const given = (key: string): Node | undefined => property(options, key);
  const named = [given("fieldName"), given("joinColumn"), ...elementsOf(given("fieldNames")), ...elementsOf(given("joinColumns"))].flatMap((each) => stringOf(each) ?? []);
  return {
    name, target, kind, required,
    holds: kind === "many-to-one" || (kind === "one-to-one" && holds),
    primary: isTrue(given("primary")) === true,
    unique: kind === "one-to-one" || isTrue(given("unique")) === true,
    joins: (named.length > 0 ? named : [`${snakeCase(name)}_id`]).map((column) => ({ column, references: undefined })),
  };
}

/** `() => Company`, `"Company"`. */
export function targetOf(node: Node | undefined): string | undefined {
  return stringOf(node) ?? pathOf(returned(node))?.at(-1) ?? (plain(node)?.type === "Identifier" ? pathOf(node)?.at(-1) : undefined);
}

/** `Company`, `Ref<Company>`, `Collection<Plot>`. */
function relatedType(type: TSESTree.TypeNode | undefined): string | undefined {
  if (type?.type === "TSUnionType") return type.types.map(relatedType).find((one) => one !== undefined);
  if (type?.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return undefined;
  return relatedType(type.typeArguments?.params[0]) ?? type.typeName.name;
}

function columnOf(member: Member): ReadColumn | undefined {
  const made = member.decorators.find((one) => /^(?:Property|PrimaryKey|SerializedPrimaryKey|Enum|Formula|\w*Column|Uuid\w*)$/.test(one.name) && isOfLibrary(one));
  if (!made || made.name === "Formula") return undefined;
  const options = made.args.find((argument) => plain(argument)?.type === "ObjectExpression");
  const said = stringOf(property(options, "type")) ?? pathOf(property(options, "type"))?.at(-1);
  const primary = made.name === "PrimaryKey" || isTrue(property(options, "primary")) === true;
  const nullable = isTrue(property(options, "nullable"));
  return {
    name: member.name,
    column: stringOf(property(options, "fieldName")) ?? stringOf(property(options, "name")) ?? snakeCase(member.name),
    type: typeOf(member.type, said),
    kind: made.name === "Enum" ? "enum" : "scalar",
    list: isTrue(property(options, "array")) === true || member.type?.type === "TSArrayType",
    required: primary || !(nullable ?? allowsNull(member.type)),
    defaulted: ["default", "defaultRaw", "onCreate", "autoincrement"].some((key) => property(options, key) !== undefined),
    primary,
    unique: isTrue(property(options, "unique")) === true || member.decorators.some((one) => one.name === "Unique"),
  };
}

/** One name for types that hold the same ids; the source's own type says more than the database's. */
function typeOf(type: TSESTree.TypeNode | undefined, said: string | undefined): string {
  switch (type?.type) {
    case "TSStringKeyword":
      return "String";
    case "TSNumberKeyword":
      return "Int";
    case "TSBigIntKeyword":
      return "BigInt";
    case "TSUnionType":
      return typeOf(type.types.find((one) => one.type !== "TSNullKeyword" && one.type !== "TSUndefinedKeyword"), said);
    default:
      return databaseType(said ?? "string");
  }
}

export function databaseType(said: string): string {
  if (/big/i.test(said)) return "BigInt";
  if (/int|serial|number/i.test(said)) return "Int";
  return /char|text|uuid|string/i.test(said) ? "String" : said;
}

function allowsNull(type: TSESTree.TypeNode | undefined): boolean {
  return type?.type === "TSUnionType" && type.types.some((one) => one.type === "TSNullKeyword" || one.type === "TSUndefinedKeyword");
}
