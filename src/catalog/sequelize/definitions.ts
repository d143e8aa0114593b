import type { TSESTree } from "@typescript-eslint/types";
import { isFunction } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Module, Modules } from "../source/modules.ts";
import { elementsOf, isTrue, plain, property, stringOf } from "../source/syntax.ts";
import { connectionNamed } from "../source/connections.ts";
import { columnsOf } from "./attributes.ts";
import { heldBy, modelNameOf, type ClassNode } from "../source/places.ts";
import type { ReadModel } from "./read-model.ts";
import { scopesIn } from "./scopes.ts";

/** The model that `Plot.init({ … }, { … })` or `sequelize.define("plot", { … }, { … })` declares. */
export function definedBy(call: TSESTree.CallExpression, module: Module, modules: Modules): ReadModel | undefined {
  const { callee, arguments: args } = call;
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return undefined;
  const [first, second, third] = args;
  const isInit = callee.property.name === "init";
  if (!isInit && callee.property.name !== "define") return undefined;
  const attributes = isInit ? first : second;
  const options = resolved(isInit ? second : third, module, modules);
  const modelName = isInit ? stringOf(property(options, "modelName")) : stringOf(first);
  const name = isInit ? modelNameOf(callee.object) : modelName;
  const columns = columnsOf(attributes, module, modules);
  // Other things have an `init` too: a model's is told its connection.
  if (name === undefined || (isInit ? options === undefined : columns.length === 0)) return undefined;
  const held = isInit ? undefined : heldBy(call);
  const madeWith = isInit ? property(options, "sequelize") : callee.object;
  return { name, aliases: [held, modelName].flatMap((one) => one ?? []), file: module.file, line: module.lineOf(call), columns, madeWith, connection: connectionNamed(madeWith, module), ...readOptions(options, modelName ?? name) };
}

/** Options that stand in a constant. */
function resolved(node: Node | undefined, module: Module, modules: Modules): Node | undefined {
  const at = plain(node);
  return at?.type === "Identifier" ? (modules.find(at.name, module)?.node ?? at) : at;
}

/** What the options of a model say, however they are given. */
export function readOptions(options: Node | undefined, name: string): Pick<ReadModel, "table" | "uniques" | "underscored" | "timestamps" | "paranoid" | "scopes"> {
  const uniques = elementsOf(property(options, "indexes"))
    .filter((index) => isTrue(property(index, "unique")) === true && property(index, "where") === undefined)
    .map((index) => elementsOf(property(index, "fields")).flatMap((each) => stringOf(each) ?? stringOf(property(each, "name")) ?? []));
  return {
    table: stringOf(property(options, "tableName")) ?? (isTrue(property(options, "freezeTableName")) === true ? name : undefined),
    uniques: uniques.filter((columns) => columns.length > 0),
    underscored: isTrue(property(options, "underscored")) === true,
    timestamps: isTrue(property(options, "timestamps")) !== false,
    paranoid: isTrue(property(options, "paranoid")) === true,
    scopes: scopesIn(property(options, "scopes")),
  };
}

/** `static tableName = "plots"` of a class, which properties its types let be null, and the methods of its rows. */
export function saidByClass({ body }: ClassNode): { readonly table: string | undefined; readonly nullable: ReadonlySet<string>; readonly methods: ReadonlySet<string> } {
  let table: string | undefined;
  const nullable = new Set<string>();
  const methods = new Set<string>();
  for (const member of body.body) {
    if ((member.type !== "PropertyDefinition" && member.type !== "MethodDefinition") || member.key.type !== "Identifier") continue;
    if (!member.static && isFunction(member.value)) methods.add(member.key.name);
    if (member.type === "MethodDefinition") continue;
    if (member.static && member.key.name === "tableName") table = stringOf(member.value ?? undefined);
    if (!member.static && (member.optional || allowsNull(member.typeAnnotation?.typeAnnotation))) nullable.add(member.key.name);
  }
  return { table, nullable, methods };
}

export function allowsNull(type: TSESTree.TypeNode | undefined): boolean {
  if (type?.type === "TSTypeReference") return (type.typeArguments?.params ?? []).some(allowsNull);
  return type?.type === "TSUnionType" && type.types.some((one) => one.type === "TSNullKeyword" || one.type === "TSUndefinedKeyword");
}

