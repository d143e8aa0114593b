import type { TSESTree } from "@typescript-eslint/types";
import { declarationOf } from "../../syntax/exported.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Call } from "../call.ts";
import type { FileFacts } from "../file-facts.ts";
import type { FunctionValue } from "../value.ts";
import { evaluate } from "./expressions.ts";
import { makeFunction, type Closure } from "./functions.ts";
import { propertyKey } from "./patterns.ts";
import type { Run } from "./run.ts";
import { executeAll } from "./statements.ts";
import { State } from "./state.ts";

/** A file whose classes are looked for by their names. */
interface InFile {
  readonly facts: Pick<FileFacts, "file">;
}

/** Makes the functions of a class, and runs what stands in it beside them. */
export function walkClass(run: Run, node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): void {
  for (const member of node.body.body) {
    if (member.type === "MethodDefinition" && member.value.type === "FunctionExpression") makeFunction(run, member.value);
    else if (member.type === "PropertyDefinition" && member.value) evaluate(run, member.value);
    else if (member.type === "StaticBlock") executeAll(run, member.body);
  }
}

/** The method that `this.method()` calls on the enclosing class, or `service.method()` and `Service.method()` on another class of the file. */
export function methodOf(run: Run, { callee, receiver, method }: Call): FunctionValue | undefined {
  if (callee.kind !== "reference" || method === undefined) return undefined;
  const { root, path } = callee;
  if (root.kind === "this" && path.length === 1) return methodOfClass(run, root.owner, method);
  const named = root.kind === "opaque" && path.length === 1 && root.node.type === "Identifier" ? classNamed(run, root.node.name) : undefined;
  if (named) return methodOfClass(run, named, method);
  const type = receiver && run.facts.declaredType(receiver);
  return type === undefined ? undefined : methodOfClass(run, classNamed(run, type), method);
}

/** A class that the file declares at its top. */
export function classNamed(run: InFile, name: string): TSESTree.ClassDeclaration | undefined {
  for (const statement of run.facts.file.program.body) {
    const declared = declarationOf(statement);
    if (declared?.type === "ClassDeclaration" && declared.id?.name === name) return declared;
  }
  return undefined;
}

/** A class and those it extends, as far as this file declares them. */
export function* lineageOf(run: InFile, owner: Node | undefined): Iterable<TSESTree.ClassDeclaration | TSESTree.ClassExpression> {
  const seen = new Set<Node>();
  for (let at = owner; (at?.type === "ClassDeclaration" || at?.type === "ClassExpression") && !seen.has(at); at = at.superClass?.type === "Identifier" ? classNamed(run, at.superClass.name) : undefined) {
    seen.add(at);
    yield at;
  }
}

/** A method of a class or of one it extends, by its name. */
export function methodOfClass(run: Run, owner: Node | undefined, name: string): FunctionValue | undefined {
  for (const one of lineageOf(run, owner)) {
    const found = ownMethod(run, one, name);
    if (found) return found;
  }
  return undefined;
}

function ownMethod(run: Run, owner: TSESTree.ClassDeclaration | TSESTree.ClassExpression, name: string): FunctionValue | undefined {
  const member = owner.body.body.find((one) => (one.type === "MethodDefinition" || one.type === "PropertyDefinition") && propertyKey(run, one) === name);
  if (member?.type !== "MethodDefinition" && member?.type !== "PropertyDefinition") return undefined;
  const fn = member.value;
  if (fn?.type !== "FunctionExpression" && fn?.type !== "ArrowFunctionExpression") return undefined;
  return { kind: "function", fn, closure: { state: new State(run.state.variables.fork()), frame: run.frame } satisfies Closure, node: fn };
}
