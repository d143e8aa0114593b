import type { Variable } from "@typescript-eslint/scope-manager";
import type { Node, SourceFile } from "./source-file.ts";

/** True when the name that an expression such as `company.id` starts with is declared, and set, before a node. */
export function isDeclaredBefore(expression: string, node: Node, file: SourceFile): boolean {
  const [name] = /^[\w$]+/.exec(expression) ?? [];
  if (name === undefined || name === "this") return name === "this";
  const variable = findVariable(name, node, file);
  return variable?.defs.some((definition) => definition.node.range[1] <= node.range[0] || definition.type === "Parameter") ?? false;
}

/** The variable that a name means at a node; undefined for globals. */
export function findVariable(name: string, node: Node, file: SourceFile): Variable | undefined {
  for (let at: Node | undefined = node; at; at = at.parent) {
    const variable = file.scopes.acquire(at, true)?.set.get(name);
    if (variable) return variable;
  }
  return undefined;
}
