import type { TSESTree } from "@typescript-eslint/types";
import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";
import { findProperty, insertProperty, literalOf, propertyText, spreadInto } from "../../../syntax/object-literal.ts";
import type { Node, Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { addToRows, literalMade } from "../../query/row-edits.ts";
import { methods } from "./methods.ts";

/** Puts `column = value` into the `where` of a call, or into a chain as one more `andWhere`. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const method = methods.get(access.method);
  const model = file.catalog.models.get(access.model);
  if (!model) return { refused: `\`${access.model}\` is not known.` };
  if (isUndeclared(column.split("."), model, file)) return { refused: `\`${access.model}\` declares no relation that leads to \`${column}\`.` };
  if (!method) return intoChain(access, column.split("."), value, model, file);
  const condition = conditionOf(column.split("."), value, model, file);
  switch (method.filter) {
    case "options":
      return intoOptions(access, condition, file);
    case "where":
    case "criteria":
      return intoWhere(access, condition, model, file);
    case "ids":
      return { refused: `\`${access.method}\` takes keys and no filter.` };
    default:
      return { refused: `\`${access.method}\` looks rows up by their keys alone; load them by \`${column}\` first.` };
  }
}

/** A property of a `where`: its first name, and its text. */
interface Condition {
  readonly first: string;
  readonly text: string;
}

/** `estate: { companyId: value }` over relations; a column that is no property is named by the relation over it. */
function conditionOf(path: readonly string[], value: string, model: Model, file: FileFacts): Condition {
  const [first = "", ...rest] = path;
  const next = model.fields.get(first)?.relation?.model;
  if (rest.length > 0) {
    const target = next === undefined ? undefined : file.catalog.models.get(next);
    return { first, text: `${first}: { ${conditionOf(rest, value, target ?? model, file).text} }` };
  }
  const over = relationOver(model, first);
  return over ? { first: over.name, text: `${over.name}: { ${propertyText(over.relation?.references[0] ?? "id", value)} }` } : { first, text: propertyText(first, value) };
}

/** True where a relation is told by a column's name alone, so that no query can name it. */
function isUndeclared([first = "", ...rest]: readonly string[], model: Model, file: FileFacts): boolean {
  const field = model.fields.get(first);
  const target = field?.relation && file.catalog.models.get(field.relation.model);
  return rest.length > 0 && (field?.hidden === true || (target !== undefined && isUndeclared(rest, target, file)));
}

/** The relation that stands for a column which is no property of the class. */
function relationOver({ fields }: Model, column: string): Field | undefined {
  if (!fields.get(column)?.hidden) return undefined;
  return [...fields.values()].find(({ relation, hidden }) => hidden !== true && relation?.columns.length === 1 && relation.columns[0] === column);
}

function intoOptions(access: Access, condition: Condition, file: FileFacts): readonly TextEdit[] | Refusal {
  const { node } = access;
  const where = literalOf(access.places.filter);
  if (where) return insert(where, condition, file);
  const options = literalOf(access.places.args);
  if (options) {
    const present = findProperty(options, "where");
    if (!present) return [insertProperty(options, `where: { ${condition.text} }`, file.file.text)];
    const branches = present.value.type === "ArrayExpression" ? present.value : undefined;
    if (branches) return intoBranches(branches, condition, file);
    return spreadInto(present, condition.text) ?? { refused: "The filter is not an object literal in the call itself." };
  }
  if (node.type !== "CallExpression") return { refused: "The filter is not written in the call itself." };
  if (node.arguments.length === entityArguments(node, access, file)) return [appended(node, `{ where: { ${condition.text} } }`)];
  return { refused: "The options are not an object literal in the call itself." };
}

/** Every branch needs the condition. */
function intoBranches(branches: TSESTree.ArrayExpression, condition: Condition, file: FileFacts): readonly TextEdit[] | Refusal {
  const edits = branches.elements.map((element) => {
    const literal = element ? literalOf(element) : undefined;
    return literal ? insert(literal, condition, file) : { refused: "A branch of the filter is not an object literal." };
  });
  const refused = edits.find((one): one is Refusal => "refused" in one);
  return refused ?? edits.flatMap((one) => ("refused" in one ? [] : one));
}

function intoWhere(access: Access, condition: Condition, model: Model, file: FileFacts): readonly TextEdit[] | Refusal {
  const { node } = access;
  const where = literalOf(access.places.filter);
  if (where) return insert(where, condition, file);
  if (node.type !== "CallExpression") return { refused: "The filter is not written in the call itself." };
  const offset = entityArguments(node, access, file);
  const at = node.arguments[offset + (methods.get(access.method)?.at ?? 0)];
  if (!at) return node.arguments.length === offset ? [appended(node, `{ ${condition.text} }`)] : { refused: "The filter is not written in the call itself." };
  if (at.type === "ArrayExpression" && at.elements.some((element) => element?.type === "ObjectExpression")) return intoBranches(at, condition, file);
  const [key] = model.id;
  const isKey = access.filter?.kind === "equals" && access.filter.column === key && model.id.length === 1;
  if (isKey && /^(?:Identifier|MemberExpression|Literal|TemplateLiteral)$/.test(at.type)) return [{ range: at.range, text: `{ ${propertyText(key, file.textOf(at))}, ${condition.text} }` }];
  return { refused: "The filter is not an object literal in the call itself." };
}

/** How many arguments stand before the method's own: a manager's call names the entity first. */
function entityArguments({ arguments: given }: TSESTree.CallExpression, access: Access, { catalog }: FileFacts): number {
  const [first] = given;
  const name = first?.type === "Identifier" ? first.name.replace(/(?:Entity|Schema)$/, "") : undefined;
  return name !== undefined && [name, `${name}Entity`].includes(catalog.models.get(access.model)?.name ?? "") ? 1 : 0;
}

function insert(where: TSESTree.ObjectExpression, { first, text }: Condition, file: FileFacts): readonly TextEdit[] | Refusal {
  const present = findProperty(where, first);
  const inner = literalOf(present?.value);
  const [, rest] = /^\w+: \{ (.*) \}$/s.exec(text) ?? [];
  const name = /^\w+/.exec(rest ?? "")?.[0] ?? "";
  if (inner && rest !== undefined && !findProperty(inner, name)) return [insertProperty(inner, rest, file.file.text)];
  if (present) return { refused: `The filter has a condition on \`${first}\` already.` };
  return [insertProperty(where, text, file.file.text)];
}

function appended({ range: [, end], arguments: given }: TSESTree.CallExpression, text: string): TextEdit {
  return { range: [end - 1, end - 1], text: given.length > 0 ? `, ${text}` : text };
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
      const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
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
  const { first, text } = conditionOf([column], value, model, file);
  return addToRows(access, first, text, file, literalMade);
}
