import type { TSESTree } from "@typescript-eslint/types";
import type { Access } from "../../analysis/access.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import type { Field, Model } from "../../catalog/catalog.ts";
import { findProperty, insertProperty, literalOf, propertyText, spreadInto } from "../../syntax/object-literal.ts";
import type { Refusal, TextEdit } from "../../syntax/source-file.ts";

/** A property of a `where`: its first name, and its text. */
export interface Condition {
  readonly first: string;
  readonly text: string;
}

/** How the text of a condition names a row over a relation by its key. */
export type OverRelation = (relation: Field, value: string) => string;

/** `estate: { companyId: value }` over relations; a column that is no property is named by the relation over it. */
export function conditionOf(path: readonly string[], value: string, model: Model, { catalog }: Pick<FileFacts, "catalog">, overRelation: OverRelation): Condition {
  const [first = "", ...rest] = path;
  const next = model.fields.get(first)?.relation?.model;
  if (rest.length > 0) {
    const target = next === undefined ? undefined : catalog.models.get(next);
    return { first, text: `${first}: { ${conditionOf(rest, value, target ?? model, { catalog }, overRelation).text} }` };
  }
  const over = relationOver(model, first);
  return over ? { first: over.name, text: overRelation(over, value) } : { first, text: propertyText(first, value) };
}

/** True where a relation is told by a column's name alone, so that no query can name it. */
export function isUndeclared([first = "", ...rest]: readonly string[], model: Model, file: FileFacts): boolean {
  const field = model.fields.get(first);
  const target = field?.relation && file.catalog.models.get(field.relation.model);
  return rest.length > 0 && (field?.hidden === true || (target !== undefined && isUndeclared(rest, target, file)));
}

/** The relation that stands for a column which is no property of the class. */
export function relationOver({ fields }: Model, column: string): Field | undefined {
  if (!fields.get(column)?.hidden) return undefined;
  return [...fields.values()].find(({ relation, hidden }) => hidden !== true && relation?.columns.length === 1 && relation.columns[0] === column);
}

export function intoOptions(access: Access, condition: Condition, offset: number, file: FileFacts): readonly TextEdit[] | Refusal {
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
  if (node.arguments.length === offset) return [appended(node, `{ where: { ${condition.text} } }`)];
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

/** Where the filter stands among the arguments: behind those that name the entity. */
export interface Place {
  readonly offset: number;
  readonly at: number;
}

export function intoWhere(access: Access, condition: Condition, model: Model, place: Place, file: FileFacts): readonly TextEdit[] | Refusal {
  const { node } = access;
  const where = literalOf(access.places.filter);
  if (where) return insert(where, condition, file);
  if (node.type !== "CallExpression") return { refused: "The filter is not written in the call itself." };
  const { offset, at: position } = place;
  const at = node.arguments[offset + position];
  if (!at) return node.arguments.length === offset ? [appended(node, `{ ${condition.text} }`)] : { refused: "The filter is not written in the call itself." };
  if (at.type === "ArrayExpression" && at.elements.some((element) => element?.type === "ObjectExpression")) return intoBranches(at, condition, file);
  const [key] = model.id;
  const isKey = access.filter?.kind === "equals" && access.filter.column === key && model.id.length === 1;
  if (isKey && /^(?:Identifier|MemberExpression|Literal|TemplateLiteral)$/.test(at.type)) return [{ range: at.range, text: `{ ${propertyText(key, file.textOf(at))}, ${condition.text} }` }];
  return { refused: "The filter is not an object literal in the call itself." };
}

/** How many arguments stand before the method's own: a manager's call names the entity first. */
export function entityArguments({ arguments: given }: TSESTree.CallExpression, access: Access, { catalog }: FileFacts): number {
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
