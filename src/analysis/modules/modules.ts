import type { TSESTree } from "@typescript-eslint/types";
import type { Node, SourceFile } from "../../syntax/source-file.ts";
import type { Elsewhere, ImportedFunction } from "../interpret/elsewhere.ts";
import { evaluate } from "../interpret/expressions.ts";
import { classNamed, methodOfClass, summarize } from "../interpret/functions.ts";
import { importedBase, importOf } from "../interpret/imported-calls.ts";
import { member } from "../interpret/members.ts";
import type { Run } from "../interpret/run.ts";
import { executeAll } from "../interpret/statements.ts";
import type { Summary } from "../interpret/summary.ts";
import type { Reference, Value } from "../value.ts";
import { detach, detachValue } from "./detach.ts";
import { exportsOf, type Exports } from "./exports.ts";
import { Walks } from "./walks.ts";

/** What the modules of a project are read with. */
export interface ModuleReader {
  /** Absolute path of the file that a specifier, or a path without its ending, means; undefined for what is not the project's own. */
  resolve(source: string, from: string): string | undefined;
  /** The parsed file; undefined when it cannot be read or parsed. */
  read(path: string): SourceFile | undefined;
  /** A fresh run over a file, for functions that are summarised on demand. */
  start(file: SourceFile, elsewhere: Elsewhere, walks: Walks): Run;
}

interface Module {
  readonly run: Run;
  readonly exports: Exports;
}

/** A name of a module, found. */
type Found = { readonly module: Module } & ({ readonly kind: "value"; readonly value: Value } | { readonly kind: "class"; readonly node: ClassNode });

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** The functions of a project's files, each file opened and each function summarised when a call first leads to it. */
export class Modules implements Elsewhere {
  readonly #reader: ModuleReader;
  readonly #modules = new Map<string, Module | undefined>();
  readonly #walks = new Walks();
  readonly #values = new Map<string, Value | undefined>();
  readonly #detached = new WeakMap<Summary, Summary>();

  constructor(reader: ModuleReader) {
    this.#reader = reader;
  }

  summaryOf({ from, source, path }: ImportedFunction): Summary | undefined {
    const [name, ...rest] = path;
    const found = name === undefined ? undefined : this.#find(source, from, name, rest, new Set());
    if (found?.kind !== "value" || found.value.kind !== "function") return undefined;
    const { run } = found.module;
    const summary = summarize(run, found.value, []);
    if (!summary) return undefined;
    const known = this.#detached.get(summary) ?? detach(summary, run);
    this.#detached.set(summary, known);
    return known;
  }

  valueOf({ from, source, path }: ImportedFunction): Value | undefined {
    const key = `${from} ${source} ${path.join(" ")}`;
    if (this.#values.has(key)) return this.#values.get(key);
    const [name, ...rest] = path;
    const found = name === undefined ? undefined : this.#find(source, from, name, rest, new Set());
    const value = found?.kind === "value" ? detachValue(found.value, found.module.run) : undefined;
    this.#values.set(key, value);
    return value;
  }

  /** Follows a name and the properties behind it through re-exports, imports, objects and classes. */
  #find(source: string, from: string, name: string, rest: readonly string[], seen: Set<string>): Found | undefined {
    const path = this.#reader.resolve(source, from);
    if (path === undefined || seen.has(`${path} ${name}`)) return undefined;
    seen.add(`${path} ${name}`);
    const module = this.#open(path);
    if (!module) return undefined;
    if (name === "*") {
      const [first, ...others] = rest;
      // What `module.exports = fn` gives away is the whole module.
      if (first === undefined) return this.#find(source, from, "default", [], seen);
      return this.#find(source, from, first, others, seen) ?? (first === "default" || others.length > 0 ? undefined : this.#find(source, from, "default", rest, seen));
    }
    const exported = module.exports.named.get(name);
    if (!exported) return name === "default" ? undefined : this.#findInAll(module, path, name, rest, seen);
    switch (exported.kind) {
      case "from":
        return this.#find(exported.source, path, exported.name, rest, seen);
      case "name":
        return this.#local(module, exported.name, rest, seen);
      case "expression":
        return this.#expression(module, exported.node, rest, seen);
    }
  }

  #findInAll({ exports }: Module, path: string, name: string, rest: readonly string[], seen: Set<string>): Found | undefined {
    for (const source of exports.all) {
      const found = this.#find(source, path, name, rest, seen);
      if (found) return found;
    }
    return undefined;
  }

  #local(module: Module, name: string, rest: readonly string[], seen: Set<string>): Found | undefined {
    const { run } = module;
    const declared = classNamed(run, name);
    if (declared) return this.#follow(module, { module, kind: "class", node: declared }, rest, seen);
    const imported = importOf(run, name);
    if (imported) return this.#find(imported.source, run.facts.file.path, imported.name, rest, seen);
    const [variable] = run.facts.file.scopes.scopes.flatMap((scope) => (scope.type === "module" || scope.type === "global" ? scope.set.get(name) ?? [] : []));
    const value = variable && run.state.variables.get(variable);
    return value && this.#follow(module, { module, kind: "value", value: unwrapped(run, value) }, rest, seen);
  }

  #expression(module: Module, node: Node, rest: readonly string[], seen: Set<string>): Found | undefined {
    if (node.type === "ClassDeclaration" || node.type === "ClassExpression") return this.#follow(module, { module, kind: "class", node }, rest, seen);
    const { run } = module;
    const value = node.type === "FunctionDeclaration" ? run.frame.functions.find(({ fn }) => fn === node) : evaluate(run, node);
    return value && this.#follow(module, { module, kind: "value", value: unwrapped(run, value) }, rest, seen);
  }

  /** Goes on from a value or a class to its properties. */
  #follow(module: Module, found: Found, rest: readonly string[], seen: Set<string>): Found | undefined {
    const [step, ...others] = rest;
    // A name for what another module gives: `export const plots = { remove: removePlot }`.
    if (found.kind === "value" && found.value.kind === "reference" && found.value.root.kind === "import") {
      const { root, path } = found.value;
      return this.#find(root.source, module.run.facts.file.path, root.name, [...path, ...rest], seen);
    }
    if (step === undefined) return found;
    if (found.kind === "class") return this.#method(module, found.node, step, others, seen);
    const { value } = found;
    if (value.kind === "object") return this.#follow(module, { module, kind: "value", value: member(module.run, value, step) }, others, seen);
    if (value.kind !== "reference") return undefined;
    return this.#ofInstance(module, value, rest, seen);
  }

  #ofInstance(module: Module, { root, path }: Reference, rest: readonly string[], seen: Set<string>): Found | undefined {
    const [step = "", ...others] = rest;
    const at = module.run.facts.file.path;
    if (root.kind !== "call" || !root.construct || root.callee.kind !== "reference") return undefined;
    // An object that the module makes: `export const plots = new PlotService()`.
    const { root: made, path: inside } = root.callee;
    if (made.kind === "import") return this.#find(made.source, at, made.name, [...inside, ...path, ...rest], seen);
    const own = inside.length === 0 && made.kind === "opaque" && made.node.type === "Identifier" ? classNamed(module.run, made.node.name) : undefined;
    return own && this.#method(module, own, step, others, seen);
  }

  /** A method of a class or of a class it extends, in this file or another. */
  #method(module: Module, node: ClassNode, name: string, rest: readonly string[], seen: Set<string>): Found | undefined {
    if (rest.length > 0) return undefined;
    const fn = methodOfClass(module.run, node, name);
    if (fn) return { module, kind: "value", value: fn };
    const base = importedBase(module.run, node);
    return base && this.#find(base.source, module.run.facts.file.path, base.name, [name], seen);
  }

  #open(path: string): Module | undefined {
    if (this.#modules.has(path)) return this.#modules.get(path);
    // While it is being opened, a module that imports it back finds nothing of it that runs at once.
    this.#modules.set(path, undefined);
    const file = this.#reader.read(path);
    const module = file && this.#start(file);
    this.#modules.set(path, module);
    return module;
  }

  #start(file: SourceFile): Module {
    const run = this.#reader.start(file, this, this.#walks);
    executeAll(run, file.program.body);
    run.state.ended = false;
    return { run, exports: exportsOf(file.program) };
  }
}

/** Functions that give back what they are handed, only quicker or fewer times: the parameters stay the same. */
const TRANSPARENT = /^(cache|memo|memoize|once|dedupe|useCallback|unstable_cache)$/;

/** `cache(async (id) => …)` is called as the function inside. */
function unwrapped(run: Run, value: Value): Value {
  if (value.kind !== "reference" || value.root.kind !== "call" || value.path.length > 0) return value;
  const { node } = value.root;
  if (node.type !== "CallExpression") return value;
  const [inner] = node.arguments;
  const name = node.callee.type === "Identifier" ? node.callee.name : node.callee.type === "MemberExpression" && node.callee.property.type === "Identifier" ? node.callee.property.name : "";
  if (!TRANSPARENT.test(name) || !inner) return value;
  return run.frame.functions.find(({ fn }) => fn === inner) ?? value;
}

