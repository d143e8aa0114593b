import type { Node } from "../../syntax/source-file.ts";
import { pathOf, plain } from "./syntax.ts";

/** A string, a flag, or nothing at all, as far as code says. */
export interface Constant {
  readonly value: string | boolean | undefined;
}

/** What a path such as `options.tenantField` or a name is, where somebody knows; the names of what it is made of lead on. */
export type Lookup = (path: readonly string[], at: Node) => Constant | Node | undefined;

const MOST_STEPS = 12;

/** What an expression comes to, over names that a lookup knows: `options.key || "companyId"`, `!scoping`. */
export function constantOf(node: Node | null | undefined, lookup: Lookup, depth = 0): Constant | undefined {
  const at = plain(node);
  if (!at || depth > MOST_STEPS) return undefined;
  const of = (part: Node): Constant | undefined => constantOf(part, lookup, depth + 1);
  switch (at.type) {
    case "Literal":
      return typeof at.value === "string" || typeof at.value === "boolean" ? { value: at.value } : undefined;
    case "Identifier":
    case "MemberExpression": {
      const path = pathOf(at);
      const found = path && lookup(path, at);
      return found && "type" in found ? of(found) : found;
    }
    case "UnaryExpression": {
      const known = at.operator === "!" ? of(at.argument) : undefined;
      return known && { value: !known.value };
    }
    case "LogicalExpression":
      return either(at.operator, of(at.left), () => of(at.right));
    case "BinaryExpression": {
      const [left, right] = /^[!=]==?$/.test(at.operator) && at.left.type !== "PrivateIdentifier" ? [of(at.left), of(at.right)] : [];
      return left && right && { value: (left.value === right.value) === at.operator.startsWith("=") };
    }
    default:
      return undefined;
  }
}

function either(operator: "&&" | "||" | "??", left: Constant | undefined, right: () => Constant | undefined): Constant | undefined {
  if (left) return (operator === "??" ? left.value !== undefined : Boolean(left.value) === (operator === "||")) ? left : right();
  const other = operator === "??" ? undefined : right();
  return other && Boolean(other.value) === (operator === "||") ? other : undefined;
}
