import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import type { ReadFilter } from "../source/entities.ts";
import { elementsOf, isTrue, pathOf, plain, propertiesOf, property, returned, stringOf } from "../source/syntax.ts";

type Condition = ReadFilter["conditions"][number];

/** `{ name, cond: (args) => ({ company: args.companyId }), default: true }`. https://mikro-orm.io/docs/filters */
export function filterIn(options: Node | undefined, key: string | undefined): readonly ReadFilter[] {
  const name = stringOf(property(options, "name")) ?? key;
  if (name === undefined) return [];
  return [{ name, on: isTrue(property(options, "default")) === true, conditions: conditionsIn(property(options, "cond")) }];
}

/** The filters of an object that names each: `filters: { company: { cond, default: true } }`. */
export function filtersIn(filters: Node | undefined): readonly ReadFilter[] {
  return propertiesOf(filters).flatMap(({ key, value }) => filterIn(value, key));
}

function conditionsIn(cond: Node | undefined): readonly Condition[] {
  const made = returned(cond) ?? plain(cond);
  return made?.type === "ObjectExpression" ? conditionsOf(made, [], parametersOf(cond)) : [];
}

/** What an object sets equal to properties of what the filter is given; constants and other conditions name nobody. */
function conditionsOf(object: Node, before: readonly string[], parameters: Parameters): readonly Condition[] {
  return propertiesOf(object).flatMap(({ key, value }): readonly Condition[] => {
    if (key === "$and") return elementsOf(value).flatMap((each) => conditionsOf(each, before, parameters));
    if (key === "$or") return eitherOf(elementsOf(value), before, parameters);
    if (key === "$eq" || key === "$in") return given(value, before, parameters);
    if (key.startsWith("$")) return [];
    const path = [...before, key];
    return plain(value)?.type === "ObjectExpression" ? conditionsOf(value, path, parameters) : given(value, path, parameters);
  });
}

/** `{ $or: [{ company: args.companyId }, { company: null }] }`: the rows of nobody beside one's own. Of other alternatives each reaches more. */
function eitherOf(branches: readonly Node[], before: readonly string[], parameters: Parameters): readonly Condition[] {
  const [own, ...others] = branches.flatMap((branch) => conditionsOf(branch, before, parameters));
  const unset = branches.filter((branch) => isUnset(branch, own?.path[before.length]));
  return own && others.length === 0 && unset.length === branches.length - 1 ? [{ ...own, orNone: true }] : [];
}

function isUnset(branch: Node, name: string | undefined): boolean {
  const [only, ...others] = propertiesOf(branch);
  const value = plain(only?.value);
  return only?.key === name && others.length === 0 && value?.type === "Literal" && value.value === null;
}

function given(value: Node, path: readonly string[], { name, taken }: Parameters): readonly Condition[] {
  const [root, property, ...more] = pathOf(value) ?? [];
  if (root !== undefined && root === name && property !== undefined && more.length === 0) return [{ path, property }];
  const named = root !== undefined && property === undefined ? taken.get(root) : undefined;
  return named === undefined ? [] : [{ path, property: named }];
}

/** What a condition calls its first parameter, or the properties that it takes out of it. */
interface Parameters {
  readonly name: string | undefined;
  readonly taken: ReadonlyMap<string, string>;
}

function parametersOf(cond: Node | undefined): Parameters {
  const fn = plain(cond);
  const first: TSESTree.Parameter | undefined = fn?.type === "ArrowFunctionExpression" || fn?.type === "FunctionExpression" ? fn.params[0] : undefined;
  if (first?.type === "Identifier") return { name: first.name, taken: new Map() };
  const properties = first?.type === "ObjectPattern" ? first.properties : [];
  return { name: undefined, taken: new Map(properties.flatMap((each) => (each.type === "Property" && each.key.type === "Identifier" && each.value.type === "Identifier" ? [[each.value.name, each.key.name] as const] : []))) };
}
