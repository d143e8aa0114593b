import { childrenOf } from "../../syntax/children.ts";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { ScopeCondition } from "../catalog.ts";
import { chainOf, plain, propertiesOf, stringOf, type ChainCall } from "../source/syntax.ts";
import type { ReadClass } from "./classes.ts";
import { staticMember } from "./classes.ts";

/** Conditions by the name that asks for them. */
export type Scopes = Readonly<Record<string, readonly ScopeCondition[]>>;

/** The name under which conditions are kept that every query of a model gets as it is built. */
export const onBuild = "onBuild";

/** `static modifiers = { ofCompany(query, companyId) { … } }`. https://vincit.github.io/objection.js/recipes/modifiers.html */
export function modifiersOf(declared: ReadClass): Scopes {
  return Object.fromEntries(propertiesOf(staticMember(declared, "modifiers")).flatMap(({ key, value }) => {
    const fn = plain(value);
    if (!fn || !isFunction(fn)) return [];
    const [query, ...params] = fn.params.map(nameOf);
    return [[key, saidBy(fn, (head) => head?.type === "Identifier" && head.name === query, params)] as const];
  }));
}

/** The methods of a query builder of the project's own: `ofCompany(companyId) { return this.where(…) }`. */
export function methodsOf({ node }: ReadClass): Scopes {
  return Object.fromEntries(node.body.body.flatMap((member) => {
    if (member.type !== "MethodDefinition" || member.static || member.kind !== "method" || member.key.type !== "Identifier" || member.value.body === null) return [];
    const fn = member.value;
    return [[member.key.name, saidBy(fn, (head) => head?.type === "ThisExpression", fn.params.map(nameOf))] as const];
  }));
}

/** What every query gets: from `onBuild` of a builder's class, or where a model makes its queries. */
export function alwaysOn({ node }: ReadClass): readonly ScopeCondition[] {
  const found: ScopeCondition[] = [];
  const visit = (at: Node): void => {
    if (at.type === "CallExpression" && at.callee.type === "MemberExpression" && at.callee.property.type === "Identifier" && at.callee.property.name === "onBuild") {
      const fn = plain(at.arguments[0]);
      if (fn && isFunction(fn)) found.push(...everySaid(fn, nameOf(fn.params[0])));
    }
    for (const child of childrenOf(at)) visit(child);
  };
  visit(node.body);
  for (const member of node.body.body) {
    if (member.type !== "MethodDefinition" || !member.static || member.key.type !== "Identifier" || member.key.name !== "query" || member.value.body === null) continue;
    found.push(...everySaid(member.value, undefined));
  }
  return found;
}

/** What a function says of a query whatever it is given; without a name, of what `super` gives. */
function everySaid(fn: FunctionNode, query: string | undefined): readonly ScopeCondition[] {
  const heads = chainsIn(fn, (head) => (query === undefined ? head?.type === "Super" : head?.type === "Identifier" && head.name === query));
  return heads.some((calls) => calls.some(({ name }) => /^or[A-Z]/.test(name))) ? [] : heads.flat().flatMap(equalities).map(({ column }) => ({ path: [], column, argument: 0 }));
}

function saidBy(fn: FunctionNode, isQuery: (head: Node | undefined) => boolean, params: readonly (string | undefined)[]): readonly ScopeCondition[] {
  const chains = chainsIn(fn, isQuery);
  if (chains.some((calls) => calls.some(({ name }) => /^or[A-Z]/.test(name)))) return [];
  return chains.flat().flatMap(equalities).flatMap(({ column, value }) => {
    const argument = value.type === "Identifier" ? params.indexOf(value.name) : -1;
    return argument < 0 ? [] : [{ path: [], column, argument }];
  });
}

/** The chains on a query that run whenever the function does. */
function chainsIn(fn: FunctionNode, isQuery: (head: Node | undefined) => boolean): readonly (readonly ChainCall[])[] {
  const statements: readonly Node[] = fn.body.type === "BlockStatement" ? fn.body.body : [fn.body];
  return statements.flatMap((statement) => {
    const at = statement.type === "ReturnStatement" ? statement.argument : statement.type === "ExpressionStatement" ? statement.expression : statement;
    const chain = chainOf(at ?? undefined);
    return chain && isQuery(chain.head) ? [chain.calls] : [];
  });
}

/** `where("companyId", value)`, `where("companyId", "=", value)`, `where({ companyId: value })`. */
function equalities({ name, args }: ChainCall): readonly { readonly column: string; readonly value: Node }[] {
  if (name !== "where" && name !== "andWhere" && name !== "findOne") return [];
  const [first, second, third] = args;
  const column = columnText(first);
  if (column === undefined) return propertiesOf(first).map(({ key, value }) => ({ column: columnNamed(key), value: plain(value) ?? value }));
  const value = third ? (stringOf(second) === "=" ? third : undefined) : second;
  return value ? [{ column, value }] : [];
}

/** The column that a text names; of a template what stands behind the table. */
function columnText(node: Node | undefined): string | undefined {
  const at = plain(node);
  const text = at?.type === "TemplateLiteral" ? (at.quasis.at(-1)?.value.cooked ?? undefined) : stringOf(at);
  return text === undefined ? undefined : columnNamed(text);
}

function columnNamed(text: string): string {
  return text.split(".").at(-1) ?? text;
}

function nameOf(parameter: Node | undefined): string | undefined {
  if (parameter?.type === "AssignmentPattern") return nameOf(parameter.left);
  return parameter?.type === "Identifier" ? parameter.name : undefined;
}
