import type { Node } from "../../syntax/source-file.ts";
import type { Module } from "../source/modules.ts";
import { plain } from "../source/syntax.ts";

/** `new EntitySchema({ … })` and the constant that holds it. */
export interface DeclaredSchemaObject {
  readonly variable: string | undefined;
  readonly options: Node;
  readonly file: string;
  readonly line: number;
}

export function schemaObjectsIn(module: Module): readonly DeclaredSchemaObject[] {
  const held = [...module.declared].flatMap(([variable, node]) => schemaObject(node, variable === "default" ? undefined : variable, module));
  return [...held, ...module.statements.flatMap((node) => (node.type === "AssignmentExpression" ? schemaObject(node.right, undefined, module) : []))];
}

function schemaObject(node: Node, variable: string | undefined, module: Module): readonly DeclaredSchemaObject[] {
  const at = plain(node);
  const [options] = at?.type === "NewExpression" && at.callee.type === "Identifier" && at.callee.name === "EntitySchema" ? at.arguments : [];
  return at && options ? [{ variable, options, file: module.file, line: module.lineOf(at) }] : [];
}
