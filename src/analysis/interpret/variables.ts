import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import type { Node, SourceFile } from "../../syntax/source-file.ts";
import { isExported } from "../../syntax/exported.ts";
import { reference, unknown } from "../make-value.ts";
import type { Value } from "../value.ts";
import { withParts } from "./hanging-parts.ts";
import type { Run } from "./run.ts";

/** The variable of every identifier that reads, writes or declares one. */
export function variablesOf(file: SourceFile): ReadonlyMap<Node, Variable> {
  const variables = new Map<Node, Variable>();
  for (const scope of file.scopes.scopes) {
    for (const variable of scope.variables) for (const identifier of variable.identifiers) variables.set(identifier, variable);
    for (const use of scope.references) if (use.resolved) variables.set(use.identifier, use.resolved);
  }
  return variables;
}

/** What a name stands for at this point: its value when one was bound, else where it comes from. */
export function valueOfVariable(run: Run, node: TSESTree.Identifier): Value {
  const variable = run.variables.get(node);
  if (!variable) return reference({ kind: "global", id: `global ${node.name}`, name: node.name }, [], node);
  const bound = run.state.variables.get(variable);
  if (bound) return located(run, bound, node);
  const [definition] = variable.defs;
  if (definition?.type === "ImportBinding") return importedValue(definition.node, node) ?? unknown("an import", node);
  if (!definition) return reference({ kind: "global", id: `global ${node.name}`, name: node.name }, [], node);
  return reference({ kind: "opaque", id: `opaque ${variable.name}@${String(definition.name.range[0])}`, node }, [], node);
}

/** The same value, as written here. Objects, lists and functions stay what they are: edits go to their literals. */
function located(run: Run, value: Value, node: Node): Value {
  const here = value.kind === "reference" ? { ...value, node } : withParts(run.state, value);
  const outcome = here === value ? undefined : run.outcomes.get(value);
  if (outcome) run.outcomes.set(here, outcome);
  return here;
}

function importedValue(specifier: Node, node: Node): Value | undefined {
  const declaration = specifier.parent;
  if (declaration?.type !== "ImportDeclaration") return undefined;
  const source = declaration.source.value;
  const name = specifier.type === "ImportSpecifier" ? importedName(specifier) : specifier.type === "ImportDefaultSpecifier" ? "default" : "*";
  return reference({ kind: "import", id: `import ${source} ${name}`, source, name }, [], node);
}

function importedName(specifier: TSESTree.ImportSpecifier): string {
  return specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value;
}

/** The function of this file that a call names and that nothing else does: no other call, no export, no list of handlers. */
export function calledHereAlone(run: Run, call: Node): Node | undefined {
  if (call.type !== "CallExpression" || call.callee.type !== "Identifier") return undefined;
  const variable = run.variables.get(call.callee);
  const [definition, ...more] = variable?.defs ?? [];
  if (!variable || !definition || more.length > 0 || variable.references.filter((use) => use.isRead()).length !== 1) return undefined;
  const { node } = definition;
  if (node.type === "FunctionDeclaration") return isExported(node) ? undefined : node;
  return node.type === "VariableDeclarator" && !isExported(node.parent) ? (node.init ?? undefined) : undefined;
}
