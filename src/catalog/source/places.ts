import type { TSESTree } from "@typescript-eslint/types";
import { childrenOf } from "../../syntax/children.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Module } from "./modules.ts";
import { plain } from "./syntax.ts";

export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** The calls and the classes of a module, wherever they stand: factories declare models inside functions. */
export interface Places {
  readonly calls: readonly TSESTree.CallExpression[];
  readonly made: readonly TSESTree.NewExpression[];
  readonly classes: readonly ClassNode[];
}

export function placesIn({ body }: Module): Places {
  const calls: TSESTree.CallExpression[] = [];
  const made: TSESTree.NewExpression[] = [];
  const classes: ClassNode[] = [];
  const visit = (node: Node): void => {
    if (node.type === "CallExpression") calls.push(node);
    if (node.type === "NewExpression") made.push(node);
    if (node.type === "ClassDeclaration" || node.type === "ClassExpression") classes.push(node);
    for (const child of childrenOf(node)) visit(child);
  };
  for (const node of body) visit(node);
  return { calls, made, classes };
}

/** The class whose `this` a node may name. */
function classAround(node: Node): string | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.type === "ClassDeclaration" || at.type === "ClassExpression") return nameOfClass(at);
  return undefined;
}

export function nameOfClass(node: ClassNode): string | undefined {
  return node.id?.name ?? heldBy(node);
}

/** The name under which a value is kept: of a variable, or of a property that is set to it. */
export function heldBy(node: Node): string | undefined {
  const { parent } = node;
  if (parent?.type === "TSAsExpression" || parent?.type === "TSSatisfiesExpression" || parent?.type === "TSNonNullExpression") return heldBy(parent);
  if (parent?.type === "VariableDeclarator") return parent.id.type === "Identifier" ? parent.id.name : undefined;
  if (parent?.type === "Property" && parent.key.type === "Identifier" && !parent.computed) return parent.key.name;
  if (parent?.type !== "AssignmentExpression" || parent.right !== node) return undefined;
  const left = plain(parent.left);
  if (left?.type === "Identifier") return left.name;
  const key = left?.type === "MemberExpression" && left.property.type === "Identifier" && !left.computed ? left.property.name : undefined;
  return key === "exports" ? undefined : key;
}

/** The model that an expression names: `Plot`, `models.Plot`, `this` in its class, `() => Plot`. */
export function modelNameOf(node: Node | undefined): string | undefined {
  const at = plain(node);
  switch (at?.type) {
    case "Identifier":
      return at.name;
    case "ThisExpression":
    case "Super":
      return classAround(at);
    case "MemberExpression":
      return at.computed ? literalText(at.property) : at.property.type === "Identifier" ? at.property.name : undefined;
    case "Literal":
      return literalText(at);
    case "ArrowFunctionExpression":
      return at.body.type === "BlockStatement" ? undefined : modelNameOf(at.body);
    case "CallExpression":
      return at.callee.type === "MemberExpression" && at.callee.property.type === "Identifier" && at.callee.property.name === "model" ? modelNameOf(at.arguments[0]) : undefined;
    default:
      return undefined;
  }
}

function literalText(node: Node): string | undefined {
  return node.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}
