import { visitorKeys } from "@typescript-eslint/visitor-keys";
import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import type { Catalog } from "../catalog/catalog.ts";
import { contains } from "../syntax/contains.ts";
import type { Node, SourceFile } from "../syntax/source-file.ts";
import { isKeyName, isLevelName } from "./tenant-key-names.ts";

/** An expression of the source that reads as a tenant: a name and the properties read from it. */
export interface TenantExpression {
  readonly root: TSESTree.Identifier;
  readonly variable: Variable;
  readonly steps: readonly PropertyStep[];
  /** The key whose value it is in an object, as in `{ companyId: scope.id }`; absent elsewhere. */
  readonly writtenAs: string | undefined;
}

export interface PropertyStep {
  readonly name: string;
  /** How the property is read: `.`, `!.` or `?.`. */
  readonly by: "." | "!." | "?.";
}

const known = new WeakMap<TSESTree.Program, readonly TenantExpression[]>();

/** The expressions of a file that end in a tenant's key or id, or are written as the value of one, in source order. */
export function tenantExpressionsIn(file: SourceFile, catalog: Catalog): readonly TenantExpression[] {
  const found = known.get(file.program) ?? findExpressions(file, catalog);
  known.set(file.program, found);
  return found;
}

function findExpressions({ scopes }: SourceFile, catalog: Catalog): readonly TenantExpression[] {
  const found: TenantExpression[] = [];
  for (const scope of scopes.scopes) {
    for (const { identifier, resolved } of scope.references) {
      if (identifier.type === "Identifier" && resolved) found.push(...expressionsFrom(identifier, resolved, catalog));
    }
  }
  return found.sort((a, b) => a.root.range[0] - b.root.range[0]);
}

/** All that is read from one name: `session`, `session.user`, `session.user.companyId`; kept are those that read as a tenant. */
function expressionsFrom(root: TSESTree.Identifier, variable: Variable, catalog: Catalog): readonly TenantExpression[] {
  const found: TenantExpression[] = [];
  const steps: PropertyStep[] = [];
  let node: Exclude<Node, TSESTree.Program> = root;
  let asserted = false;
  for (;;) {
    const writtenAs = keyWritten(node, catalog);
    if (writtenAs !== undefined || (steps.length > 0 && readsAsTenant(root, steps, catalog))) found.push({ root, variable, steps: [...steps], writtenAs });
    found.push(...destructured(node, catalog).map((name) => ({ root, variable, steps: [...steps, { name, by: asserted ? "!." : "." } as const], writtenAs: undefined })));
    const parent: Node = node.parent;
    if (parent.type === "TSNonNullExpression") asserted = true;
    else if (parent.type === "MemberExpression" && parent.object === node && !parent.computed && parent.property.type === "Identifier") {
      steps.push({ name: parent.property.name, by: parent.optional ? "?." : asserted ? "!." : "." });
      asserted = false;
    } else if (parent.type !== "ChainExpression") return found;
    node = parent;
  }
}

function readsAsTenant(root: TSESTree.Identifier, steps: readonly PropertyStep[], catalog: Catalog): boolean {
  const names = [root.name, ...steps.map(({ name }) => name)];
  const last = names.at(-1) ?? "";
  return isKeyName(last, catalog) || (last === "id" && isLevelName(names.at(-2) ?? "", catalog));
}

/** `companyId` in `{ companyId: node }` and `{ companyId }`. */
function keyWritten(node: Node, catalog: Catalog): string | undefined {
  const { parent } = node;
  if (parent?.type !== "Property" || parent.value !== node || parent.computed || parent.parent.type !== "ObjectExpression") return undefined;
  const name = parent.key.type === "Identifier" ? parent.key.name : undefined;
  return name !== undefined && isKeyName(name, catalog) ? name : undefined;
}

/** `companyId` in `const { companyId } = node`: what could be read from the node directly. */
function destructured(node: Node, catalog: Catalog): readonly string[] {
  const { parent } = node;
  if (parent?.type !== "VariableDeclarator" || parent.init !== node || parent.id.type !== "ObjectPattern") return [];
  return parent.id.properties.flatMap((property) => (property.type === "Property" && !property.computed && property.key.type === "Identifier" && isKeyName(property.key.name, catalog) ? [property.key.name] : []));
}

/**
 * True where an expression stands in a branch whose condition looks at its root, and a node does not: there it may have
 * another type. Likewise where the expression is what such a condition asks for, as in `if (scope.companyId) { … }`.
 */
export function isNarrowedApart({ root }: TenantExpression, node: Node): boolean {
  let inner: Node = root;
  for (let at: Node = root.parent; at.type !== "Program"; at = at.parent) {
    const test = at.type === "IfStatement" || at.type === "ConditionalExpression" ? at.test : undefined;
    if (test && inner === test && at.type === "IfStatement" && isAskedFor(root, test)) return !contains(at, node);
    if (test && inner !== test && !contains(inner, node) && mentions(test, root.name)) return true;
    if (contains(at, node)) return false;
    inner = at;
  }
  return false;
}

/** True for what has to be set for a condition to hold: `scope.companyId && …`, not `!scope.companyId` or a comparison. */
function isAskedFor(root: Node, test: Node): boolean {
  let at = root;
  while (at !== test && (at.parent?.type === "MemberExpression" || at.parent?.type === "ChainExpression" || (at.parent?.type === "LogicalExpression" && at.parent.operator === "&&"))) at = at.parent;
  return at === test;
}

/** True when a name stands somewhere in a condition. */
function mentions(test: Node, name: string): boolean {
  if (test.type === "Identifier") return test.name === name;
  return (visitorKeys[test.type] ?? []).some((key) => {
    const child = (test as unknown as Record<string, Node | readonly (Node | null)[] | null | undefined>)[key];
    const children: readonly (Node | null | undefined)[] = [child].flat();
    return children.some((one) => one !== null && one !== undefined && mentions(one, name));
  });
}

/** True for names that a handler's parameter goes by in turn: `req`, `_req`, `request`. What stands in its place by chance has another name. */
export function isSameParameterName(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.replace(/^_+/, "")) as [string, string];
  return a !== "" && b !== "" && (a.startsWith(b) || b.startsWith(a));
}
