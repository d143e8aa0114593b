import type { ScopeManager } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import type { FunctionSite } from "../frameworks/framework.ts";
import type { FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Call } from "./call.ts";
import type { Value } from "./value.ts";

/** What the file around a function supplies. */
export interface SiteContext {
  /** Path of the file from the project's root, with forward slashes. */
  readonly path: string;
  /** Module specifiers the file imports. */
  readonly imports: ReadonlySet<string>;
  readonly scopes: ScopeManager;
  /** Evaluates an expression where it stands; asked lazily, so a site nobody looks into costs nothing. */
  evaluate(node: Node): Value;
}

type CallNode = TSESTree.CallExpression | TSESTree.NewExpression;

/** One way from a function outwards: the calls and the property it goes through, and where it ends. */
interface Use {
  readonly wrappers: readonly { readonly node: CallNode; readonly argument: number }[];
  readonly property: string | undefined;
  readonly exportName: string | undefined;
  readonly member: FunctionSite["member"];
}

const start: Use = { wrappers: [], property: undefined, exportName: undefined, member: undefined };

/**
 * Every place a function is used at by value: exported, passed to a call, held by a class. A function that is
 * registered twice has two sites, and is only as safe as the less guarded one. Exported sites come first; there is
 * always at least one.
 */
export function sitesOf(fn: FunctionNode, context: SiteContext): readonly [FunctionSite, ...FunctionSite[]] {
  const uses = usesOfFunction(fn, context.scopes);
  const [first = start, ...rest] = [...uses.filter((use) => use.exportName), ...uses.filter((use) => !use.exportName)];
  return [toSite(fn, first, context), ...rest.map((use) => toSite(fn, use, context))];
}

/** The first of a function's sites: the exported one when there is one. */
export function siteOf(fn: FunctionNode, context: SiteContext): FunctionSite {
  return sitesOf(fn, context)[0];
}

/** The places to which an expression is handed on that stands for a function of another file. */
export function sitesOfName(node: Node, fn: FunctionNode, context: SiteContext): readonly FunctionSite[] {
  return usesFrom(node, start, context.scopes, new Set([node])).map((use) => toSite(fn, use, context));
}

function toSite(fn: FunctionNode, use: Use, context: SiteContext): FunctionSite {
  const owner = use.member?.parent.parent;
  return {
    fn,
    file: context.path,
    imports: context.imports,
    exportName: use.exportName,
    wrappers: use.wrappers.map(({ node, argument }) => ({ call: lazyCall(node, context), argument })),
    property: use.property,
    member: use.member,
    owner,
    serverAction: isUseServer(fn.body) || (use.exportName !== undefined && isUseServer(programOf(fn))),
  };
}

/** They follow from the tree alone, and a function is asked about whenever it is walked or handed on. */
const known = new WeakMap<FunctionNode, readonly Use[]>();

function usesOfFunction(fn: FunctionNode, scopes: ScopeManager): readonly Use[] {
  const uses = known.get(fn) ?? findUses(fn, scopes);
  known.set(fn, uses);
  return uses;
}

function findUses(fn: FunctionNode, scopes: ScopeManager): readonly Use[] {
  const seen = new Set<Node>([fn]);
  if (fn.type !== "FunctionDeclaration") return usesFrom(fn, start, scopes, seen);
  return [...exportsOfDeclaration(fn, fn.id?.name, start), ...usesOfNames(fn, start, scopes, seen)];
}

function usesFrom(node: Node, use: Use, scopes: ScopeManager, seen: Set<Node>): readonly Use[] {
  const parent = node.parent;
  switch (parent?.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
      return usesFrom(parent, use, scopes, seen);
    case "CallExpression":
    case "NewExpression": {
      const argument = parent.arguments.indexOf(node as TSESTree.CallExpressionArgument);
      if (argument < 0) return ended(use);
      return usesFrom(parent, { ...use, wrappers: [...use.wrappers, { node: parent, argument }] }, scopes, seen);
    }
    case "Property": {
      if (parent.value !== node || parent.parent.type !== "ObjectExpression") return ended(use);
      return usesFrom(parent.parent, use.wrappers.length > 0 ? use : within(keyOf(parent), use), scopes, seen);
    }
    case "MethodDefinition":
    case "PropertyDefinition":
      return parent.value === node ? [{ ...use, member: parent }] : ended(use);
    case "ExportDefaultDeclaration":
      return [{ ...use, exportName: "default" }];
    case "ExportSpecifier":
      return [{ ...use, exportName: nameOf(parent.exported) }];
    case "AssignmentExpression":
      return parent.right === node ? exportsOfAssignment(parent.left, use) : ended(use);
    case "VariableDeclarator":
      return parent.init === node ? usesOfDeclarator(parent, use, scopes, seen) : ended(use);
    default:
      return ended(use);
  }
}

/** A way that leads nowhere still counts when the function was passed to a call. */
function ended(use: Use): readonly Use[] {
  return use.wrappers.length > 0 ? [use] : [];
}

/** `{ api: { handler: fn } }` is the property `api.handler`. */
function within(key: string | undefined, use: Use): Use {
  const name = key ?? "*";
  return { ...use, property: use.property === undefined ? name : `${name}.${use.property}` };
}

function usesOfDeclarator(
  declarator: TSESTree.VariableDeclarator, use: Use, scopes: ScopeManager, seen: Set<Node>,
): readonly Use[] {
  const names = declarator.id.type === "ObjectPattern" ? patternKeys(declarator.id) : [nameOf(declarator.id)];
  const exported = names.flatMap((name) => exportsOfDeclaration(declarator.parent, name, use));
  const named = use.property === undefined ? usesOfNames(declarator, use, scopes, seen) : [];
  const all = [...exported, ...named];
  return all.length > 0 ? all : ended(use);
}

/** Follows the variables a node declares to where they are read. */
function usesOfNames(node: Node, use: Use, scopes: ScopeManager, seen: Set<Node>): readonly Use[] {
  return scopes.getDeclaredVariables(node).flatMap((variable) => {
    // Results of calls inside functions are data far more often than handlers: `const rows = items.map(toRow)`.
    if (use.wrappers.length > 0 && variable.scope.type !== "module" && variable.scope.type !== "global") return [];
    return variable.references.flatMap((reference) => {
      const { identifier } = reference;
      if (!reference.isRead() || seen.has(identifier)) return [];
      seen.add(identifier);
      return onlyNew(usesFrom(identifier, use, scopes, seen), use);
    });
  });
}

/** A mere mention of a name (`log(handlerResult.x)`) adds nothing to the way so far. */
function onlyNew(uses: readonly Use[], before: Use): readonly Use[] {
  return uses.filter((use) => use !== before);
}

function exportsOfDeclaration(declaration: Node, name: string | undefined, use: Use): readonly Use[] {
  if (declaration.parent?.type === "ExportDefaultDeclaration") return [{ ...use, exportName: "default" }];
  if (declaration.parent?.type !== "ExportNamedDeclaration" || name === undefined) return [];
  return [{ ...use, exportName: name }];
}

/** `module.exports = fn` is the default export, `exports.name = fn` and `module.exports.name = fn` a named one. */
function exportsOfAssignment(left: Node, use: Use): readonly Use[] {
  if (left.type !== "MemberExpression" || left.computed || left.property.type !== "Identifier") return ended(use);
  const name = left.property.name;
  if (isModuleExports(left)) return [{ ...use, exportName: "default" }];
  const onExports = left.object.type === "Identifier" && left.object.name === "exports";
  return onExports || isModuleExports(left.object) ? [{ ...use, exportName: name }] : ended(use);
}

function isModuleExports(node: Node): boolean {
  return node.type === "MemberExpression" && nameOf(node.object) === "module" && nameOf(node.property) === "exports";
}

function patternKeys(pattern: TSESTree.ObjectPattern): readonly (string | undefined)[] {
  return pattern.properties.map((property) => (property.type === "Property" ? nameOf(property.value) : undefined));
}

function keyOf(property: TSESTree.Property): string | undefined {
  return property.computed ? undefined : nameOf(property.key);
}

function nameOf(node: Node): string | undefined {
  if (node.type === "Identifier") return node.name;
  return node.type === "Literal" ? String(node.value) : undefined;
}

function isUseServer(node: Node | null | undefined): boolean {
  if (node?.type !== "Program" && node?.type !== "BlockStatement") return false;
  const directives = node.body as readonly Node[];
  return directives.some((one) => one.type === "ExpressionStatement" && one.directive === "use server");
}

function programOf(node: Node): Node {
  let top: Node = node;
  while (top.parent) top = top.parent;
  return top;
}

/** A call whose parts are evaluated when they are first asked for. */
function lazyCall(node: CallNode, context: SiteContext): Call {
  const { callee } = node;
  const member = callee.type === "MemberExpression" ? callee : undefined;
  const named = member?.computed ? undefined : nameOf(member ? member.property : callee);
  const evaluated = new Map<Node, Value>();
  const valueOf = (part: Node): Value => {
    const value = evaluated.get(part) ?? context.evaluate(part);
    evaluated.set(part, value);
    return value;
  };
  return {
    node,
    method: named,
    construct: node.type === "NewExpression",
    get callee() {
      return valueOf(callee);
    },
    get receiver() {
      return member && valueOf(member.object);
    },
    get args() {
      return node.arguments.map(valueOf);
    },
  };
}
