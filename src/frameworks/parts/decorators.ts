import type { TSESTree } from "@typescript-eslint/types";
import type { Shape } from "../../analysis/value.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { FunctionSite } from "../framework.ts";
import { namesIn } from "./names.ts";

/** A decorator's name and arguments: `UseGuards` with its guards. */
export interface Decoration {
  readonly name: string;
  readonly args: readonly Node[];
  /** What stands behind the `@`. */
  readonly expression: Node;
}

/** True for what bears decorators; a tree of ESLint's own parser has no list of them. */
export function isDecorated(node: { readonly decorators?: readonly TSESTree.Decorator[] } | undefined): boolean {
  return (node?.decorators ?? []).length > 0;
}

/** The decorators written on a class, method or parameter. */
export function decorationsOf(node: { readonly decorators?: readonly TSESTree.Decorator[] } | undefined): readonly Decoration[] {
  return (node?.decorators ?? []).flatMap(({ expression }) => {
    const name = namesIn(expression)?.at(-1);
    if (name === undefined) return [];
    return [{ name, args: expression.type === "CallExpression" ? expression.arguments : [], expression }];
  });
}

/** The decorators that hold for a method: guards of its class add to its own, any other of the same name gives way. */
export function decorationsOfRoute(owner: FunctionSite["owner"], onMethod: readonly Decoration[]): readonly Decoration[] {
  const own = new Set(onMethod.map(({ name }) => name));
  return [...decorationsOf(owner).filter(({ name }) => name.startsWith("Use") || !own.has(name)), ...onMethod];
}

/**
 * What decorated parameters carry: by the first decorator that the table knows, identity for a project's own decorator
 * (`@CurrentUser()`), nothing for a parameter without one.
 */
export function decoratedParameters(
  parameters: readonly TSESTree.Parameter[], table: Readonly<Record<string, Shape>>,
): readonly (Shape | undefined)[] {
  return parameters.map((parameter) => {
    const names = decorationsOf(parameter).map(({ name }) => name);
    if (names.length === 0) return undefined;
    const known = names.find((name) => Object.hasOwn(table, name));
    return known === undefined ? "identity" : table[known];
  });
}
