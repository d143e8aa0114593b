import { createHash } from "node:crypto";
import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../syntax/source-file.ts";
import { callOf, type RuleFinding } from "./run-rules.ts";

/**
 * 16 hex digits for each finding of one file: the same when lines move or the call is laid out anew, another when its
 * rule, file, function, model or text changes. Findings alike in all of these are told apart by their order.
 */
export function fingerprintsOf(findings: readonly RuleFinding[], file: string, text: string): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, report, subject }) => {
    const call = callOf(subject);
    const identity = [rule, file, functionPath(call), report.model ?? "", report.operation, normalizedText(call, text)].join("\0");
    const ordinal = (seen.get(identity) ?? 0) + 1;
    seen.set(identity, ordinal);
    return createHash("sha256").update(`${identity}\0${ordinal}`).digest("hex").slice(0, 16);
  });
}

/** Source text of a node without comments, line breaks, trailing commas and the choice of quotes. */
function normalizedText(node: Node, text: string): string {
  const tokens = text.slice(node.range[0], node.range[1]).matchAll(
    /\/\/.*|\/\*[^]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\[^]|[^`\\])*`|[\p{L}\p{N}_$]+|\S/gu,
  );
  const kept = Array.from(tokens, ([token]) => token).filter((token) => !/^\/[/*]/.test(token));
  return kept.map(sameQuotes).join(" ").replace(/ , (?=[)\]}])/g, " ");
}

function sameQuotes(token: string): string {
  return /^'[^"\\]*'$/.test(token) ? `"${token.slice(1, -1)}"` : token;
}

/** Names of the functions and classes around a node, outermost first. */
function functionPath(node: Node): string {
  const names: string[] = [];
  for (let at = node.parent; at; at = at.parent) {
    const name = nameOf(at);
    if (name !== undefined) names.unshift(name);
  }
  return names.join(".");
}

function nameOf(node: Node): string | undefined {
  switch (node.type) {
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "ClassExpression":
      return node.id?.name ?? "default";
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return nameOfValue(node);
    default:
      return undefined;
  }
}

/** What an anonymous function is assigned to or passed to. */
function nameOfValue(node: TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression): string {
  const { parent } = node;
  switch (parent.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? parent.id.name : "";
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent.key.type === "Identifier" || parent.key.type === "PrivateIdentifier" ? parent.key.name : "";
    case "CallExpression":
      return `${calleeName(parent.callee)}()`;
    default:
      return "";
  }
}

function calleeName(callee: TSESTree.Expression): string {
  if (callee.type === "Identifier") return callee.name;
  return callee.type === "MemberExpression" && callee.property.type === "Identifier" ? callee.property.name : "";
}
