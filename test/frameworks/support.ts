import { analyze } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { visitorKeys } from "@typescript-eslint/visitor-keys";
import { parseSync } from "oxc-parser";
import { sitesOf } from "../../src/analysis/function-site.ts";
import type { Value } from "../../src/analysis/value.ts";
import type { FunctionSite } from "../../src/frameworks/framework.ts";
import type { FunctionNode } from "../../src/syntax/functions.ts";
import type { Node } from "../../src/syntax/source-file.ts";

/** The sites of every function in a snippet, outer functions first, in source order. */
export function sitesIn(code: string, path = "src/file.ts"): readonly (readonly FunctionSite[])[] {
  const program = parse(code, path);
  const imports = new Set<string>();
  const origins = new Map<string, { source: string; name: string }>();
  for (const statement of program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    imports.add(statement.source.value);
    for (const specifier of statement.specifiers) {
      const name = specifier.type === "ImportSpecifier" ? (specifier.imported as TSESTree.Identifier).name : specifier.type === "ImportDefaultSpecifier" ? "default" : "*";
      origins.set(specifier.local.name, { source: statement.source.value, name });
    }
  }
  const scopes = analyze(program, { sourceType: "module" });
  const context = { path, imports, scopes, evaluate: (node: Node) => evaluate(node, origins) };
  return functionsIn(program).map((fn) => sitesOf(fn, context));
}

/** The sites of the one function whose text contains `mark`, innermost. */
export function sitesAt(code: string, mark: string, path?: string): readonly FunctionSite[] {
  const offset = code.indexOf(mark);
  const around = sitesIn(code, path).filter(([site]) => site && site.fn.range[0] <= offset && offset < site.fn.range[1]);
  const innermost = around.at(-1);
  if (offset < 0 || !innermost) throw new Error(`no function around ${mark}`);
  return innermost;
}

function parse(code: string, path: string): TSESTree.Program {
  const { program, errors } = parseSync(path, code, { range: true, astType: "ts", preserveParens: false });
  if (errors[0]) throw new Error(errors[0].message);
  const root = program as unknown as TSESTree.Program;
  visit(root, () => undefined);
  return root;
}

function functionsIn(program: TSESTree.Program): readonly FunctionNode[] {
  const found: FunctionNode[] = [];
  visit(program, (node) => {
    if (node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression") found.push(node);
  });
  return found;
}

function visit(node: Node, enter: (node: Node) => void): void {
  enter(node);
  for (const key of visitorKeys[node.type] ?? []) {
    const child = (node as unknown as Record<string, unknown>)[key];
    for (const one of (Array.isArray(child) ? child : [child]) as (Node | null | undefined)[]) {
      if (!one) continue;
      Object.assign(one, { parent: node });
      visit(one, enter);
    }
  }
}

/** A name and property reader: enough of the interpreter for recognising wrappers. */
function evaluate(node: Node, origins: ReadonlyMap<string, { source: string; name: string }>): Value {
  switch (node.type) {
    case "Literal":
      return { kind: "constant", value: node.value as string, node };
    case "Identifier": {
      const origin = origins.get(node.name);
      if (origin) return { kind: "reference", root: { kind: "import", id: node.name, ...origin }, path: [], node };
      return { kind: "reference", root: { kind: "global", id: node.name, name: node.name }, path: [], node };
    }
    case "MemberExpression": {
      const object = evaluate(node.object, origins);
      if (object.kind !== "reference" || node.property.type !== "Identifier") return { kind: "unknown", reason: "member", node };
      return { ...object, path: [...object.path, node.property.name], node };
    }
    case "CallExpression": {
      const callee = evaluate(node.callee, origins);
      const root = { kind: "call", id: String(node.range[0]), node, callee, args: [], construct: false, shape: undefined } as const;
      return { kind: "reference", root, path: [], node };
    }
    default:
      return { kind: "unknown", reason: node.type, node };
  }
}
