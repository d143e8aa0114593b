import type { Node } from "../syntax/source-file.ts";

/**
 * Where a function stands in its file, by the names around it: `PlotController.get`, `findPlot`, `default`. It stays the same while
 * the file is edited elsewhere; undefined for a function inside another one.
 */
export function addressOf(fn: Node): string | undefined {
  const names: string[] = fn.type === "FunctionDeclaration" && fn.id ? [fn.id.name] : [];
  for (let at = fn; at.parent; at = at.parent) {
    const name = nameFrom(at, at.parent);
    if (name === undefined) return undefined;
    names.unshift(...name);
  }
  return names.length > 0 ? names.join(".") : undefined;
}

/** The name that a step outwards adds, or none; undefined where it leads into another function's body, or anywhere else. */
function nameFrom(node: Node, parent: Node): readonly string[] | undefined {
  switch (parent.type) {
    case "VariableDeclarator":
      return parent.id.type === "Identifier" ? [parent.id.name] : undefined;
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return !parent.computed && parent.key.type === "Identifier" && parent.value === node ? [parent.key.name] : undefined;
    case "ClassBody":
      return [parent.parent.id?.name ?? "default"];
    case "AssignmentExpression":
      return namesOf(parent.left);
    case "ExportDefaultDeclaration":
      return ["default"];
    case "CallExpression":
      return parent.callee === node ? undefined : [];
    case "ArrowFunctionExpression":
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "BlockStatement":
      return undefined;
    default:
      return [];
  }
}

/** `exports.find` and `module.exports` have their names as they are written. */
function namesOf(node: Node): readonly string[] | undefined {
  if (node.type === "Identifier") return [node.name];
  if (node.type !== "MemberExpression" || node.computed || node.property.type !== "Identifier") return undefined;
  const before = namesOf(node.object);
  return before && [...before, node.property.name];
}
