import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import { elementsOf, isTrue, pathOf, plain, property, returned, stringOf } from "../source/syntax.ts";
import { snakeCase } from "../source/snake-case.ts";
import type { ReadColumn, ReadEntity, ReadRelation } from "../source/entities.ts";
import type { DeclaredClass, Decorator, Member } from "../source/classes.ts";

/** The entity that a decorated class is; undefined for a class that declares no column and is none. https://typeorm.io/docs/entity/entities */
export function entityOfClass(declared: DeclaredClass): ReadEntity | undefined {
  const { name, decorators, members, module: { file }, line } = declared;
  const made = decorators.find((one) => /^(?:Entity|ViewEntity|ChildEntity)$/.test(one.name) && isOfLibrary(one));
  const columns = members.flatMap((member) => columnOf(member) ?? []);
  const relations = members.flatMap((member) => relationOf(member) ?? []);
  if (!made && columns.length === 0 && relations.length === 0) return undefined;
  return { name, table: made && tableOf(made, name), kind: made?.name === "ViewEntity" ? "view" : "model", file, line, columns, relations, uniques: decorators.flatMap(uniqueOf) };
}

function tableOf({ name, args }: Decorator, className: string): string {
  const [first, second] = args;
  if (name === "ChildEntity") return "";
  return stringOf(first) ?? stringOf(property(first, "name")) ?? stringOf(property(second, "name")) ?? snakeCase(className);
}

const relationKinds: Readonly<Record<string, ReadRelation["kind"]>> = { ManyToOne: "many-to-one", OneToOne: "one-to-one", OneToMany: "one-to-many", ManyToMany: "many-to-many" };

function relationOf(member: Member): ReadRelation | undefined {
  const made = member.decorators.find((one) => relationKinds[one.name] !== undefined);
  const kind = made && relationKinds[made.name];
  const target = made && targetOf(made.args[0]);
  if (!made || !kind || target === undefined) return undefined;
  const options = made.args.find((argument) => plain(argument)?.type === "ObjectExpression");
  const join = member.decorators.filter((one) => one.name === "JoinColumn");
  return {
    name: member.name, target, kind,
    holds: kind === "many-to-one" || (kind === "one-to-one" && join.length > 0),
    // Nullable is the default here, so that it says nothing; only what is written counts.
    required: isTrue(property(options, "nullable")) === false || !(isTrue(property(options, "nullable")) === true || member.optional || allowsNull(member.type)),
    primary: isTrue(property(options, "primary")) === true || member.decorators.some((one) => one.name === "PrimaryColumn"),
    unique: kind === "one-to-one" || member.decorators.some(isUnique),
    joins: join.flatMap(({ args: [first] }): readonly (Node | undefined)[] => (plain(first)?.type === "ArrayExpression" ? elementsOf(first) : [first])).map((each) => ({ column: stringOf(property(each, "name")), references: stringOf(property(each, "referencedColumnName")) })),
  };
}

/** `() => Company`, `"Company"`, `() => require(…).Company`. */
function targetOf(node: Node | undefined): string | undefined {
  return stringOf(node) ?? pathOf(returned(node))?.at(-1) ?? stringOf(returned(node));
}

/** Modules of the project; what other packages' decorators say is nothing of the database. */
const ownModule = /^(?:\.|@\/|~\/|src\/)/;

/** Other libraries have an `Entity` too. */
function isOfLibrary({ source }: Decorator): boolean {
  return source === undefined || source === "typeorm" || ownModule.test(source);
}

/** The column that a property is: by a decorator of the library's, or by one of the project's own, which wraps one of these. */
function columnOf(member: Member): ReadColumn | undefined {
  const { decorators } = member;
  if (decorators.some((one) => relationKinds[one.name] !== undefined || /^(?:RelationId|RelationCount|TreeChildren|TreeParent)$/.test(one.name))) return undefined;
  const typeorm = decorators.filter((one) => /^(?:(?:\w*Column)|ObjectIdColumn|Generated|TreeLevelColumn)$/.test(one.name));
  const own = decorators.find((one) => one.source === undefined || ownModule.test(one.source));
  const made = typeorm.find((one) => one.name !== "Generated") ?? own;
  if (!made) return undefined;
  const options = made.args.find((argument) => plain(argument)?.type === "ObjectExpression");
  const said = stringOf(made.args[0]) ?? stringOf(property(options, "type"));
  const primary = /^(?:Primary|ObjectId)/.test(made.name) || isTrue(property(options, "primary")) === true;
  const isEnum = property(options, "enum") !== undefined || said === "enum";
  return {
    name: member.name,
    column: stringOf(property(options, "name")) ?? member.name,
    type: typeOf(member.type, said, made),
    kind: isEnum ? "enum" : "scalar",
    list: isTrue(property(options, "array")) === true || member.type?.type === "TSArrayType",
    required: primary || !(isTrue(property(options, "nullable")) === true),
    defaulted: property(options, "default") !== undefined || isTrue(property(options, "generated")) !== undefined || decorators.some((one) => /^(?:PrimaryGenerated|CreateDate|UpdateDate|DeleteDate|Version|Generated|ObjectId)/.test(one.name)),
    primary,
    unique: isTrue(property(options, "unique")) === true || decorators.some(isUnique),
  };
}

/** One name for types that hold the same ids; the source's own type says more than the database's. */
function typeOf(type: TSESTree.TypeNode | undefined, said: string | undefined, { name }: Decorator): string {
  switch (type?.type) {
    case "TSStringKeyword":
      return "String";
    case "TSNumberKeyword":
      return "Int";
    case "TSBigIntKeyword":
      return "BigInt";
    case "TSUnionType": {
      const set = type.types.filter((one) => one.type !== "TSNullKeyword" && one.type !== "TSUndefinedKeyword");
      return typeOf(set[0], said, { name, args: [], source: undefined });
    }
    case "TSTypeReference":
      // Ids of MongoDB are kept as text as often.
      return type.typeName.type === "Identifier" && !/^ObjectI[dD]$/.test(type.typeName.name) ? type.typeName.name : "String";
  }
  if (said !== undefined) return databaseType(said);
  return name === "PrimaryGeneratedColumn" ? "Int" : "String";
}

export function databaseType(said: string): string {
  if (/int|serial|number|increment/i.test(said)) return "Int";
  return /char|text|uuid|string|identity/i.test(said) ? "String" : said;
}

/** `@Unique(["companyId", "slug"])` and `@Index(["companyId", "slug"], { unique: true })`, with a name before or without; an index over part of the rows is no key. */
function uniqueOf(decorator: Decorator): readonly (readonly string[])[] {
  if (decorator.name === "Index" ? !isUnique(decorator) : decorator.name !== "Unique") return [];
  const columns = decorator.args.flatMap((argument) => {
    const made = returned(argument);
    return elementsOf(made ?? argument).flatMap((each) => stringOf(each) ?? pathOf(each)?.at(-1) ?? []);
  });
  return columns.length > 0 ? [columns] : [];
}

function isUnique({ name, args }: Decorator): boolean {
  if (name === "Unique") return true;
  const options = args.find((argument) => plain(argument)?.type === "ObjectExpression");
  return name === "Index" && isTrue(property(options, "unique")) === true && property(options, "where") === undefined;
}

function allowsNull(type: TSESTree.TypeNode | undefined): boolean {
  return type?.type === "TSUnionType" && type.types.some((one) => one.type === "TSNullKeyword" || one.type === "TSUndefinedKeyword");
}
