import type { TSESTree } from "@typescript-eslint/types";
import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { findProperty, insertProperty, literalOf, propertyText } from "../../../syntax/object-literal.ts";
import type { Node, Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { importEdits } from "./imports.ts";

/** Puts `eq(table.column, value)` into the `where` of a query, and a `where` into one that has none. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  if (column.includes(".")) return { refused: `\`${column}\` is a column of another table, which the query would have to join.` };
  if (access.filter === undefined || access.operation === "upsert") return { refused: `\`${access.method}\` takes no filter.` };
  return access.method.startsWith("find") ? intoRelational(access, column, value, file) : intoChain(access, column, value, file);
}

function intoChain(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const calls = callsOf(access.node);
  const from = calls.find(({ name }) => name === (access.method.startsWith("select") ? "from" : access.method));
  const table = from && file.textOf(from.node.arguments[0] ?? from.node);
  if (!from || table === undefined || !/^[\w$.]+$/.test(table)) return { refused: "The query begins elsewhere." };
  const condition = `eq(${table}.${column}, ${value})`;
  if (access.method === "$count") return from.node.arguments[1] ? conjoin(from.node.arguments[1], condition, file) : withImports([after(from.node.arguments[0], `, ${condition}`)], ["eq"], file);
  const where = calls.findLast(({ name }) => name === "where")?.node.arguments[0];
  if (where) return conjoin(where, condition, file);
  const place = calls.findLast(({ name }) => name === "from" || name === "set" || /Join(?:Lateral)?$/.test(name))?.node ?? from.node;
  return withImports([after(place, `.where(${condition})`)], ["eq"], file);
}

/** `and(…)` takes it in front; anything else is put beside it. */
function conjoin(where: Node, condition: string, file: FileFacts): readonly TextEdit[] | Refusal {
  if (where.type === "SpreadElement") return { refused: "The filter is not written in the call itself." };
  const conjoined = where.type === "CallExpression" && where.callee.type === "Identifier" && where.callee.name === "and" ? where.arguments : undefined;
  const isEmpty = conjoined?.length === 0 || (where.type === "Identifier" && where.name === "undefined");
  if (isEmpty) return withImports([{ range: where.range, text: condition }], ["eq"], file);
  const [first] = conjoined ?? [];
  if (first) return withImports([before(first, `${condition}, `)], ["eq"], file);
  return withImports([before(where, `and(${condition}, `), after(where, ")")], ["and", "eq"], file);
}

function intoRelational(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const { node } = access;
  const options = literalOf(access.places.args);
  const where = options && findProperty(options, "where");
  const written = literalOf(where?.value);
  if (written) return findProperty(written, column) ? { refused: `The filter has a condition on \`${column}\` already.` } : [insertProperty(written, propertyText(column, value), file.file.text)];
  if (where) return intoCondition(where.value, column, value, file);
  if (node.type !== "CallExpression" || (!options && node.arguments.length > 0)) return { refused: "The arguments are not an object literal in the call itself." };
  const table = tableText(access.model, file);
  if (table === undefined) return { refused: `\`${access.model}\` is not imported here.` };
  const added = `where: eq(${table}.${column}, ${value})`;
  const inside = node.range[1] - 1;
  return withImports([options ? insertProperty(options, added, file.file.text) : { range: [inside, inside], text: `{ ${added} }` }], ["eq"], file);
}

/** A callback's condition names the table by its first parameter; one that stands by itself by the import. */
function intoCondition(where: Node, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const isCallback = where.type === "ArrowFunctionExpression" && where.body.type !== "BlockStatement";
  const [first] = isCallback ? where.params : [];
  const named = first?.type === "Identifier" ? first.name : undefined;
  if (isCallback && named !== undefined) return conjoin(where.body, `eq(${named}.${column}, ${value})`, file);
  const [operand] = where.type === "CallExpression" ? where.arguments : [];
  const table = operand?.type === "MemberExpression" ? file.textOf(operand.object) : undefined;
  return table === undefined ? { refused: "The filter is not written in the call itself." } : conjoin(where, `eq(${table}.${column}, ${value})`, file);
}

/** What the file calls a table: its import, or a property of an imported schema. */
function tableText(model: string, { file }: FileFacts): string | undefined {
  for (const statement of file.program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    for (const specifier of statement.specifiers) {
      if (specifier.type === "ImportSpecifier" && specifier.imported.type === "Identifier" && specifier.imported.name === model) return specifier.local.name;
    }
  }
  return undefined;
}

interface WrittenCall {
  readonly name: string;
  readonly node: TSESTree.CallExpression;
}

/** The calls of a chain as they are written, first one first. */
function callsOf(node: Node): readonly WrittenCall[] {
  if (node.type === "TSNonNullExpression" || node.type === "ChainExpression") return callsOf(node.expression);
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || node.callee.property.type !== "Identifier") return [];
  return [...callsOf(node.callee.object), { name: node.callee.property.name, node }];
}

function before(node: Node, text: string): TextEdit {
  return { range: [node.range[0], node.range[0]], text };
}

function after(node: Node | undefined, text: string): TextEdit {
  const end = node?.range[1] ?? 0;
  return { range: [end, end], text };
}

function withImports(edits: readonly TextEdit[], names: readonly string[], file: FileFacts): readonly TextEdit[] {
  return [...importEdits(names, file.file), ...edits];
}
