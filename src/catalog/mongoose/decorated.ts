import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import type { Module } from "../source/modules.ts";
import { pathOf, plain } from "../source/syntax.ts";
import { classNamed, type ClassSchema, type World } from "./declarations.ts";
import { pathOfValue, withOptions, type Inner, type ReadPath } from "./paths.ts";

/** The paths that the decorated properties of a class and of those it extends declare. https://docs.nestjs.com/techniques/mongodb */
export function pathsOfClass({ node, module }: ClassSchema, prefix: string, list: boolean, depth: number, world: World, inner: Inner): readonly ReadPath[] {
  const base = node.superClass?.type === "Identifier" ? classNamed(node.superClass.name, module, world) : undefined;
  const inherited = base && depth < 6 ? pathsOfClass(base, prefix, list, depth + 1, world, inner) : [];
  const own = node.body.body.flatMap((member): readonly ReadPath[] => {
    if (member.type !== "PropertyDefinition" || member.computed || member.key.type !== "Identifier") return [];
    const made = member.decorators.map(({ expression }) => expression).find((expression) => /^prop$/i.test(nameOf(expression) ?? ""));
    const name = prefix === "" ? member.key.name : `${prefix}.${member.key.name}`;
    return made ? pathsOfMember(member, made, { name, list, module, depth: depth + 1 }, world, inner) : [];
  });
  return [...inherited.filter(({ name }) => !own.some((one) => one.name === name)), ...own];
}

type At = Parameters<Inner>[1];

function pathsOfMember(member: TSESTree.PropertyDefinition, made: Node, at: At, world: World, inner: Inner): readonly ReadPath[] {
  const given = made.type === "CallExpression" ? plain(made.arguments[0]) : undefined;
  const type = member.typeAnnotation?.typeAnnotation;
  const [typed = { name: at.name, type: typeOf(type), list: at.list || type?.type === "TSArrayType", required: true, defaulted: false, unique: false, ref: undefined }, ...below] = given ? pathOfValue(given, at, world, inner) : [];
  const isPlain = given?.type === "ObjectExpression";
  // Options without a type read as a subdocument; the property says the type.
  const hasType = isPlain && given.properties.some((one) => one.type === "Property" && one.key.type === "Identifier" && one.key.name === "type");
  const first: ReadPath = isPlain && !hasType ? { ...typed, type: typeOf(type), required: true } : typed;
  const own = isPlain && !hasType ? withOptions(given, [first], at, world) : [first, ...below];
  return own.map((path, index) => (index === 0 ? { ...path, required: path.required && !member.optional } : path));
}

function nameOf(expression: Node): string | undefined {
  return pathOf(expression.type === "CallExpression" ? expression.callee : expression)?.at(-1);
}

function typeOf(type: TSESTree.TypeNode | undefined): string {
  switch (type?.type) {
    case "TSStringKeyword":
      return "String";
    case "TSNumberKeyword":
      return "Int";
    case "TSBooleanKeyword":
      return "Boolean";
    case "TSTypeReference": {
      const name = type.typeName.type === "Identifier" ? type.typeName.name : type.typeName.type === "TSQualifiedName" ? type.typeName.right.name : "";
      return name === "ObjectId" ? "ObjectId" : name === "Date" ? "DateTime" : "Json";
    }
    default:
      return "Json";
  }
}

/** The classes whose decorator says that they are schemas, but those without a key of their own. */
export function schemaClassesIn(module: Module): readonly ClassSchema[] {
  return [...module.types.values()].flatMap((node): readonly ClassSchema[] => {
    if (node.type !== "ClassDeclaration") return [];
    const isSchema = node.decorators.some(({ expression }) => nameOf(expression) === "Schema" && expression.type === "CallExpression" && !isEmbedded(expression.arguments[0]));
    return isSchema ? [{ kind: "class", node, module, variable: undefined }] : [];
  });
}

/** The options of a class's decorator. */
export function optionsOfClass(node: TSESTree.ClassDeclaration): Node | undefined {
  const made = node.decorators.map(({ expression }) => expression).find((expression) => /^(?:Schema|modelOptions)$/.test(nameOf(expression) ?? ""));
  return made?.type === "CallExpression" ? made.arguments[0] : undefined;
}

function isEmbedded(options: Node | undefined): boolean {
  return options?.type === "ObjectExpression" && options.properties.some((one) => one.type === "Property" && one.key.type === "Identifier" && one.key.name === "_id" && one.value.type === "Literal" && one.value.value === false);
}
