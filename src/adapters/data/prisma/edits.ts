import type { TSESTree } from "@typescript-eslint/types";
import type { Access, WrittenRow } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf } from "../../../analysis/object-value.ts";
import type { Field, Model } from "../../../catalog/catalog.ts";
import { findProperty, hasSpread, insertProperty, literalOf, literalWithin, propertyText, spreadInto } from "../../../syntax/object-literal.ts";
import type { Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { methods } from "./methods.ts";

/** Puts `column = value` into the `where` of a call, and a `where` into a call that has none. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const path = column.split(".");
  const source = file.file.text;
  const isFluent = !methods.has(access.method);
  if (isFluent && !access.many) return { refused: `\`${access.method}\` reads the one row of a relation and takes no filter.` };
  const where = literalOf(access.places.filter);
  if (where !== undefined) return addToWhere(where, path, value, source);
  if (access.filter === undefined || access.operation === "raw") return { refused: `\`${access.method}\` takes no filter.` };
  return addWhere(access, path, value, source);
}

/** `estate: { companyId: value }` for a path of relations that ends in a column. */
function conditionOf([first = "", ...rest]: readonly string[], value: string): string {
  return rest.length === 0 ? propertyText(first, value) : `${first}: { ${conditionOf(rest, value)} }`;
}

function addToWhere(where: TSESTree.ObjectExpression, path: readonly string[], value: string, source: string): readonly TextEdit[] | Refusal {
  const [first = "", ...rest] = path;
  const present = findProperty(where, first);
  const inner = rest.length > 0 ? literalOf(present?.value) : undefined;
  if (inner !== undefined) return addToRelation(inner, rest, value, source);
  if (present) return { refused: `The filter has a condition on \`${first}\` already.` };
  return [insertProperty(where, conditionOf(path, value), source)];
}

/** Into the condition on a to-one relation, under its `is` where it has one. */
function addToRelation(relation: TSESTree.ObjectExpression, path: readonly string[], value: string, source: string): readonly TextEdit[] | Refusal {
  const is = findProperty(relation, "is");
  if (!is) return findProperty(relation, "isNot") ? { refused: "The filter excludes rows by that relation." } : addToWhere(relation, path, value, source);
  const inner = literalOf(is.value);
  return inner ? addToWhere(inner, path, value, source) : { refused: "The condition on that relation is not an object literal in the call itself." };
}

function addWhere(access: Access, path: readonly string[], value: string, source: string): readonly TextEdit[] | Refusal {
  const where = `where: { ${conditionOf(path, value)} }`;
  const args = literalOf(access.places.args);
  if (args !== undefined) {
    const present = findProperty(args, "where");
    if (present) return addToFilter(present, path, value);
    if (hasSpread(args) && access.filter?.kind !== "all") return { refused: "The filter is not written in the call itself." };
    return [insertProperty(args, where, source)];
  }
  const { node } = access;
  if (node.type !== "CallExpression" || node.arguments.length > 0) return { refused: "The arguments are not an object literal in the call itself." };
  const inside = node.range[1] - 1;
  return [{ range: [inside, inside], text: `{ ${where} }` }];
}

/** A filter that is built elsewhere is spread. The key overrides what it says of the tenant; a relation would override more. */
function addToFilter(where: TSESTree.Property, path: readonly string[], value: string): readonly TextEdit[] | Refusal {
  const edits = path.length === 1 ? spreadInto(where, conditionOf(path, value)) : undefined;
  return edits ?? { refused: "The filter is not an object literal in the call itself." };
}

/** Puts `column = value` into every row that a call creates; into the `create` of an upsert. */
export function addColumn(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const model = file.catalog.models.get(access.model);
  const rows = access.data.filter((row) => row.kind === "create");
  if (model === undefined || rows.length === 0) return { refused: `\`${access.method}\` creates no row.` };
  const edits = new Map<number, TextEdit>();
  for (const row of rows) {
    const added = addToRow(row, access, model, { column, value }, file.file.text);
    if (added === "written already") continue;
    if ("refused" in added) return added;
    for (const edit of added) edits.set(edit.range[0], edit);
  }
  return edits.size === 0 ? { refused: `Every row has \`${column}\` already.` } : [...edits.values()];
}

interface Assignment {
  readonly column: string;
  readonly value: string;
}

function addToRow(row: WrittenRow, access: Access, model: Model, { column, value }: Assignment, source: string): readonly TextEdit[] | Refusal | "written already" {
  const literal = row.columns.kind === "object" ? literalWithin(access.node, row.node) : undefined;
  const relation = relationOver(model, column);
  if (literal && [column, relation?.name].some((key) => key !== undefined && findProperty(literal, key))) return "written already";
  const target = relation?.relation?.references;
  const isLinked = isLinkedByRelation(row, model);
  if (isLinked && (relation === undefined || target?.length !== 1)) return { refused: `The row links by relations, and no relation sets \`${column}\`.` };
  const property = isLinked ? `${relation?.name ?? ""}: { connect: { ${propertyText(target?.[0] ?? "", value)} } }` : propertyText(column, value);
  if (literal) return [insertProperty(literal, property, source)];
  return spreadRow(row, access, property) ?? { refused: "A row is not an object literal in the call itself." };
}

/** The one row of a call, when it is an object that was built before and all of whose columns are known. */
function spreadRow(row: WrittenRow, access: Access, property: string): readonly TextEdit[] | undefined {
  const args = literalOf(access.places.args);
  const data = args && findProperty(args, access.operation === "upsert" ? "create" : "data");
  const isOne = access.data.filter(({ kind }) => kind === "create").length === 1 && !/many/i.test(access.method);
  return data && isOne && row.columns.kind === "object" ? spreadInto(data, property) : undefined;
}

/** The relation field that a column holds alone. */
function relationOver(model: Model, column: string): Field | undefined {
  return [...model.fields.values()].find(({ relation }) => relation?.columns.length === 1 && relation.columns[0] === column);
}

/** The client takes a row either with foreign keys or with relations in their place, never mixed. */
function isLinkedByRelation(row: WrittenRow, model: Model): boolean {
  return [...entriesOf(row.columns).keys()].some((key) => (model.fields.get(key)?.relation?.columns.length ?? 0) > 0);
}
