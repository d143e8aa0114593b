import type { Node } from "../../syntax/source-file.ts";
import type { Module, Modules } from "./modules.ts";
import { keyOf, plain } from "./syntax.ts";

/** What is known of an expression without running it: strings, lists and objects that hold some, and what is or stands in each item of a list that nobody can read. */
export type Static = string | { readonly kind: "list"; readonly items: readonly (Static | undefined)[] } | { readonly kind: "object"; readonly properties: ReadonlyMap<string, Static> } | { readonly kind: "each" };

/** The names of a place in code; those that it does not declare are the module's. */
export interface Names {
  readonly module: Module;
  readonly modules: Modules;
  readonly local: ReadonlyMap<string, Static | undefined>;
}

/** Names with more of them. */
export function withNames(names: Names, more: Iterable<readonly [string, Static | undefined]>): Names {
  return { ...names, local: new Map([...names.local, ...more]) };
}

/** What an expression is, as far as that is written down; `depth` bounds constants that lead to constants. */
export function staticOf(node: Node | null | undefined, names: Names, depth = 0): Static | undefined {
  const at = plain(node);
  if (!at || depth > 12) return undefined;
  switch (at.type) {
    case "Literal":
      return typeof at.value === "string" || typeof at.value === "number" ? String(at.value) : undefined;
    case "TemplateLiteral":
      return templateOf(at.quasis.map((quasi) => quasi.value.cooked), at.expressions.map((one) => staticOf(one, names, depth + 1)));
    case "BinaryExpression":
      return at.operator === "+" ? templateOf(["", "", ""], [staticOf(at.left, names, depth + 1), staticOf(at.right, names, depth + 1)]) : undefined;
    case "Identifier":
      return staticNamed(at.name, names, depth);
    case "MemberExpression":
      return memberOf(at, names, depth);
    case "ArrayExpression":
      return { kind: "list", items: at.elements.map((element) => staticOf(element, names, depth + 1)) };
    case "ObjectExpression": {
      const properties = at.properties.flatMap((property) => {
        const key = property.type === "Property" ? keyOf(property) : undefined;
        const value = property.type === "Property" ? staticOf(property.value, names, depth + 1) : undefined;
        return key === undefined || value === undefined ? [] : [[key, value] as const];
      });
      return { kind: "object", properties: new Map(properties) };
    }
    case "TSEnumDeclaration":
      return { kind: "object", properties: new Map(at.body.members.flatMap(({ id, initializer }) => {
        const value = staticOf(initializer, names, depth + 1);
        return value === undefined ? [] : [[id.type === "Identifier" ? id.name : id.value, value] as const];
      })) };
    case "CallExpression":
      return at.callee.type === "MemberExpression" && at.callee.object.type === "Identifier" && at.callee.object.name === "Object" ? staticOf(at.arguments[0], names, depth + 1) : undefined;
    default:
      return undefined;
  }
}

/** The string that an expression is. */
export function textOf(node: Node | null | undefined, names: Names): string | undefined {
  const value = staticOf(node, names);
  return typeof value === "string" ? value : undefined;
}

/** True for what differs from item to item of a list that nobody can read. */
export function isEach(node: Node | null | undefined, names: Names): boolean {
  const value = staticOf(node, names);
  return typeof value === "object" && value.kind === "each";
}

/** The strings of a list, or the one that stands for itself. */
export function textsOf(node: Node | null | undefined, names: Names): readonly string[] {
  const value = staticOf(node, names);
  if (typeof value === "string") return [value];
  return value?.kind === "list" ? value.items.filter((item) => typeof item === "string") : [];
}

function templateOf(texts: readonly (string | null)[], values: readonly (Static | undefined)[]): string | undefined {
  if (values.some((value) => typeof value !== "string")) return undefined;
  return texts.map((text, index) => `${text ?? ""}${typeof values[index] === "string" ? values[index] : ""}`).join("");
}

function staticNamed(name: string, names: Names, depth: number): Static | undefined {
  if (names.local.has(name)) return names.local.get(name);
  const found = names.modules.find(name, names.module);
  return found && staticOf(found.node, { ...names, module: found.module, local: new Map() }, depth + 1);
}

function memberOf(node: Extract<Node, { type: "MemberExpression" }>, names: Names, depth: number): Static | undefined {
  const key = node.computed ? textOf(node.property, names) : node.property.type === "Identifier" ? node.property.name : undefined;
  const object = staticOf(node.object, names, depth + 1);
  if (typeof object === "object" && object.kind === "each") return object;
  if (key !== undefined && typeof object === "object") return object.kind === "object" ? object.properties.get(key) : object.items[Number(key)];
  return key === "name" || key === "tableName" ? nameOfHelper(node.object, names, depth) : undefined;
}

/** `Plots.name` where `const Plots = table("plots", …)`: what a helper describes is called as its first argument says. */
function nameOfHelper(node: Node, names: Names, depth: number): Static | undefined {
  const at = plain(node);
  const found = at?.type === "Identifier" && !names.local.has(at.name) ? names.modules.find(at.name, names.module) : undefined;
  const made = plain(found?.node);
  if (!found || made?.type !== "CallExpression") return undefined;
  return staticOf(made.arguments[0], { ...names, module: found.module, local: new Map() }, depth + 1);
}
