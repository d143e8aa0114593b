import type { TSESTree } from "@typescript-eslint/types";
import type { Node, TextEdit } from "./source-file.ts";
import { withoutCasts } from "./casts.ts";
import { contains } from "./contains.ts";

/** The object literal that a node is, under casts and parentheses. */
export function literalOf(node: Node | undefined): TSESTree.ObjectExpression | undefined {
  const literal = node && withoutCasts(node);
  return literal?.type === "ObjectExpression" ? literal : undefined;
}

/** The object literal that a node is, when it stands inside another node: changing it changes nothing elsewhere. */
export function literalWithin(outer: Node, node: Node | undefined): TSESTree.ObjectExpression | undefined {
  const literal = literalOf(node);
  return literal && contains(outer, literal) ? literal : undefined;
}

/** The property that a literal writes under a plain or quoted key. */
export function findProperty(literal: TSESTree.ObjectExpression, key: string): TSESTree.Property | undefined {
  return literal.properties.find((property): property is TSESTree.Property => {
    if (property.type !== "Property" || property.computed) return false;
    return property.key.type === "Identifier" ? property.key.name === key : property.key.value === key;
  });
}

export function hasSpread(literal: TSESTree.ObjectExpression): boolean {
  return literal.properties.some((property) => property.type === "SpreadElement");
}

/** `key: value`, or `key` alone where that means the same. */
export function propertyText(key: string, value: string): string {
  return key === value ? key : `${key}: ${value}`;
}

/**
 * Puts a property into an object literal: before the others, or behind them when a spread among them could override it.
 * Takes over the line breaks, indents and trailing commas that it finds.
 */
export function insertProperty(literal: TSESTree.ObjectExpression, property: string, source: string): TextEdit {
  const [first] = literal.properties;
  const last = literal.properties.at(-1);
  if (first === undefined || last === undefined) return insertIntoEmpty(literal, property, source);
  const gap = gapBefore(first, source);
  if (hasSpread(literal)) return { range: [last.range[1], last.range[1]], text: `,${gap}${property}` };
  const brace = literal.range[0] + 1;
  const isCommented = source.slice(brace, first.range[0]).trim() !== "";
  if (isCommented) return { range: [brace, brace], text: `${gap}${property},` };
  return { range: [first.range[0], first.range[0]], text: `${property},${gap}` };
}

/**
 * Makes the value of a property a literal that spreads what stood there, with one more property behind it: `where`
 * becomes `where: { ...where, companyId }`. Undefined for what cannot be spread.
 */
export function spreadInto(property: TSESTree.Property, added: string): readonly TextEdit[] | undefined {
  const { value } = property;
  if (!canSpread(value)) return undefined;
  const end = property.range[1];
  if (property.shorthand && value.type === "Identifier") return [{ range: [end, end], text: `: { ...${value.name}, ${added} }` }];
  const [open, close] = value.type === "ConditionalExpression" || value.type === "LogicalExpression" ? ["{ ...(", ")"] : ["{ ...", ""];
  return [{ range: [value.range[0], value.range[0]], text: open }, { range: [value.range[1], value.range[1]], text: `${close}, ${added} }` }];
}

function canSpread(value: Node): boolean {
  if (value.type === "Identifier") return value.name !== "undefined";
  return ["MemberExpression", "CallExpression", "AwaitExpression", "ConditionalExpression", "LogicalExpression", "ChainExpression"].includes(value.type);
}

function insertIntoEmpty(literal: TSESTree.ObjectExpression, property: string, source: string): TextEdit {
  const [start, end] = [literal.range[0] + 1, literal.range[1] - 1];
  const isBlank = source.slice(start, end).trim() === "";
  return isBlank ? { range: [start, end], text: ` ${property} ` } : { range: [start, start], text: ` ${property},` };
}

/** What stands between a property and the one before it: a line break with its indent, or a space. */
function gapBefore(property: Node, source: string): string {
  const before = source.slice(0, property.range[0]);
  return /\r?\n[ \t]*$/.exec(before)?.[0] ?? " ";
}
