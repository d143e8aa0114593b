import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { findVariable } from "../syntax/declared-before.ts";
import type { Node, SourceFile } from "../syntax/source-file.ts";

/** The call that pads a number with zeros to three digits or more, somewhere in a pasted text; two digits are dates and times. */
export function paddedNumberIn(text: Node, file: SourceFile): TSESTree.CallExpression | undefined {
  const parts = partsOf(text);
  for (const [index, part] of parts.entries()) {
    const call = padding(part) ?? padding(initializerOf(part, file));
    if (call && !(isRemainder(call) && endsInPoint(parts[index - 1]))) return call;
  }
  return undefined;
}

/** `${whole}.${String(cents % 100).padStart(width, "0")}`: what is left of a division, behind a point, is a fraction. */
function isRemainder({ callee, arguments: given }: TSESTree.CallExpression): boolean {
  if (callee.type === "MemberExpression") return isRemainderOf(callee.object);
  return given.some(isRemainderOf);
}

function isRemainderOf(node: Node): boolean {
  return node.type === "CallExpression" ? isRemainder(node) : node.type === "BinaryExpression" && node.operator === "%";
}

function endsInPoint(part: Node | undefined): boolean {
  const written = part?.type === "TemplateElement" ? part.value.cooked : part?.type === "Literal" ? part.value : undefined;
  return typeof written === "string" && written.endsWith(".");
}

function partsOf(text: Node): readonly Node[] {
  if (text.type === "TemplateLiteral") return text.quasis.flatMap((quasi, index) => [quasi, ...text.expressions.slice(index, index + 1)]);
  if (text.type === "BinaryExpression" && text.operator === "+") return [...partsOf(text.left), ...partsOf(text.right)];
  return [text];
}

function padding(node: Node | undefined): TSESTree.CallExpression | undefined {
  if (node?.type !== "CallExpression" || node.callee.type !== "MemberExpression") return undefined;
  const { callee } = node;
  const [width, fill] = node.arguments;
  const isPadding = callee.property.type === "Identifier" && callee.property.name === "padStart" && fill?.type === "Literal" && fill.value === "0";
  if (!isPadding || (width?.type === "Literal" && Number(width.value) < 3) || isOtherBase(callee.object) || isKey(callee.object)) return undefined;
  return node;
}

/** `n.toString(16)` is a colour or a hash. */
function isOtherBase(node: Node): boolean {
  return node.type === "CallExpression" && node.callee.type === "MemberExpression" && node.callee.property.type === "Identifier" && node.callee.property.name === "toString" && node.arguments.length > 0;
}

/** `String(plotId)`: what a row is known by is one row's already; a `nextId` is somebody's own count. */
function isKey(node: Node): boolean {
  switch (node.type) {
    case "Identifier":
      return /(?:^i|_i|I)d$/.test(node.name) && !/^(?:next|new|last|max|prev|latest|highest)/.test(node.name);
    case "MemberExpression":
      return node.property.type === "Identifier" && (node.property.name === "toString" ? isKey(node.object) : !node.computed && isKey(node.property));
    case "CallExpression": {
      const [only, ...others] = node.arguments;
      if (node.callee.type === "MemberExpression") return isKey(node.callee);
      return node.callee.type === "Identifier" && node.callee.name === "String" && only !== undefined && others.length === 0 && isKey(only);
    }
    default:
      return false;
  }
}

/** What a constant was given where it was declared. */
function initializerOf(node: Node, file: SourceFile): Node | undefined {
  if (node.type !== "Identifier") return undefined;
  const variable: Variable | undefined = findVariable(node.name, node, file);
  const definition = variable?.defs[0]?.node;
  return definition?.type === "VariableDeclarator" && definition.parent.kind === "const" ? (definition.init ?? undefined) : undefined;
}
