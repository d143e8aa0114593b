import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { isPropagator } from "../../frameworks/fallback-names.ts";
import { childrenOf } from "../../syntax/children.ts";
import { contains } from "../../syntax/contains.ts";
import { findVariable } from "../../syntax/declared-before.ts";
import type { Node, Range, SourceFile, TextEdit } from "../../syntax/source-file.ts";

/**
 * Removes what only the text in `gone` used, and the expressions in `kept` do not: constants, functions and imports, as long as making
 * them has no effect. `reads` are queries that may be left out.
 */
export function removeUnused(gone: readonly Range[], kept: string, reads: ReadonlySet<Node>, file: SourceFile): readonly TextEdit[] {
  const names = new Set(kept.match(/[\w$]+/g));
  const ranges = [...gone];
  const removed = new Map<Node, TextEdit>();
  for (let found = true; found; ) {
    found = false;
    for (const statement of declarationsIn(file)) {
      if (removed.has(statement) || variablesOf(statement, file).some(({ name }) => names.has(name)) || !isUnused(statement, ranges, reads, file)) continue;
      ranges.push(statement.range);
      removed.set(statement, removal(statement, file));
      found = true;
    }
  }
  return [...removed.values()];
}

type Declaration = TSESTree.VariableDeclaration | TSESTree.FunctionDeclaration | TSESTree.ImportDeclaration;

function declarationsIn({ scopes }: SourceFile): readonly Declaration[] {
  const nodes = scopes.scopes.flatMap((scope) => scope.variables).flatMap(({ defs }) => defs.map(({ node, parent }): Node | null | undefined => (node.type === "FunctionDeclaration" ? node : parent)));
  return [...new Set(nodes)].filter((node): node is Declaration => node?.type === "VariableDeclaration" || node?.type === "FunctionDeclaration" || node?.type === "ImportDeclaration");
}

function isUnused(statement: Declaration, gone: readonly Range[], reads: ReadonlySet<Node>, file: SourceFile): boolean {
  const within = (node: Node): boolean => gone.some((range) => contains({ range }, node));
  if (within(statement) || statement.parent.type.startsWith("Export") || holdsComment(statement, file)) return false;
  if (statement.type === "VariableDeclaration" && (statement.declarations.length !== 1 || statement.parent.type.startsWith("For") || !statement.declarations.every(({ init }) => init && isHarmless(init, reads, file)))) return false;
  const variables = variablesOf(statement, file);
  const uses = variables.flatMap((variable) => variable.references.filter((use) => !use.init).map(({ identifier }): Node => identifier));
  return uses.length > 0 && uses.every((use) => within(use) || contains(statement, use)) && uses.some(within);
}

function variablesOf(statement: Declaration, { scopes }: SourceFile): readonly Variable[] {
  return scopes.scopes.flatMap((scope) => scope.variables).filter(({ defs }) => defs.some(({ node, parent }) => node === statement || parent === statement));
}

/** Names, operators, queries of `reads`, functions of the file and methods that only change the form of a value. */
function isHarmless(node: Node, reads: ReadonlySet<Node>, file: SourceFile): boolean {
  if (/^(?:Assignment|Update|New|Yield|TaggedTemplate|Import)Expression$/.test(node.type)) return false;
  if (node.type === "ArrowFunctionExpression" || node.type === "FunctionExpression") return true;
  if (node.type === "CallExpression" && !reads.has(node) && !isPlainCall(node, file)) return false;
  if (reads.has(node)) return true;
  return childrenOf(node).every((child) => isHarmless(child, reads, file));
}

function isPlainCall({ callee }: TSESTree.CallExpression, file: SourceFile): boolean {
  if (callee.type === "Identifier") return isPropagator(callee.name) || findVariable(callee.name, callee, file)?.defs[0]?.type === "FunctionName";
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
  return isPropagator(callee.property.name) || /^(?:map|filter|at|charAt|max|min)$/.test(callee.property.name);
}

function holdsComment(statement: Node, { program }: SourceFile): boolean {
  return (program.comments ?? []).some((comment) => contains(statement, comment));
}

/** The statement with the rest of its lines, where nothing else stands on them. */
function removal({ range: [start, end] }: Node, { text }: SourceFile): TextEdit {
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const rest = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end))?.[0];
  if (text.slice(lineStart, start).trim() !== "" || rest === undefined) return { range: [start, end], text: "" };
  const isBetweenBlanks = /(?:^|\n)[ \t]*\r?\n$/.test(text.slice(0, lineStart));
  const blank = isBetweenBlanks ? (/^[ \t]*\r?\n/.exec(text.slice(end + rest.length))?.[0].length ?? 0) : 0;
  return { range: [lineStart, end + rest.length + blank], text: "" };
}
