import type { TSESTree } from "@typescript-eslint/types";
import { callOf } from "../../adapters/calls.ts";
import { decorationsOf } from "../../frameworks/parts/decorators.ts";
import type { Node } from "../../syntax/source-file.ts";
import { nameOfValue, reference } from "../make-value.ts";
import type { Value } from "../value.ts";
import { evaluate } from "./expressions.ts";
import { propertyKey } from "./patterns.ts";
import type { Run } from "./run.ts";

/** What a token says, where that can be seen, else what it is called: a text, a symbol, a class. The catalog names those that modules provide likewise. */
export function tokenOf(run: Run, node: Node): string | undefined {
  const value = evaluate(run, node);
  const said = saidBy(run.facts.imported(value) ?? value);
  return said ?? (node.type === "Identifier" || node.type === "MemberExpression" ? (nameOfValue(value) ?? nameOf(node)) : undefined);
}

/** `"DB"` and `Symbol("DB")`. */
function saidBy(value: Value): string | undefined {
  const made = callOf(value);
  const isSymbol = made?.callee.kind === "reference" && made.callee.root.kind === "global" && made.callee.root.name === "Symbol";
  const text = isSymbol ? made.args[0] : value;
  return text?.kind === "constant" && typeof text.value === "string" ? text.value : undefined;
}

function nameOf(node: TSESTree.Identifier | TSESTree.MemberExpression): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.property.type === "Identifier" ? node.property.name : undefined;
}

/** The token by which a container fills a field of a class, or what its constructor is given under that name: `@Inject(DB)`, else the type. */
export function tokenOfField(run: Run, { body }: TSESTree.ClassDeclaration | TSESTree.ClassExpression, field: string): string | undefined {
  for (const member of body.body) {
    if (member.type === "PropertyDefinition" && propertyKey(run, member) === field) return tokenIn(run, member);
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
    const parameter = member.value.params.find((one) => plainName(one) === field);
    if (parameter) return tokenIn(run, parameter) ?? run.facts.declaredType(reference({ kind: "this", id: "this", owner: body.parent }, [field]));
  }
  return undefined;
}

function tokenIn(run: Run, bearer: TSESTree.PropertyDefinition | TSESTree.Parameter): string | undefined {
  const [token] = decorationsOf(bearer).find(({ name }) => name === "Inject")?.args ?? [];
  return token && tokenOf(run, token);
}

function plainName(parameter: Node): string | undefined {
  if (parameter.type === "TSParameterProperty") return plainName(parameter.parameter);
  if (parameter.type === "AssignmentPattern") return plainName(parameter.left);
  return parameter.type === "Identifier" ? parameter.name : undefined;
}
