import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";

/** One call of a chain such as `uuid("id").notNull()`. */
export interface ChainCall {
  readonly name: string;
  readonly args: readonly Node[];
  readonly node: TSESTree.CallExpression;
}

/** The calls of a chain, first one first, and what the first is called on; undefined for what is no call. */
export function chainOf(node: Node | undefined): { readonly calls: readonly ChainCall[]; readonly head: Node | undefined } | undefined {
  const calls: ChainCall[] = [];
  let at = plain(node);
  while (at?.type === "CallExpression") {
    const callee = plain(at.callee);
    const name = nameOfCallee(callee);
    if (name === undefined) break;
    calls.unshift({ name, args: at.arguments, node: at });
    at = callee?.type === "MemberExpression" ? plain(callee.object) : undefined;
  }
  return calls.length > 0 ? { calls, head: at } : undefined;
}

export function nameOfCallee(callee: Node | undefined): string | undefined {
  if (callee?.type === "Identifier") return callee.name;
  return callee?.type === "MemberExpression" && callee.property.type === "Identifier" && !callee.computed ? callee.property.name : undefined;
}

/** A node without casts. */
export function plain(node: Node | null | undefined): Node | undefined {
  switch (node?.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return plain(node.expression);
    default:
      return node ?? undefined;
  }
}

/** What a function returns, where it does nothing else. */
export function returned(node: Node | undefined): Node | undefined {
  const fn = plain(node);
  if (fn?.type !== "ArrowFunctionExpression" && fn?.type !== "FunctionExpression" && fn?.type !== "FunctionDeclaration") return undefined;
  if (fn.body.type !== "BlockStatement") return plain(fn.body);
  const last = fn.body.body.at(-1);
  return last?.type === "ReturnStatement" ? plain(last.argument) : undefined;
}

/** Plain properties of an object literal; spreads are left out. */
export function propertiesOf(node: Node | undefined): readonly { readonly key: string; readonly value: Node }[] {
  const object = plain(node);
  if (object?.type !== "ObjectExpression") return [];
  return object.properties.flatMap((property) => {
    const key = property.type === "Property" ? keyOf(property) : undefined;
    return property.type === "Property" && key !== undefined ? [{ key, value: property.value }] : [];
  });
}

export function keyOf(property: TSESTree.Property): string | undefined {
  if (property.computed) return undefined;
  return property.key.type === "Identifier" ? property.key.name : String(property.key.value);
}

export function property(node: Node | undefined, key: string): Node | undefined {
  return propertiesOf(node).find((one) => one.key === key)?.value;
}

export function stringOf(node: Node | undefined): string | undefined {
  const value = plain(node);
  if (value?.type === "Literal") return typeof value.value === "string" ? value.value : undefined;
  return value?.type === "TemplateLiteral" && value.expressions.length === 0 ? (value.quasis[0]?.value.cooked ?? undefined) : undefined;
}

export function elementsOf(node: Node | undefined): readonly Node[] {
  const list = plain(node);
  return list?.type === "ArrayExpression" ? list.elements.flatMap((element) => element ?? []) : [];
}

/** The names of a chain of properties: `["schema", "companies", "id"]`. */
export function pathOf(node: Node | undefined): readonly string[] | undefined {
  const at = plain(node);
  if (at?.type === "Identifier") return [at.name];
  if (at?.type !== "MemberExpression") return undefined;
  const key = at.computed ? stringOf(at.property) : at.property.type === "Identifier" ? at.property.name : undefined;
  const before = pathOf(at.object);
  return before && key !== undefined ? [...before, key] : undefined;
}

/** The column that an expression in an index or a key names: `t.companyId`, `t.companyId.asc()`. */
export function columnIn(node: Node | undefined): string | undefined {
  const path = pathOf(node);
  if (path) return path.length > 1 ? path.at(-1) : undefined;
  const chain = chainOf(node);
  return chain?.head && columnIn(chain.head);
}

/** What a literal says; undefined for everything else, absence included. */
export function isTrue(node: Node | undefined): boolean | undefined {
  const at = plain(node);
  return at?.type === "Literal" ? Boolean(at.value) : undefined;
}
