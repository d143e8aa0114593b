import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import type { Module } from "../source/modules.ts";
import { elementsOf, keyOf, pathOf, plain, property, returned } from "../source/syntax.ts";
import { constantNamed, nameIn, schemaOf, type DeclaredSchema, type World } from "./declarations.ts";

/** One path of a schema; what stands inside subdocuments has dots in its name. */
export interface ReadPath {
  readonly name: string;
  readonly type: string;
  /** True inside lists too. */
  readonly list: boolean;
  readonly required: boolean;
  readonly defaulted: boolean;
  readonly unique: boolean;
  /** The model that it names, as it is registered. */
  readonly ref: string | undefined;
}

/** Where a path stands. */
interface At {
  readonly name: string;
  readonly list: boolean;
  readonly module: Module;
  readonly depth: number;
}

const DEEPEST = 6;

/** How the paths of another schema are read; classes have decorators instead. */
export type Inner = (schema: DeclaredSchema, at: At, world: World) => readonly ReadPath[];

/** The paths that the object of a schema declares. https://mongoosejs.com/docs/guide.html#definition */
export function pathsOf(definition: Node | undefined, at: At, world: World, inner: Inner): readonly ReadPath[] {
  const found = resolved(definition, at.module, world);
  if (!found || found.node.type !== "ObjectExpression" || at.depth > DEEPEST) return [];
  const { module } = found;
  return found.node.properties.flatMap((one): readonly ReadPath[] => {
    if (one.type === "SpreadElement") return pathsOf(one.argument, { ...at, module, depth: at.depth + 1 }, world, inner);
    const key = keyOf(one);
    return key === undefined ? [] : pathOfValue(one.value, { name: at.name === "" ? key : `${at.name}.${key}`, list: at.list, module, depth: at.depth + 1 }, world, inner);
  });
}

/** What an expression stands for, as far as constants and helpers that wrap an object tell. */
function resolved(node: Node | undefined, module: Module, world: World, depth = 0): { readonly node: Node; readonly module: Module } | undefined {
  const at = plain(node);
  if (!at || depth > 6) return undefined;
  if (at.type === "Identifier") {
    const found = constantNamed(at.name, module, world);
    return found ? resolved(found.node, found.module, world, depth + 1) : { node: at, module };
  }
  if (at.type === "CallExpression") {
    const wrapped = at.arguments.map(plain).find((one) => one?.type === "ObjectExpression");
    if (wrapped) return { node: wrapped, module };
    const made = at.callee.type === "Identifier" ? constantNamed(at.callee.name, module, world) : undefined;
    const given = made && returned(made.node);
    return given ? resolved(given, made.module, world, depth + 1) : { node: at, module };
  }
  return { node: at, module };
}

/** The paths below a value of a definition: a type, its options, a list, a subdocument. */
export function pathOfValue(value: Node, at: At, world: World, inner: Inner): readonly ReadPath[] {
  if (at.depth > DEEPEST) return [];
  const schema = schemaOf(value, at.module, world);
  if (schema) return subdocument(inner(schema, at, world), at);
  const found = resolved(value, at.module, world);
  if (!found) return [];
  const here = { ...at, module: found.module, depth: at.depth + 1 };
  if (found.node.type === "ArrayExpression") {
    const [element] = elementsOf(found.node);
    return element ? pathOfValue(element, { ...here, list: true }, world, inner) : [plainPath("Mixed", { ...here, list: true })];
  }
  if (found.node.type !== "ObjectExpression") return [plainPath(typeName(found.node), here)];
  const type = property(found.node, "type");
  if (!type || property(resolved(type, found.module, world)?.node, "type")) return subdocument(pathsOf(found.node, here, world, inner), here);
  return withOptions(found.node, pathOfValue(type, here, world, inner), here, world);
}

/** A subdocument is a column too, which is set and compared as a whole. */
function subdocument(paths: readonly ReadPath[], at: At): readonly ReadPath[] {
  return [{ ...plainPath("Json", at), required: false }, ...paths];
}

function plainPath(type: string, { name, list }: At): ReadPath {
  return { name, type, list, required: true, defaulted: false, unique: false, ref: undefined };
}

/** What stands beside `type` says more of the path itself. */
export function withOptions(options: TSESTree.ObjectExpression, [own, ...rest]: readonly ReadPath[], { module }: Pick<At, "module">, world: World): readonly ReadPath[] {
  if (!own) return rest;
  const fallback = plain(property(options, "default"));
  const isNull = fallback?.type === "Literal" && fallback.value === null;
  return [{
    ...own,
    // What says nothing is optional here, so that it means nothing; only what is written counts.
    required: own.required && literal(property(options, "required")) !== false && !isNull,
    defaulted: fallback !== undefined && !isNull,
    unique: literal(property(options, "unique")) === true || elementsOf(property(options, "unique")).some((one) => literal(one) === true),
    ref: refOf(property(options, "ref"), module, world) ?? own.ref,
  }, ...rest];
}

/** `"Company"`, `() => "Company"`, `Company.name`, and the model itself. */
function refOf(node: Node | undefined, module: Module, world: World): string | undefined {
  const at = returned(node) ?? node;
  return nameIn(at, module, world) ?? pathOf(at)?.at(-1);
}

function literal(node: Node | undefined): unknown {
  const at = plain(node);
  return at?.type === "Literal" ? at.value : undefined;
}

/** One name for types that hold the same. */
export function typeName(node: Node): string {
  const said = (node.type === "Literal" ? String(node.value) : (pathOf(node)?.at(-1) ?? "Mixed")).toLowerCase();
  if (said === "objectid") return "ObjectId";
  if (said === "string" || said === "uuid") return "String";
  if (said === "number" || said === "int32" || said === "bigint") return "Int";
  if (said === "date" || said === "boolean") return said === "date" ? "DateTime" : "Boolean";
  return "Json";
}
