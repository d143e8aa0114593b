import type { Shape } from "../../analysis/value.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { originAt, shapeAt } from "../shape.ts";
import { descendantsOf } from "./descendants.ts";
import { namesIn } from "./names.ts";
import { wordsOf } from "./words.ts";

/** What middleware leaves behind once it knows who is asking. */
const telling = new Set([
  "user", "auth", "viewer", "principal", "identity", "member", "account", "claims",
  "tenant", "company", "organization", "organisation", "org", "workspace", "team",
]);

/** True when a handler uses the user or the tenant that its parameters carry by the names of `parameters`: `req.user.id`. */
export function readsSession(fn: FunctionNode, parameters: readonly (Shape | undefined)[]): boolean {
  const shapes = new Map(fn.params.flatMap((parameter, index) => shapesOf(parameter, parameters[index])));
  if ([...shapes].some(([name, shape]) => shape === "identity" && isTelling(name))) return true;
  for (const node of descendantsOf(fn.body)) {
    if (node.type !== "MemberExpression" && node.type !== "CallExpression" && node.type !== "VariableDeclarator") continue;
    const read = pathsRead(node).some(([name = "", ...path]) => {
      const shape = shapes.get(name);
      return shape !== undefined && path.some(isTelling) && originAt(shape, path) === "identity";
    });
    if (read) return true;
  }
  return false;
}

/** What each name that a parameter declares carries. */
function shapesOf(parameter: Node, shape: Shape | undefined): readonly (readonly [string, Shape])[] {
  if (parameter.type === "Identifier") return shape === undefined ? [] : [[parameter.name, shape]];
  if (parameter.type !== "ObjectPattern") return [];
  return parameter.properties.flatMap((property) => {
    const part = property.type === "Property" ? shapeAt(shape, namesIn(property.key) ?? []) : undefined;
    return property.type === "Property" && part !== undefined ? shapesOf(property.value, part) : [];
  });
}

/** The paths a node reads: `req.user`, `c.get("user")` as `c`, `get`, `user`, and what `const { user } = req` takes. */
function pathsRead(node: Node): readonly (readonly string[])[] {
  if (node.type === "VariableDeclarator") {
    const from = node.id.type === "ObjectPattern" && node.init ? namesIn(node.init) : undefined;
    if (!from || node.id.type !== "ObjectPattern") return [];
    return node.id.properties.flatMap((property) => (property.type === "Property" ? [[...from, ...(namesIn(property.key) ?? [])]] : []));
  }
  const path = namesIn(node);
  if (!path) return [];
  const [key] = node.type === "CallExpression" ? node.arguments : [];
  return [key?.type === "Literal" && typeof key.value === "string" ? [...path, key.value] : path];
}

function isTelling(name: string): boolean {
  return wordsOf(name).some((word) => telling.has(word));
}
