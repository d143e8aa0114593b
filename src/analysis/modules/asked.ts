import type { TSESTree } from "@typescript-eslint/types";
import type { FunctionNode } from "../../syntax/functions.ts";
import { importedBase, importOf } from "../interpret/imported-calls.ts";
import type { Node } from "../../syntax/source-file.ts";
import { classNamed } from "../interpret/classes.ts";
import type { ClassNode } from "../interpret/objects.ts";
import { partsOf } from "../interpret/trial.ts";
import { reference } from "../make-value.ts";
import type { Reference, Value } from "../value.ts";
import { detachValue } from "./detach.ts";
import { findMaker, type Asked, type FoundFunction, type Module, type Shelf } from "./lookup.ts";

/** How many base classes are followed, each in a file of its own. */
const DEEPEST = 6;

/**
 * `this` of a method that a class has from a base of another file: what is known of it is what the class hands to its
 * base, and sets beside it. `super(PlotModel)` says which model a method of `BaseRepository<T>` is about; so does `Plot` in
 * `BaseRepository<Plot>`, where a class extends that or an object is declared with these `types`.
 */
export function thisOfAsked(shelf: Shelf, { module, fn, asked }: FoundFunction, given: readonly string[]): Reference | undefined {
  const owner = ownerOf(fn.fn);
  if (!asked || !owner || (owner === asked.node && !asked.made && given.length === 0)) return undefined;
  const types = typesIn(shelf, asked, given, owner);
  const held = heldBy(shelf, asked, given);
  return held.size === 0 && types.size === 0 ? undefined : reference({ kind: "this", id: `this@${module.run.facts.file.path}:${String(owner.range[0])}`, owner, held, types }, []);
}

/** What is known of each class and object of a module, by the types that it is declared with; nothing of those that are being looked at. */
const known = new WeakMap<Module, Map<Node, Map<string, ReadonlyMap<string, Value>>>>();

function heldBy(shelf: Shelf, asked: Asked, given: readonly string[]): ReadonlyMap<string, Value> {
  const { module, node, made } = asked;
  const ofModule = known.get(module) ?? new Map<Node, Map<string, ReadonlyMap<string, Value>>>();
  known.set(module, ofModule);
  const by = made?.node ?? node;
  const ofNode = ofModule.get(by) ?? new Map<string, ReadonlyMap<string, Value>>();
  ofModule.set(by, ofNode);
  const key = given.join(" ");
  const before = ofNode.get(key);
  if (before) return before;
  ofNode.set(key, new Map());
  const fields = fieldsOf(shelf, { module, node }, made?.args, (owner) => typesIn(shelf, asked, given, owner), 0);
  ofNode.set(key, fields);
  return fields;
}

/** What the type parameters of a class stand for, in an object of a class that is it or extends it. */
function typesIn(shelf: Shelf, { module, node }: Pick<Asked, "module" | "node">, given: readonly string[], owner: ClassNode, depth = 0): ReadonlyMap<string, string> {
  const types = new Map((node.typeParameters?.params ?? []).flatMap(({ name }, index) => (given[index] === undefined ? [] : [[name.name, given[index]] as const])));
  if (node === owner || node.superClass?.type !== "Identifier" || depth >= DEEPEST) return node === owner ? types : new Map();
  const handedOn = (node.superTypeArguments?.params ?? []).map((one) => nameOf(one)).map((name) => types.get(name) ?? name);
  const base = baseOf(shelf, module, node.superClass.name);
  return base ? typesIn(shelf, base, handedOn, owner, depth + 1) : new Map();
}

/** The class that a class extends, in its own file or in another. */
function baseOf(shelf: Shelf, module: Module, name: string): Pick<Asked, "module" | "node"> | undefined {
  const own = classNamed(module.run, name);
  if (own) return { module, node: own };
  const there = importOf(module.run, name);
  const path = there && shelf.resolve(there.source, module.run.facts.file.path);
  const found = there && path !== undefined ? findMaker(shelf, path, there.name, []) : undefined;
  return found?.kind === "class" ? found : undefined;
}

function nameOf(type: TSESTree.TypeNode): string {
  return type.type === "TSTypeReference" && type.typeName.type === "Identifier" ? type.typeName.name : "";
}

function ownerOf({ parent }: FunctionNode): ClassNode | undefined {
  const owner = parent.type === "MethodDefinition" ? parent.parent.parent : undefined;
  return owner?.type === "ClassDeclaration" || owner?.type === "ClassExpression" ? owner : undefined;
}

/** The fields of a class and of its bases; those that a base is told nothing of say nothing. */
function fieldsOf(shelf: Shelf, { module, node }: Pick<Asked, "module" | "node">, args: readonly Value[] | undefined, typesOf: (owner: ClassNode) => ReadonlyMap<string, string>, depth: number): ReadonlyMap<string, Value> {
  const { run } = module;
  const { fields, handedOn } = partsOf(run, node, args, typesOf(node));
  const own = [...fields].filter(([, value]) => depth === 0 || !isOf(value, node)).map(([key, value]) => [key, outside(module, value)] as const);
  const base = importedBase(run, node);
  const path = base && shelf.resolve(base.source, run.facts.file.path);
  const found = base && path !== undefined && depth < DEEPEST ? findMaker(shelf, path, base.name, []) : undefined;
  const below = found?.kind === "class" ? fieldsOf(shelf, found, handedOn?.map((value) => outside(module, value)), typesOf, depth + 1) : [];
  return new Map([...below, ...own]);
}

function isOf(value: Value, owner: Node): boolean {
  return value.kind === "reference" && value.root.kind === "this" && value.root.owner === owner;
}

/** A value as another file may read it; of what a class is handed, its declared types tell. */
function outside({ run }: Module, value: Value): Value {
  return value.kind === "reference" && value.root.kind === "this" ? value : detachValue(value, run);
}
