import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Run } from "./run.ts";

/** They follow from the tree alone. */
const known = new WeakMap<FunctionNode, readonly boolean[]>();

/** For each parameter, whether a function does nothing with it but give it back, waited for or with another answer where it fails: `async (rows) => rows.catch(() => [])`. */
export function givenBack(run: Run, fn: FunctionNode): readonly boolean[] {
  const all = known.get(fn) ?? fn.params.map((parameter) => parameter.type === "Identifier" && isGivenOn(run, parameter, fn));
  known.set(fn, all);
  return all;
}

function isGivenOn(run: Run, name: Node, fn: FunctionNode): boolean {
  const variable = run.variables.get(name);
  return variable !== undefined && variable.references.every(({ identifier, init, from }) => init === true || (from.variableScope.block === fn && goesOut(run, identifier, fn)));
}

/** True where what an expression gives goes nowhere but into what the function returns. */
function goesOut(run: Run, node: Node, fn: FunctionNode): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
    case "ChainExpression":
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "Property":
    case "ObjectExpression":
    case "ArrayExpression":
      return goesOut(run, parent, fn);
    case "MemberExpression":
      return isFallback(parent) && goesOut(run, parent.parent, fn);
    case "VariableDeclarator":
      return parent.id.type === "Identifier" && isGivenOn(run, parent.id, fn);
    case "ReturnStatement":
      return true;
    case "ArrowFunctionExpression":
      return parent === fn;
    default:
      return false;
  }
}

/** `rows.catch(() => [])` */
function isFallback({ parent, property, computed }: Extract<Node, { type: "MemberExpression" }>): boolean {
  return !computed && property.type === "Identifier" && /^(?:catch|finally)$/.test(property.name) && parent.type === "CallExpression";
}
