import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import type { Call } from "../call.ts";
import { constant, list, reference, unknown } from "../make-value.ts";
import { propertyOf } from "../object-value.ts";
import { withPlaceholders, withRoots } from "../preparation.ts";
import type { FunctionValue, ObjectEntry, ObjectValue, Reference, Value } from "../value.ts";
import { classNamed, lineageOf, methodOfClass } from "./classes.ts";
import type { ImportedFunction } from "./elsewhere.ts";
import { evaluate } from "./expressions.ts";
import { runInline } from "./functions.ts";
import { importedBase, importedName } from "./imported-calls.ts";
import { member } from "./members.ts";
import { propertyKey } from "./patterns.ts";
import type { Run } from "./run.ts";
import { enclosingClass, thisOf } from "./this-value.ts";

/** Under which an object keeps what is handed to a base class that this file does not show. */
const HANDED_ON = "super()";

export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** What a method is called on that another file makes: an object, or what a function or a class gives for some arguments. */
export interface MadeElsewhere {
  readonly maker: ImportedFunction;
  /** Absent for an object that is there already. */
  readonly args: readonly Value[] | undefined;
}

/** In a trial: an object of a class of this file, with its methods and with what its constructor sets. */
export function objectMade(run: Run, { construct, callee, args }: Pick<Call, "construct" | "callee" | "args">): ObjectValue | undefined {
  const owner = construct && callee.kind === "reference" && callee.path.length === 0 && callee.root.kind === "opaque" && callee.root.node.type === "Identifier" ? classNamed(run, callee.root.node.name) : undefined;
  return owner && instanceOf(run, owner, args);
}

/** In a trial: an object of a class, its base's parts first. */
export function instanceOf(run: Run, owner: ClassNode, args: readonly Value[]): ObjectValue {
  const lineage = [...lineageOf(run, owner)];
  const names = new Set(lineage.flatMap((one) => methodsIn(run, one)));
  const methods = [...names].flatMap((key): readonly ObjectEntry[] => {
    const fn = methodOfClass(run, owner, key);
    return fn ? [{ kind: "property", key, value: fn, optional: false }] : [];
  });
  const kind: ObjectEntry = { kind: "property", key: "constructor", value: reference({ kind: "this", id: `class@${String(owner.range[0])}`, owner }, []), optional: false };
  const plain: ObjectValue = { kind: "object", entries: [kind, ...methods] };
  // One that makes another of its kind while it is made.
  if (run.inlined.has(owner)) return plain;
  run.inlined.add(owner);
  const made = constructed(run, lineage, plain, args);
  run.inlined.delete(owner);
  return made;
}

function methodsIn(run: Run, { body }: ClassNode): readonly string[] {
  return body.body.flatMap((member) => (isMethod(member) && !member.static ? (propertyKey(run, member) ?? []) : []));
}

function isMethod(member: TSESTree.ClassElement): member is TSESTree.MethodDefinition | TSESTree.PropertyDefinition {
  if (member.type === "MethodDefinition") return member.kind === "method";
  return member.type === "PropertyDefinition" && (member.value?.type === "ArrowFunctionExpression" || member.value?.type === "FunctionExpression");
}

/** Runs the fields and the constructor of the first class; `super(…)` runs those of the next. */
function constructed(run: Run, [owner, ...bases]: readonly ClassNode[], object: ObjectValue, args: readonly Value[]): ObjectValue {
  if (!owner) return args.length === 0 ? object : { kind: "object", entries: [...object.entries, { kind: "property", key: HANDED_ON, value: listOfArguments(args), optional: false }] };
  const fields = owner.body.body.flatMap((member): readonly ObjectEntry[] => {
    const key = member.type === "PropertyDefinition" && member.value && !member.static && !isMethod(member) ? propertyKey(run, member) : undefined;
    return member.type === "PropertyDefinition" && member.value && key !== undefined ? [{ kind: "property", key, value: evaluate(run, member.value), optional: false }] : [];
  });
  const constructor = owner.body.body.find((member) => member.type === "MethodDefinition" && member.kind === "constructor");
  const fn = constructor?.type === "MethodDefinition" && constructor.value.type === "FunctionExpression" ? constructor.value : undefined;
  const own: ObjectValue = { kind: "object", entries: [...object.entries, ...fields] };
  if (!fn) return constructed(run, bases, own, args);
  const value = functionOf(run, fn);
  run.state.assign(fn, { kind: "object", entries: [...own.entries, ...parameterFields(fn, args)] });
  runInline(run, value, args, "once");
  const made = run.state.variables.get(fn);
  return made?.kind === "object" ? made : own;
}

/** `constructor(private readonly companyId: string)`. */
function parameterFields({ params }: TSESTree.FunctionExpression, args: readonly Value[]): readonly ObjectEntry[] {
  return params.flatMap((parameter, index): readonly ObjectEntry[] => {
    const named = parameter.type === "TSParameterProperty" ? (parameter.parameter.type === "AssignmentPattern" ? parameter.parameter.left : parameter.parameter) : undefined;
    return named?.type === "Identifier" ? [{ kind: "property", key: named.name, value: args[index] ?? constant(undefined, parameter), optional: false }] : [];
  });
}

function functionOf(run: Run, fn: TSESTree.FunctionExpression): FunctionValue {
  return { kind: "function", fn, closure: { state: run.state.fork(), frame: run.frame }, node: fn };
}

/** In a trial: what a method of an object gives; undefined for one that cannot be looked into. */
export function calledOn(run: Run, object: Value, method: string, args: readonly Value[]): Value | undefined {
  if (object.kind === "object") {
    const own = propertyOf(object, method)?.value;
    return own?.kind === "function" ? runMethod(run, own, object, args) : inherited(run, object, method, args);
  }
  const made = object.kind === "reference" && object.path.length === 0 && object.root.kind === "call" ? objectMade(run, object.root) : undefined;
  if (made) return calledOn(run, made, method, args);
  const elsewhere = madeElsewhere(run, object);
  // The other file knows nothing of this one's values: something stands in their place meanwhile.
  const { values, meant } = withPlaceholders(elsewhere?.args ?? []);
  const found = elsewhere && run.elsewhere?.trialOfMethod({ ...elsewhere, args: elsewhere.args && values }, method, args);
  return found && withRoots(found.result, meant);
}

function madeElsewhere(run: Run, object: Value): MadeElsewhere | undefined {
  if (object.kind !== "reference") return undefined;
  const from = run.facts.file.path;
  const there = importedName(object);
  if (there) return { maker: { from, ...there }, args: undefined };
  const made = object.root.kind === "call" && object.path.length === 0 && object.root.callee.kind === "reference" ? importedName(object.root.callee) : undefined;
  return made && object.root.kind === "call" ? { maker: { from, ...made }, args: object.root.args } : undefined;
}

function runMethod(run: Run, fn: FunctionValue, self: Value, args: readonly Value[]): Value {
  const outer = run.frame;
  // What stands at the top of a module runs no callbacks; a method does.
  run.frame = { ...outer, fn: outer.fn ?? fn.fn };
  run.state.assign(fn.fn, self);
  const result = runInline(run, fn, args, "once");
  run.frame = outer;
  return result;
}

/** A method that a class of a library hands down, as far as its adapter knows what that does. */
function inherited(run: Run, object: ObjectValue, method: string, args: readonly Value[]): Value | undefined {
  const kind = propertyOf(object, "constructor")?.value;
  const owner = kind?.kind === "reference" && kind.root.kind === "this" ? kind.root.owner : undefined;
  const base = importedBase(run, owner);
  const library = base && run.dataAdapters.find(({ packages, clients }) => clients?.inherits && packages.includes(base.source));
  const own = object.entries.flatMap((entry) => (entry.kind === "property" && entry.value.kind === "function" ? [entry.key] : []));
  return base && library?.clients?.inherits?.(base.name, method, args, own, (name, given) => calledAgain(run, object, name, given));
}

/** In a trial: what the fields hold of an object of a class, and what a base class of another file is handed. */
export function partsOfInstance(run: Run, owner: ClassNode, self: Reference, args: readonly Value[] | undefined): { readonly fields: ReadonlyMap<string, Value>; readonly handedOn: readonly Value[] | undefined } {
  const object = args ? instanceOf(run, owner, args) : instanceMade(run, owner, self);
  const set = object.entries.flatMap((entry) => (entry.kind === "property" && !entry.optional && entry.value.kind !== "function" && entry.key !== HANDED_ON && entry.key !== "constructor" ? [[entry.key, entry.value] as const] : []));
  const got = [...lineageOf(run, owner)].reverse().flatMap(({ body }) => body.body).flatMap((member) => {
    const key = member.type === "MethodDefinition" && member.kind === "get" && !member.static ? propertyKey(run, member) : undefined;
    return member.type === "MethodDefinition" && member.value.type === "FunctionExpression" && key !== undefined ? [[key, runMethod(run, functionOf(run, member.value), object, [])] as const] : [];
  });
  const handedOn = propertyOf(object, HANDED_ON)?.value;
  return { fields: new Map([...set, ...got].filter(([, value]) => value.kind !== "unknown")), handedOn: handedOn?.kind === "list" ? handedOn.items.map((item) => item.value) : undefined };
}

/** In a trial: an object of a class, whose constructor is given what `self` knows under the same names. */
export function instanceMade(run: Run, owner: ClassNode, self: Reference): ObjectValue {
  return instanceOf(run, owner, parametersOf(run, owner).map((parameter) => givenAs(run, parameter, self)));
}

/** In a trial: what a field holds of such an object. */
export function fieldIn(run: Run, owner: ClassNode, self: Reference, key: string): Value | undefined {
  const object = instanceMade(run, owner, self);
  const held = propertyOf(object, key)?.value;
  if (held) return held;
  const getter = owner.body.body.find((member) => member.type === "MethodDefinition" && member.kind === "get" && propertyKey(run, member) === key);
  return getter?.type === "MethodDefinition" && getter.value.type === "FunctionExpression" ? runMethod(run, functionOf(run, getter.value), object, []) : undefined;
}

/** Calls a method that may be running already, for a part of what it was called with. */
function calledAgain(run: Run, object: ObjectValue, method: string, args: readonly Value[]): Value | undefined {
  const again: Run = { ...run, inlined: new Set(), state: run.state.fork() };
  const result = calledOn(again, object, method, args);
  run.lastId = again.lastId;
  return result;
}

/** What the constructor of a class is given, its own or the one that it has from a base. */
function parametersOf(run: Run, owner: ClassNode): readonly Node[] {
  for (const { body } of lineageOf(run, owner)) {
    for (const member of body.body) if (member.type === "MethodDefinition" && member.kind === "constructor") return member.value.params;
  }
  return [];
}

function listOfArguments(args: readonly Value[]): Value {
  return list(args.map((value) => ({ value, optional: false, many: false })));
}

function givenAs(run: Run, parameter: Node, self: Reference): Value {
  const named = parameter.type === "TSParameterProperty" ? parameter.parameter : parameter;
  const plain = named.type === "AssignmentPattern" ? named.left : named;
  return plain.type === "Identifier" ? member(run, self, plain.name) : unknown("what a constructor is given", parameter);
}

/** In a trial: a call on an object that is known, on `super`, or of `super` itself. */
export function callOnObject(run: Run, call: Call): Value | undefined {
  const { node, receiver, method, args } = call;
  const target = node.type === "CallExpression" ? node.callee : undefined;
  if (target?.type === "Super") return callOfBase(run, target, args);
  if (target?.type === "MemberExpression" && target.object.type === "Super" && method !== undefined) return callOnBase(run, target.object, method, args);
  if (method === undefined || receiver === undefined) return objectMade(run, call);
  const isObject = receiver.kind === "object" && (call.callee.kind === "function" || propertyOf(receiver, "constructor") !== undefined);
  const isMade = receiver.kind === "reference" && receiver.root.kind === "call" && receiver.root.construct && receiver.path.length === 0;
  return isObject || isMade ? calledOn(run, receiver, method, args) : objectMade(run, call);
}

/** `super(…)`. */
function callOfBase(run: Run, node: Node, args: readonly Value[]): Value | undefined {
  const self = thisOf(run, node);
  const fn = constructorAround(node);
  if (self.kind !== "object" || !fn) return undefined;
  const [, ...bases] = lineageOf(run, enclosingClass(node));
  run.state.assign(fn, constructed(run, bases, self, args));
  return constant(undefined, node);
}

function constructorAround(node: Node): TSESTree.FunctionExpression | undefined {
  for (let at = node.parent; at; at = at.parent) if (at.type === "FunctionExpression") return at;
  return undefined;
}

/** `super.method(…)`: of the base class in this file, or of one that a library declares. */
function callOnBase(run: Run, node: Node, method: string, args: readonly Value[]): Value | undefined {
  const self = thisOf(run, node);
  const [, base] = lineageOf(run, enclosingClass(node));
  const fn = base && methodOfClass(run, base, method);
  if (fn) return runMethod(run, fn, self, args);
  return self.kind === "object" ? inherited(run, self, method, args) : undefined;
}
