import type { TSESTree } from "@typescript-eslint/types";
import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { findProperty, insertProperty, literalOf, propertyText } from "../../../syntax/object-literal.ts";
import type { Node, Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { addToRows, literalMade } from "../../query/row-edits.ts";
import { methods } from "./methods.ts";

/** What looks for a key alone, and what does the same with a filter. */
const byFilter: Readonly<Record<string, string>> = {
  findById: "findOne", findByIdAndUpdate: "findOneAndUpdate", findByIdAndDelete: "findOneAndDelete", findByIdAndRemove: "findOneAndRemove",
};

/** Puts `column: value` into the filter of a call; what takes a key becomes what takes a filter. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  if (column.includes(".") && !file.catalog.models.get(access.model)?.fields.has(column)) return { refused: `A query of \`${access.model}\` cannot name \`${column}\`: the column is another collection's.` };
  const method = methods.get(access.method);
  const call = callOf(access.places.args);
  if (!call || access.filter === undefined) return { refused: `\`${access.method}\` has no filter of its own.` };
  if (isUncast(access, call, column, file)) return { refused: `Nothing casts what is given here, so \`${column}\` has to be written as an ObjectId.` };
  const property = propertyText(columnText(column), value);
  switch (method?.filter) {
    case "pipeline":
      return intoPipeline(call, column, property, file);
    case "id":
      return fromKey(call, access.method, property, file);
    case "filter":
    case undefined:
      return intoFilter(access, call, method?.at ?? 0, column, property, file);
    default:
      return { refused: `\`${access.method}\` takes no single filter.` };
  }
}

/** Pipelines and the driver's own collections take values as they are: a string equals no ObjectId. */
function isUncast({ model }: Access, { callee }: TSESTree.CallExpression, column: string, { catalog }: FileFacts): boolean {
  const isPipeline = callee.type === "MemberExpression" && callee.property.type === "Identifier" && callee.property.name === "aggregate";
  const object = callee.type === "MemberExpression" ? callee.object : undefined;
  const isNative = object?.type === "MemberExpression" ? object.property.type === "Identifier" && object.property.name === "collection" : object?.type === "CallExpression" && object.callee.type === "MemberExpression" && object.callee.property.type === "Identifier" && object.callee.property.name === "collection";
  return (isPipeline || isNative) && catalog.models.get(model)?.fields.get(column)?.type === "ObjectId";
}

function columnText(column: string): string {
  return /^[\w$]+$/.test(column) ? column : JSON.stringify(column);
}

function callOf(node: Node | undefined): TSESTree.CallExpression | undefined {
  return node?.type === "CallExpression" ? node : undefined;
}

function intoFilter(access: Access, call: TSESTree.CallExpression, at: number, column: string, property: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const literal = literalOf(access.places.filter);
  if (literal) return findProperty(literal, column) ? { refused: `The filter has a condition on \`${column}\` already.` } : [insertProperty(literal, property, file.file.text)];
  const given = call.arguments[at];
  if (given) return canSpread(given) ? [{ range: given.range, text: `{ ...${file.textOf(given)}, ${property} }` }] : { refused: "The filter is not an object literal in the call itself." };
  if (call.arguments.length < at) return { refused: "The filter is not written in the call itself." };
  const [, end] = call.range;
  return [{ range: [end - 1, end - 1], text: `${at > 0 ? ", " : ""}{ ${property} }` }];
}

function canSpread({ type }: Node): boolean {
  return type === "Identifier" || type === "MemberExpression" || type === "CallExpression";
}

/** `findById(id)` is `findOne({ _id: id })`. */
function fromKey(call: TSESTree.CallExpression, name: string, property: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const { callee, arguments: [key] } = call;
  const other = byFilter[name];
  if (other === undefined || !key || callee.type !== "MemberExpression" || callee.computed) return { refused: `\`${name}\` takes a key and no filter.` };
  return [{ range: callee.property.range, text: other }, { range: key.range, text: `{ ${propertyText("_id", file.textOf(key))}, ${property} }` }];
}

/** Into the first `$match`, or as one before all other stages. */
function intoPipeline(call: TSESTree.CallExpression, column: string, property: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const [stages] = call.arguments;
  if (stages?.type !== "ArrayExpression") return { refused: "The pipeline is not a list in the call itself." };
  const [first] = stages.elements;
  const literal = first ? literalOf(first) : undefined;
  const match = literal && literalOf(findProperty(literal, "$match")?.value);
  if (match && findProperty(match, column)) return { refused: `The filter has a condition on \`${column}\` already.` };
  if (match) return [insertProperty(match, property, file.file.text)];
  if (literal && ["$geoNear", "$search", "$vectorSearch"].some((name) => findProperty(literal, name))) return { refused: "The first stage has to stay the first." };
  const start = stages.range[0] + 1;
  const gap = first ? (/^\s*\n\s*/.exec(file.file.text.slice(start, first.range[0]))?.[0] ?? "") : "";
  return [{ range: [start, start], text: `${gap}{ $match: { ${property} } }${first ? (gap === "" ? ", " : ",") : ""}` }];
}

/** Puts `column: value` into every row literal that a call writes. */
export function addColumn(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  if (access.operation === "upsert") return { refused: "What an upsert creates takes its filter over; put the column there." };
  return addToRows(access, column, propertyText(columnText(column), value), file, literalMade);
}
