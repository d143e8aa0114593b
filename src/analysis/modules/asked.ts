import type { FunctionNode } from "../../syntax/functions.ts";
import { importedBase } from "../interpret/imported-calls.ts";
import type { Node } from "../../syntax/source-file.ts";
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
 * base, and sets beside it. `super(PlotModel)` says which model a method of `BaseRepository<T>` is about.
 */
export function thisOfAsked(shelf: Shelf, { module, fn, asked }: FoundFunction): Reference | undefined {
  const owner = ownerOf(fn.fn);
  if (!asked || !owner || (owner === asked.node && !asked.made)) return undefined;
  const held = heldBy(shelf, asked);
  return held.size === 0 ? undefined : reference({ kind: "this", id: `this@${module.run.facts.file.path}:${String(owner.range[0])}`, owner, held }, []);
}

/** What is known of each class and object of a module; nothing of those that are being looked at. */
const known = new WeakMap<Module, Map<Node, ReadonlyMap<string, Value>>>();

function heldBy(shelf: Shelf, { module, node, made }: Asked): ReadonlyMap<string, Value> {
  const ofModule = known.get(module) ?? new Map<Node, ReadonlyMap<string, Value>>();
  known.set(module, ofModule);
  const by = made?.node ?? node;
  const before = ofModule.get(by);
  if (before) return before;
  ofModule.set(by, new Map());
  const fields = fieldsOf(shelf, module, node, made?.args, 0);
  ofModule.set(by, fields);
  return fields;
}

function ownerOf({ parent }: FunctionNode): ClassNode | undefined {
  const owner = parent.type === "MethodDefinition" ? parent.parent.parent : undefined;
  return owner?.type === "ClassDeclaration" || owner?.type === "ClassExpression" ? owner : undefined;
}

/** The fields of a class and of its bases; those that a base is told nothing of say nothing. */
function fieldsOf(shelf: Shelf, module: Module, node: Asked["node"], args: readonly Value[] | undefined, depth: number): ReadonlyMap<string, Value> {
  const { run } = module;
  const { fields, handedOn } = partsOf(run, node, args);
  const own = [...fields].filter(([, value]) => depth === 0 || !isOf(value, node)).map(([key, value]) => [key, outside(module, value)] as const);
  const base = importedBase(run, node);
  const path = base && shelf.resolve(base.source, run.facts.file.path);
  const found = base && path !== undefined && depth < DEEPEST ? findMaker(shelf, path, base.name, []) : undefined;
  const below = found?.kind === "class" ? fieldsOf(shelf, found.module, found.node, handedOn?.map((value) => outside(module, value)), depth + 1) : [];
  return new Map([...below, ...own]);
}

function isOf(value: Value, owner: Node): boolean {
  return value.kind === "reference" && value.root.kind === "this" && value.root.owner === owner;
}

/** A value as another file may read it; of what a class is handed, its declared types tell. */
function outside({ run }: Module, value: Value): Value {
  return value.kind === "reference" && value.root.kind === "this" ? value : detachValue(value, run);
}
