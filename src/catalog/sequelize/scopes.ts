import type { TSESTree } from "@typescript-eslint/types";
import { isFunction } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { ScopeCondition } from "../catalog.ts";
import { elementsOf, isTrue, plain, propertiesOf, property, stringOf } from "../source/syntax.ts";
import { modelNameOf } from "../source/places.ts";
import type { Scopes } from "./read-model.ts";

/** What the scopes of a model set equal to their arguments; one that only sets constants pins nothing. https://sequelize.org/docs/v6/other-topics/scopes/ */
export function scopesIn(scopes: Node | undefined): Scopes {
  return Object.fromEntries(propertiesOf(scopes).map(({ key, value }) => [key, conditionsOf(value)]));
}

/** `Plot.addScope("ofCompany", (companyId) => ({ where: { companyId } }))`. */
export function addedScope({ callee, arguments: [name, scope] }: TSESTree.CallExpression): { readonly model: string; readonly scopes: Scopes } | undefined {
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier" || callee.property.name !== "addScope") return undefined;
  const [model, key] = [modelNameOf(callee.object), stringOf(name)];
  return model === undefined || key === undefined ? undefined : { model, scopes: { [key]: conditionsOf(scope) } };
}

/** A function that may return early says nothing for certain. */
function conditionsOf(scope: Node | undefined): readonly ScopeCondition[] {
  const fn = plain(scope);
  if (!fn || !isFunction(fn)) return [];
  const [only, ...more] = fn.body.type === "BlockStatement" ? fn.body.body : [];
  const body = fn.body.type === "BlockStatement" ? (more.length === 0 && only?.type === "ReturnStatement" ? only.argument : null) : fn.body;
  const parameters = fn.params.map((one) => (one.type === "Identifier" ? one.name : undefined));
  return body ? conditionsIn(body, [], parameters) : [];
}

function conditionsIn(options: Node, path: readonly string[], parameters: readonly (string | undefined)[]): readonly ScopeCondition[] {
  const own = propertiesOf(property(options, "where")).flatMap(({ key, value }): ScopeCondition[] => {
    const name = plain(value);
    const argument = name?.type === "Identifier" ? parameters.indexOf(name.name) : -1;
    return argument < 0 ? [] : [{ path, column: key, argument }];
  });
  const include = property(options, "include");
  const included = plain(include)?.type === "ArrayExpression" ? elementsOf(include) : include ? [include] : [];
  return [...own, ...included.flatMap((one) => {
    const name = stringOf(property(one, "as")) ?? stringOf(property(one, "association")) ?? modelNameOf(property(one, "model"));
    const required = isTrue(property(one, "required"));
    const isInner = required === true || (required === undefined && property(one, "where") !== undefined);
    return name !== undefined && isInner ? conditionsIn(one, [...path, name], parameters) : [];
  })];
}
