import type { TSESTree } from "@typescript-eslint/types";
import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { findProperty, hasSpread, insertProperty, literalOf, propertyText, spreadInto } from "../../../syntax/object-literal.ts";
import type { Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { methods } from "./methods.ts";

/** Puts `column = value` into the `where` of a call, and a `where` into options that have none. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const method = methods.get(access.method);
  const path = column.split(".");
  if (access.filter === undefined || !method) return { refused: `\`${access.method}\` goes by the row's own key; load it by \`${column}\` first.` };
  if (method.key !== undefined) return instead(access, path, value, file);
  if (method.options === undefined) return { refused: `\`${access.method}\` takes no filter.` };
  if (path.length > 1) return { refused: "The condition needs an `include`, which is yours to name." };
  return intoOptions(access, column, value, method.options, file);
}

function intoOptions({ node, places, operation }: Access, column: string, value: string, at: number, file: FileFacts): readonly TextEdit[] | Refusal {
  const source = file.file.text;
  const text = propertyText(column, value);
  const where = literalOf(places.filter);
  if (where) return insert(where, column, text, source);
  const options = literalOf(places.args);
  if (options) {
    const present = findProperty(options, "where");
    if (present) return spreadInto(present, text) ?? { refused: "The filter is not an object literal in the call itself." };
    if (hasSpread(options)) return { refused: "The filter is not written in the call itself." };
    return [insertProperty(options, `where: { ${text} }`, source)];
  }
  if (node.type !== "CallExpression" || node.arguments.length !== at || operation === "upsert") return { refused: "The options are not an object literal in the call itself." };
  return [appended(node, `{ where: { ${text} } }`)];
}

function insert(where: TSESTree.ObjectExpression, column: string, text: string, source: string): readonly TextEdit[] | Refusal {
  if (findProperty(where, column)) return { refused: `The filter has a condition on \`${column}\` already.` };
  return [insertProperty(where, text, source)];
}

/** `findByPk(id)` takes no other condition: `findOne({ where: { id, companyId } })` does. */
function instead(access: Access, path: readonly string[], value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const { node } = access;
  const [column = ""] = path;
  const model = file.catalog.models.get(access.model);
  const [key] = model?.id ?? [];
  if (path.length > 1) return { refused: "The condition needs an `include`, which is yours to name." };
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || key === undefined || model?.id.length !== 1) return { refused: "The key is not one column." };
  const [id, options] = node.arguments;
  if (!id || id.type === "SpreadElement") return { refused: "The key is not written in the call itself." };
  const where = `where: { ${propertyText(key, file.textOf(id))}, ${propertyText(column, value)} }`;
  const renamed: TextEdit = { range: node.callee.property.range, text: "findOne" };
  if (!options) return [renamed, { range: id.range, text: `{ ${where} }` }];
  const literal = literalOf(options);
  if (!literal || findProperty(literal, "where") || hasSpread(literal)) return { refused: "The options are not an object literal in the call itself." };
  return [renamed, { range: [id.range[0], options.range[0]], text: "" }, insertProperty(literal, where, file.file.text)];
}

function appended({ range: [, end], arguments: given }: TSESTree.CallExpression, text: string): TextEdit {
  return { range: [end - 1, end - 1], text: given.length > 0 ? `, ${text}` : text };
}
