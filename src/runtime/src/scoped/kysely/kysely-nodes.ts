import { isObject, mapValues } from "../../values.ts";

/** A node of Kysely's query tree: plain frozen data, told apart by `kind`. */
export interface KyselyNode {
  readonly kind: string;
  readonly [part: string]: unknown;
}

export function isNode(value: unknown): value is KyselyNode {
  return isObject(value) && "kind" in value && typeof value.kind === "string";
}

/** The nodes in a list; none for what is no list. */
export function nodesIn(value: unknown): readonly KyselyNode[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The sources that a FROM lists; none for what is no FROM. */
export function fromsIn(from: unknown): readonly KyselyNode[] {
  return isNode(from) ? nodesIn(from["froms"]) : [];
}

/** The same node with every node in it changed. Values of parameters are left alone, whatever they look like. */
export function mapNode(node: KyselyNode, change: (child: KyselyNode) => KyselyNode): KyselyNode {
  if (node.kind === "ValueNode" || node.kind === "PrimitiveValueListNode") return node;
  const map = (value: unknown): unknown => (Array.isArray(value) ? value.map(map) : isNode(value) ? change(value) : value);
  return { kind: node.kind, ...mapValues(node, map) };
}

export const valueNode = (value: unknown): KyselyNode => ({ kind: "ValueNode", value });

export const columnNode = (name: string): KyselyNode => ({ kind: "ColumnNode", column: identifier(name) });

export const identifier = (name: string): KyselyNode => ({ kind: "IdentifierNode", name });

/** A column of a table that is named as the query names it. */
export const columnOf = (table: KyselyNode, column: string): KyselyNode => ({ kind: "ReferenceNode", table, column: columnNode(column) });

/** All conditions, and what was there before: in parentheses, so that an OR in it stays by itself, and last, so that a comment cannot hide them. */
export function allOf(conditions: readonly KyselyNode[], before: unknown): KyselyNode | undefined {
  const parts = isNode(before) ? [...conditions, { kind: "ParensNode", node: before }] : conditions;
  return parts.reduce<KyselyNode | undefined>((left, right) => (left === undefined ? right : { kind: "AndNode", left, right }), undefined);
}

/** `column = value`. */
export const equals = (leftOperand: KyselyNode, value: unknown): KyselyNode => ({
  kind: "BinaryOperationNode",
  leftOperand,
  operator: { kind: "OperatorNode", operator: "=" },
  rightOperand: valueNode(value),
});

/** The name in an identifier, a column, a table or a reference to one; undefined for what is none of them. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  return typeof node["name"] === "string" ? node["name"] : nameOf(node["column"] ?? node["identifier"] ?? node["table"]);
}
