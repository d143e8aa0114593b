import type { Before } from "../../frameworks/framework.ts";
import { ancestorsOf, descendantsOf } from "../../frameworks/parts/descendants.ts";
import { namesIn } from "../../frameworks/parts/names.ts";
import { isAdminRole } from "../../frameworks/parts/operators.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { importOf } from "./imported-calls.ts";
import type { Run } from "./run.ts";

/**
 * True where each user is a tenant, and a decorator of a handler asks for what only admins are given: `@Needs(permissions.closeAny)`, or
 * `@Roles("ADMIN")`. No tenant has admins there, so whom a guard lets pass that reads such a decorator is most likely above them all.
 */
export function isReserved(run: Run, { asks = [] }: Before): boolean {
  const { root, principal } = run.facts.catalog.tenancy;
  return root !== undefined && principal?.model === root && asks.some((decorator) => asksForAdmin(run, decorator));
}

function asksForAdmin(run: Run, decorator: Node): boolean {
  if (decorator.type !== "CallExpression" || decorator.arguments.length === 0) return false;
  const [name] = namesIn(decorator) ?? [];
  const isOwn = name !== undefined && importOf(run, name)?.source.startsWith("@nestjs/") !== true;
  return isOwn && decorator.arguments.every((argument) => isOfAdmins(run, argument));
}

function isOfAdmins(run: Run, argument: Node): boolean {
  if (argument.type === "Literal") return typeof argument.value === "string" && isAdminRole(argument.value);
  if (argument.type === "ArrayExpression") return argument.elements.length > 0 && argument.elements.every((element) => element !== null && isOfAdmins(run, element));
  const [object, member, ...more] = argument.type === "MemberExpression" ? namesIn(argument) ?? [] : [];
  if (object === undefined || member === undefined || more.length > 0) return false;
  if (isAdminRole(member)) return true;
  const imported = importOf(run, object);
  const given = imported && run.elsewhere?.givenTo({ from: run.facts.file.path, source: imported.source, path: [imported.name, member] });
  return given !== undefined && given.length > 0 && given.every(isAdminRole);
}

/** The roles to which a module gives what it names, by the case or the property under which that stands; "" for any other mention. */
export function rolesGiven(program: Node, [object, member]: readonly string[]): readonly string[] {
  return [...descendantsOf(program)].flatMap((node) => {
    const isMeant = node.type === "MemberExpression" && !node.computed && node.object.type === "Identifier" && node.object.name === object && node.property.type === "Identifier" && node.property.name === member;
    return isMeant ? rolesAround(node) : [];
  });
}

function rolesAround(node: Node): readonly string[] {
  for (const around of ancestorsOf(node)) {
    if (around.type === "SwitchCase") return casesLeadingTo(around).map((one) => (one.type === "SwitchCase" && one.test ? roleIn(one.test) : ""));
    if (around.type === "Property") return [around.computed ? roleIn(around.key) : around.key.type === "Identifier" ? around.key.name : roleIn(around.key)];
    if (around.type === "IfStatement" || around.type === "ConditionalExpression" || around.type === "LogicalExpression") return [""];
  }
  return [""];
}

/** A case with those before it that fall into it. */
function casesLeadingTo(branch: Node): readonly Node[] {
  const cases = branch.parent?.type === "SwitchStatement" ? branch.parent.cases : [];
  const at = cases.findIndex((one) => one === branch);
  const before = cases.slice(0, at).reverse();
  const ends = before.findIndex(({ consequent }) => /^(Return|Break|Throw|Continue)Statement$/.test(consequent.at(-1)?.type ?? ""));
  return [branch, ...(ends < 0 ? before : before.slice(0, ends))];
}

function roleIn(node: Node): string {
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : "";
  return node.type === "MemberExpression" ? namesIn(node)?.at(-1) ?? "" : "";
}

/** True for a guard's method that asks what stands on the handler, `reflector.get(KEY, context.getHandler())`, and turns somebody away. */
export function readsDecorators(fn: FunctionNode): boolean {
  const below = [...descendantsOf(fn.body)];
  const asks = below.some((node) => node.type === "CallExpression" && node.callee.type === "MemberExpression" && namesIn(node.callee)?.at(-1) === "getHandler");
  const refuses = below.some((node) => node.type === "ThrowStatement" || (node.type === "ReturnStatement" && !(node.argument?.type === "Literal" && node.argument.value === true)));
  return asks && refuses;
}
