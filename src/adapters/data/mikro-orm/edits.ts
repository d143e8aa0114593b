import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Field } from "../../../catalog/catalog.ts";
import { propertyText } from "../../../syntax/object-literal.ts";
import type { Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { conditionOf, entityArguments, intoOptions, intoWhere, isUndeclared } from "../../entities/where-edits.ts";
import { addToRows, literalMade } from "../../query/row-edits.ts";
import { methods } from "./methods.ts";

/** Puts `column = value` into the `where` of a call, or into a chain as one more `andWhere`. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const { node } = access;
  const model = file.catalog.models.get(access.model);
  const method = methods.get(access.method);
  if (!model || node.type !== "CallExpression") return { refused: `\`${access.model}\` is not known.` };
  if (isUndeclared(column.split("."), model, file)) return { refused: `\`${access.model}\` declares no relation that leads to \`${column}\`.` };
  const condition = conditionOf(column.split("."), value, model, file, byKey);
  const offset = entityArguments(node, access, file);
  switch (method?.filter) {
    case undefined:
      return intoChain(access, condition.text);
    case "options":
      return intoOptions(access, condition, offset, file);
    case "where":
      return intoWhere(access, condition, model, { offset, at: 0 }, file);
    default:
      return { refused: `\`${access.method}\` looks rows up by their keys alone; load them by \`${column}\` first.` };
  }
}

/** A relation is named by the key alone. */
function byKey({ name }: Field, value: string): string {
  return propertyText(name, value);
}

/** `….andWhere({ company: companyId })` before the call that runs the chain. */
function intoChain({ node, filter, method, operation }: Access, condition: string): readonly TextEdit[] | Refusal {
  if (filter === undefined || operation === "upsert") return { refused: "The query has no filter." };
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return { refused: "The query is not a chain of calls." };
  const isRunHere = node.callee.property.type === "Identifier" && node.callee.property.name === method;
  const end = isRunHere ? node.callee.object.range[1] : node.range[1];
  return [{ range: [end, end], text: `.andWhere({ ${condition} })` }];
}

/** Puts the owner into every row literal that a call writes. */
export function addColumn(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const model = file.catalog.models.get(access.model);
  if (!model) return { refused: `\`${access.method}\` creates no row.` };
  const { first, text } = conditionOf([column], value, model, file, byKey);
  return addToRows(access, first, text, file, literalMade);
}
