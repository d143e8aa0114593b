import type { Node } from "../../syntax/source-file.ts";
import { reference, unknown } from "../make-value.ts";
import type { Value } from "../value.ts";
import { classNamed } from "./classes.ts";
import { evaluate } from "./expressions.ts";
import type { Run } from "./run.ts";
import type { Holder } from "./state.ts";

/** What `this` is: what the function around was called on where that is known, else the object that it is a method of, or one of the class around. */
export function thisOf(run: Run, node: Node): Value {
  const fn = enclosingFunction(node);
  const given = fn && run.state.variables.get(fn);
  if (given) return given.kind === "reference" ? { ...given, node } : given;
  const name = fn && nameOfObject(fn);
  if (name) return evaluate(run, name);
  const owner = enclosingClass(node);
  return reference({ kind: "this", id: `this@${String(owner?.range[0])}`, owner }, [], node);
}

/** The constant that an object is kept in, of a method of it: `const plots = { async find() { … } }`. */
function nameOfObject({ parent: property }: Node): Node | undefined {
  const object = property?.type === "Property" ? property.parent : undefined;
  const kept = object?.parent;
  return kept?.type === "VariableDeclarator" && kept.init === object && kept.id.type === "Identifier" ? kept.id : undefined;
}

/** The class that `super` means, as far as its methods are called: one of this file like `this`, one of another by its name. */
export function superOf(run: Run, node: Node): Value {
  const owner = enclosingClass(node);
  const base = owner?.type === "ClassDeclaration" || owner?.type === "ClassExpression" ? owner.superClass : undefined;
  const own = base?.type === "Identifier" ? classNamed(run, base.name) : undefined;
  if (own) return reference({ kind: "this", id: `this@${String(owner?.range[0])} super`, owner: own }, [], node);
  return base?.type === "Identifier" ? evaluate(run, base) : unknown("a base class", node);
}

/** The function whose `this` a node means. */
export function enclosingFunction(node: Node): (Holder & Node) | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.type === "FunctionDeclaration" || at.type === "FunctionExpression") return at;
  return undefined;
}

/** The class that a node stands in. */
export function enclosingClass(node: Node): Node | undefined {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type === "ClassDeclaration" || at.type === "ClassExpression") return at;
  }
  return undefined;
}
