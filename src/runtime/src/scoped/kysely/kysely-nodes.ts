import { isObject, mapValues } from "../../values.ts";
import type { OwnedTable } from "./kysely-sources.ts";

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

const identifier = (name: string): KyselyNode => ({ kind: "IdentifierNode", name });

export const columnNode = (name: string): KyselyNode => ({ kind: "ColumnNode", column: identifier(name) });

const rawNode = (sqlFragments: readonly string[], ...parameters: readonly unknown[]): KyselyNode => ({ kind: "RawNode", sqlFragments, parameters });

/** That rows of these tables are the tenant's, and what was there before: in parentheses, so that an OR in it stays by itself, and last, so that a comment cannot hide them. */
export function allOf(owned: readonly OwnedTable[], before: unknown): KyselyNode {
  const conditions = owned.map(({ reference, key, tenant }) => rawNode(["", ".", " = ", ""], reference, identifier(key), valueNode(tenant)));
  return [...conditions, before].filter(isNode).reduce((left, right) => rawNode(["", " and (", ")"], left, right));
}

/** The name in an identifier, a column, a table or a reference to one; undefined for what is none of them. */
export function nameOf(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  return typeof node["name"] === "string" ? node["name"] : nameOf(node["column"] ?? node["identifier"] ?? node["table"]);
}
