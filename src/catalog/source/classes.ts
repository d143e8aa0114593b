import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import type { Module } from "./modules.ts";
import { plain } from "./syntax.ts";

/** A decorator, with the name it is exported under. */
export interface Decorator {
  readonly name: string;
  readonly args: readonly Node[];
  /** Module it is imported from; undefined where the file declares it. */
  readonly source: string | undefined;
}

/** A property of a class that bears decorators. */
export interface Member {
  readonly name: string;
  readonly decorators: readonly Decorator[];
  readonly type: TSESTree.TypeNode | undefined;
  /** True for `name?: string`. */
  readonly optional: boolean;
}

export interface DeclaredClass {
  readonly name: string;
  /** The class that it extends, as its own module calls it. */
  readonly base: string | undefined;
  readonly decorators: readonly Decorator[];
  readonly members: readonly Member[];
  readonly module: Module;
  readonly line: number;
}

export function classesIn(module: Module): readonly DeclaredClass[] {
  return [...module.types.values()].flatMap((node) => (node.type === "ClassDeclaration" ? [classOf(node, module)] : []));
}

export function classOf(node: TSESTree.ClassDeclaration, module: Module): DeclaredClass {
  const members = node.body.body.flatMap((member): Member[] => {
    if (member.type !== "PropertyDefinition" || member.computed || member.decorators.length === 0) return [];
    const name = member.key.type === "Identifier" ? member.key.name : member.key.type === "Literal" ? String(member.key.value) : undefined;
    return name === undefined ? [] : [{ name, decorators: decoratorsOf(member.decorators, module), type: member.typeAnnotation?.typeAnnotation, optional: member.optional }];
  });
  return { name: node.id?.name ?? "default", base: baseOf(node.superClass), decorators: decoratorsOf(node.decorators, module), members, module, line: module.lineOf(node) };
}

/** The class behind `extends`, also where a mixin is given it: `extends Owned(Base)`. */
function baseOf(node: Node | null): string | undefined {
  const at = plain(node);
  if (at?.type === "Identifier") return at.name;
  if (at?.type === "MemberExpression" && at.property.type === "Identifier") return at.property.name;
  return at?.type === "CallExpression" ? baseOf(at.arguments[0] ?? null) : undefined;
}

function decoratorsOf(decorators: readonly TSESTree.Decorator[], { imported }: Module): readonly Decorator[] {
  return decorators.flatMap(({ expression }): Decorator[] => {
    const call = expression.type === "CallExpression" ? expression : undefined;
    const callee = call?.callee ?? expression;
    const local = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" && callee.property.type === "Identifier" ? callee.property.name : undefined;
    if (local === undefined) return [];
    const from = imported.get(callee.type === "MemberExpression" && callee.object.type === "Identifier" ? callee.object.name : local);
    return [{ name: callee.type === "Identifier" && from ? from.name : local, args: call?.arguments ?? [], source: from?.source }];
  });
}
