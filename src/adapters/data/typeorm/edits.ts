import type { TSESTree } from "@typescript-eslint/types";
import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";
import { declarationOf } from "../../../syntax/exported.ts";
import { propertyText } from "../../../syntax/object-literal.ts";
import type { Node, Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { conditionOf, entityArguments, intoOptions, intoWhere, isUndeclared, relationOver } from "../../entities/where-edits.ts";
import { addToRows, literalMade } from "../../query/row-edits.ts";
import { relationTerminals } from "./chain.ts";
import { methods } from "./methods.ts";
import { mongoMethods } from "./mongo.ts";

/** Puts `column = value` into the `where` of a call, or into a chain as one more `andWhere`. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const method = methods.get(access.method);
  const model = file.catalog.models.get(access.model);
  if (!model) return { refused: `\`${access.model}\` is not known.` };
  if (isUndeclared(column.split("."), model, file)) return { refused: `\`${access.model}\` declares no relation that leads to \`${column}\`.` };
  if (relationTerminals.has(access.method) && !method) return { refused: `\`relation().of()\` takes rows by their keys alone; load them by \`${column}\` first.` };
  const ofMongo = mongoMethods.get(access.method);
  if (!method && !ofMongo) return intoChain(access, column.split("."), value, model, file);
  const condition = conditionOf(column.split("."), value, model, file, byKey);
  const { node } = access;
  const offset = node.type === "CallExpression" ? entityArguments(node, access, file) : 0;
  if (ofMongo) return ofMongo.filter === "filter" ? intoWhere(access, condition, model, { offset, at: ofMongo.at }, file) : { refused: `\`${access.method}\` takes no filter of its own.` };
  switch (method?.filter) {
    case "options":
      return intoOptions(access, condition, offset, file);
    case "where":
    case "criteria":
      return intoWhere(access, condition, model, { offset, at: method.at }, file);
    case "ids":
      return { refused: `\`${access.method}\` takes keys and no filter.` };
    default:
      return { refused: `\`${access.method}\` looks rows up by their keys alone; load them by \`${column}\` first.` };
  }
}

/** `company: { id: value }`. */
function byKey({ name, relation }: Field, value: string): string {
  return `${name}: { ${propertyText(relation?.references[0] ?? "id", value)} }`;
}

/** `….andWhere("plot.companyId = :companyId", { companyId })` before the call that runs the chain. */
function intoChain(access: Access, path: readonly string[], value: string, model: Model, file: FileFacts): readonly TextEdit[] | Refusal {
  const { node, filter } = access;
  const [column = "", ...more] = path;
  if (filter === undefined) return { refused: "The query has no filter." };
  if (more.length > 0) return { refused: "The condition needs a join, which is yours to name." };
  if (filter.kind === "or") return { refused: "The query ends in an OR, so that a condition behind it would hold for one branch only." };
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return { refused: "The query is not a chain of calls." };
  const alias = aliasOf(node.callee.object, access, file);
  if (alias === undefined) return { refused: "The query begins elsewhere." };
  const { object, property } = node.callee;
  const name = relationOver(model, column)?.name ?? column;
  const quote = file.file.text.slice(object.range[0], object.range[1]).includes("'") ? "'" : '"';
  const condition = `${quote}${alias === "" ? "" : `${alias}.`}${name} = :${column}${quote}`;
  const gap = file.file.text.slice(object.range[1], property.range[0]).replace(/^[?!]/, "");
  return [{ range: [object.range[1], object.range[1]], text: `${gap}andWhere(${condition}, { ${propertyText(column, value)} })` }];
}

/** The alias by which a chain that is written here calls its rows; empty where updates and deletes call them nothing. */
function aliasOf(node: Node, access: Access, file: FileFacts): string | undefined {
  const calls = callsOf(node);
  const start = calls.find(({ name }) => name === "createQueryBuilder")?.node;
  const isWrite = access.operation === "update" || access.operation === "delete";
  if (!start) return undefined;
  if (isWrite) return "";
  const from = calls.find(({ name }) => name === "from")?.node;
  const named = (from ?? start).arguments.find((argument) => argument.type === "Literal" && typeof argument.value === "string");
  return named?.type === "Literal" && typeof named.value === "string" ? named.value : file.catalog.models.get(access.model)?.name;
}

/** The calls of a chain as they are written, first one first, through the variable that holds its beginning. */
function callsOf(node: Node): readonly { readonly name: string; readonly node: TSESTree.CallExpression }[] {
  if (node.type === "TSNonNullExpression" || node.type === "ChainExpression" || node.type === "AwaitExpression") return callsOf(node.type === "AwaitExpression" ? node.argument : node.expression);
  if (node.type === "Identifier") {
    const held = initializerOf(node);
    return held ? callsOf(held) : [];
  }
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || node.callee.property.type !== "Identifier") return [];
  return [...callsOf(node.callee.object), { name: node.callee.property.name, node }];
}

/** What a constant of the blocks around a name is set to. */
function initializerOf(name: TSESTree.Identifier): Node | undefined {
  for (let at: Node | undefined = name.parent; at; at = at.parent) {
    if (at.type !== "BlockStatement" && at.type !== "Program") continue;
    for (const statement of at.body) {
      const declaration = declarationOf(statement);
      if (declaration?.type !== "VariableDeclaration") continue;
      const found = declaration.declarations.find(({ id }) => id.type === "Identifier" && id.name === name.name);
      if (found?.init) return found.init;
    }
  }
  return undefined;
}

/** Puts `column: value` into every row literal that a call writes. */
export function addColumn(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const model = file.catalog.models.get(access.model);
  if (!model) return { refused: `\`${access.method}\` creates no row.` };
  const { first, text } = conditionOf([column], value, model, file, byKey);
  return addToRows(access, first, text, file, literalMade);
}
