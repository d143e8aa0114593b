import { namesIn } from "../../frameworks/parts/names.ts";
import type { Node } from "../../syntax/source-file.ts";
import { evaluate } from "../interpret/expressions.ts";
import { classNamed, methodOfClass } from "../interpret/classes.ts";
import { importedBase, importOf } from "../interpret/imported-calls.ts";
import { member } from "../interpret/members.ts";
import type { ClassNode } from "../interpret/objects.ts";
import type { Run } from "../interpret/run.ts";
import { typeNamed, type TypeDeclaration } from "../interpret/type-properties.ts";
import { reference, unknown } from "../make-value.ts";
import type { FunctionValue, Reference, Value } from "../value.ts";
import type { Exports } from "./exports.ts";
import { detachValue } from "./detach.ts";
import { isTransparent } from "./glance.ts";
import type { Walks } from "./walks.ts";

/** A file whose top has been run, and whose functions are summarised on demand. */
export interface Module {
  readonly run: Run;
  readonly exports: Exports;
  readonly walks: Walks;
}

/** Where a look-up gets the modules from. */
export interface Shelf {
  /** Absolute path of the file that a specifier means. */
  resolve(source: string, from: string): string | undefined;
  /** The module of a path; undefined when it has no function under a name, or cannot be read. */
  open(path: string, name: string): Module | undefined;
}

/** A function and the module that it stands in. */
export interface FoundFunction {
  readonly module: Module;
  readonly fn: FunctionValue;
  /** The class that was asked, or the one object of it, where the function is a method that it may have from a base. */
  readonly asked?: Asked | undefined;
}

/** A class whose method is asked for, or an object that is made of it. */
export interface Asked {
  readonly module: Module;
  readonly node: ClassNode;
  /** What makes the object. */
  readonly made?: { readonly node: Node; readonly args: readonly Value[] } | undefined;
}

/** A value and the module that it stands in. */
export interface FoundValue {
  readonly module: Module;
  readonly value: Value;
}

/** A type and the module that declares it. */
export interface FoundType {
  readonly module: Module;
  readonly node: TypeDeclaration;
}

/** A name of a module, found. */
type Found = { readonly module: Module } & ({ readonly kind: "value"; readonly value: Value } | { readonly kind: "class"; readonly node: ClassNode } | { readonly kind: "type"; readonly node: TypeDeclaration });

/** The function that a name of a module and the properties behind it lead to. */
export function findFunction(shelf: Shelf, path: string, name: string, rest: readonly string[]): FoundFunction | undefined {
  const lookup = new Lookup(shelf);
  const found = lookup.inFile(path, name, rest);
  return found?.kind === "value" && found.value.kind === "function" ? { module: found.module, fn: found.value, asked: lookup.asked } : undefined;
}

/** The value that a name of a module and the properties behind it lead to; undefined for classes. */
export function findValue(shelf: Shelf, path: string, name: string, rest: readonly string[]): FoundValue | undefined {
  const found = new Lookup(shelf).inFile(path, name, rest);
  return found?.kind === "value" ? found : undefined;
}

/** The same of a name for a function that may be handed to a wrapper where it stands, in the field of a class too. */
export function findWrapped(shelf: Shelf, path: string, name: string, rest: readonly string[]): FoundValue | undefined {
  const found = new Lookup(shelf, true).inFile(path, name, rest);
  return found?.kind === "value" ? found : undefined;
}

/** A class, a function or an object that a name of a module leads to. */
export type FoundMaker = Extract<Found, { readonly kind: "class" | "value" }>;

/** What a name of a module and the properties behind it lead to, a class included. */
export function findMaker(shelf: Shelf, path: string, name: string, rest: readonly string[]): FoundMaker | undefined {
  const found = new Lookup(shelf).inFile(path, name, rest);
  return found?.kind === "type" ? undefined : found;
}

/** The type that a name of a module leads to. */
export function findType(shelf: Shelf, path: string, name: string): FoundType | undefined {
  const found = new Lookup(shelf).inFile(path, name, []);
  return found && found.kind !== "value" ? found : undefined;
}

/** Follows a name and the properties behind it through re-exports, imports, objects and classes. */
class Lookup {
  readonly #shelf: Shelf;
  readonly #seen = new Set<string>();
  /** True where what a wrapper gives counts as the function inside. */
  readonly #wrapped: boolean;
  #made: Asked["made"];
  /** The first class whose method was asked for. */
  asked: Asked | undefined;

  constructor(shelf: Shelf, wrapped = false) {
    this.#shelf = shelf;
    this.#wrapped = wrapped;
  }

  inFile(path: string, name: string, rest: readonly string[]): Found | undefined {
    const key = `${path} ${name}`;
    if (this.#seen.has(key)) return undefined;
    this.#seen.add(key);
    if (name === "*") return this.#inWhole(path, rest);
    const module = this.#shelf.open(path, name);
    const exported = module?.exports.named.get(name);
    if (!module) return undefined;
    if (!exported) return name === "default" ? undefined : this.#inAll(module, path, name, rest);
    switch (exported.kind) {
      case "from":
        return this.#imported(exported.source, path, exported.name, rest);
      case "name":
        return this.#local(module, exported.name, rest);
      case "expression":
        return this.#expression(module, exported.node, rest);
    }
  }

  #inWhole(path: string, rest: readonly string[]): Found | undefined {
    const [first, ...others] = rest;
    // What `module.exports = fn` gives away is the whole module.
    if (first === undefined) return this.inFile(path, "default", []);
    return this.inFile(path, first, others) ?? (first === "default" || others.length > 0 ? undefined : this.inFile(path, "default", rest));
  }

  #imported(source: string, from: string, name: string, rest: readonly string[]): Found | undefined {
    const path = this.#shelf.resolve(source, from);
    return path === undefined ? undefined : this.inFile(path, name, rest);
  }

  #inAll({ exports }: Module, path: string, name: string, rest: readonly string[]): Found | undefined {
    for (const source of exports.all) {
      const found = this.#imported(source, path, name, rest);
      if (found) return found;
    }
    return undefined;
  }

  #local(module: Module, name: string, rest: readonly string[]): Found | undefined {
    const { run } = module;
    const declared = classNamed(run, name);
    if (declared) return this.#follow(module, { module, kind: "class", node: declared }, rest);
    const imported = importOf(run, name);
    if (imported) return this.#imported(imported.source, run.facts.file.path, imported.name, rest);
    const [variable] = run.facts.file.scopes.scopes.flatMap((scope) => (scope.type === "module" || scope.type === "global" ? scope.set.get(name) ?? [] : []));
    const value = variable && run.state.variables.get(variable);
    if (value) return this.#follow(module, { module, kind: "value", value: unwrapped(run, value) }, rest);
    const type = rest.length === 0 ? typeNamed(run, name) : undefined;
    return type && { module, kind: "type", node: type };
  }

  #expression(module: Module, node: Node, rest: readonly string[]): Found | undefined {
    if (node.type === "ClassDeclaration" || node.type === "ClassExpression") return this.#follow(module, { module, kind: "class", node }, rest);
    const { run } = module;
    const value = node.type === "FunctionDeclaration" ? run.frame.functions.find(({ fn }) => fn === node) : evaluate(run, node);
    return value && this.#follow(module, { module, kind: "value", value: unwrapped(run, value) }, rest);
  }

  /** Goes on from a value or a class to its properties. */
  #follow(module: Module, found: Found, rest: readonly string[]): Found | undefined {
    const [step, ...others] = rest;
    // A name for what another module gives: `export const plots = { remove: removePlot }`.
    if (found.kind === "value" && found.value.kind === "reference" && found.value.root.kind === "import") {
      const { root, path } = found.value;
      return this.#imported(root.source, module.run.facts.file.path, root.name, [...path, ...rest]);
    }
    if (step === undefined) return found;
    if (found.kind === "type") return undefined;
    if (found.kind === "class") return this.#method(module, found.node, step, others);
    const { value } = found;
    if (value.kind === "object") return this.#follow(module, { module, kind: "value", value: member(module.run, value, step) }, others);
    if (value.kind !== "reference") return undefined;
    return this.#ofInstance(module, value, rest);
  }

  #ofInstance(module: Module, { root, path }: Reference, rest: readonly string[]): Found | undefined {
    const [step = "", ...others] = rest;
    if (root.kind !== "call" || !root.construct || root.callee.kind !== "reference") return undefined;
    // An object that the module makes: `export const plots = new PlotService()`.
    const { root: made, path: inside } = root.callee;
    this.#made ??= { node: root.node, args: root.args.map((argument) => detachValue(argument, module.run)) };
    if (made.kind === "import") return this.#imported(made.source, module.run.facts.file.path, made.name, [...inside, ...path, ...rest]);
    const own = inside.length === 0 && made.kind === "opaque" && made.node.type === "Identifier" ? classNamed(module.run, made.node.name) : undefined;
    return own && this.#method(module, own, step, others);
  }

  /** A method of a class or of a class it extends, in this file or another. */
  #method(module: Module, node: ClassNode, name: string, rest: readonly string[]): Found | undefined {
    if (rest.length > 0) return undefined;
    this.asked ??= { module, node, made: this.#made };
    const fn = methodOfClass(module.run, node, name);
    if (fn) return { module, kind: "value", value: fn };
    const field = this.#wrapped ? calledField(node, name) : undefined;
    if (field) return { module, kind: "value", value: field };
    const base = importedBase(module.run, node);
    return base && this.#imported(base.source, module.run.facts.file.path, base.name, [name]);
  }
}

/** A field that holds what a call gives: `find = catchErrors(async (req, res) => …)`. */
function calledField({ body }: ClassNode, name: string): Reference | undefined {
  const field = body.body.find((one) => one.type === "PropertyDefinition" && one.key.type === "Identifier" && one.key.name === name);
  if (field?.type !== "PropertyDefinition" || field.value?.type !== "CallExpression") return undefined;
  const node = field.value;
  return reference({ kind: "call", id: `field ${String(node.range[0])}`, node, callee: unknown("a wrapper", node), args: [], construct: false, shape: undefined }, [], node);
}

/** `cache(async (id) => …)` and `traced({ name })(load)` are called as the function inside. */
function unwrapped(run: Run, value: Value): Value {
  if (value.kind !== "reference" || value.root.kind !== "call" || value.path.length > 0 || value.root.node.type !== "CallExpression") return value;
  const { callee, arguments: [inner] } = value.root.node;
  const name = namesIn(callee)?.at(-1) ?? "";
  if (!inner || !isTransparent(name)) return value;
  const known = run.frame.functions.find(({ fn }) => fn === inner) ?? (inner.type === "Identifier" ? evaluate(run, inner) : undefined);
  return known?.kind === "function" ? known : value;
}
