import { callOf, calledName } from "../../adapters/calls.ts";
import type { Clients } from "../../adapters/data-adapter.ts";
import { unknown } from "../make-value.ts";
import { choiceOf, optionsOf } from "../object-value.ts";
import { withPlaceholders, withRoots, withValues, type Passed, type Preparation } from "../preparation.ts";
import { shapeAt } from "../../frameworks/shape.ts";
import { PREPARES, type CallRoot, type FunctionValue, type Reference, type Value } from "../value.ts";
import { preparationsByClass } from "./client-classes.ts";
import { importedName } from "./imported-calls.ts";
import { nextId, type Run } from "./run.ts";
import { fieldOf, tried, triedOn, type Tried } from "./trial.ts";

/** How far clients are followed that are made of others, over any number of files. */
const DEEPEST = 8;

/** What a client does to its queries before it runs them, in order; of several that it may be, the first, where all do something. */
export function preparationsOf(run: Run, client: Value, depth = 0): readonly Preparation[] {
  // What a global variable keeps over reloads is what was made here before.
  const options = optionsOf(client).filter((option) => option.kind === "reference" && option.root.kind !== "global");
  const found = options.map((option) => (option.kind === "reference" && depth < DEEPEST ? preparationsOfOne(run, option, depth) : []));
  return found.every((one) => one.length > 0) ? (found[0] ?? []) : [];
}

function preparationsOfOne(run: Run, client: Reference, depth: number): readonly Preparation[] {
  const byClass = preparationsByClass(run, client);
  if (byClass.length > 0) return byClass;
  const { root, path } = client;
  if (root.kind === "import") {
    const there = run.facts.imported(client);
    return there ? preparationsOf(run, there, depth + 1) : [];
  }
  const [field, ...others] = path;
  if (root.kind === "this" && root.owner && field !== undefined && others.length === 0) {
    const held = fieldOf(run, root.owner, field);
    return held ? preparationsOf(run, held, depth + 1) : [];
  }
  if (root.kind === "parameter") {
    const shape = shapeAt(root.shape, path);
    return (typeof shape === "object" && shape[PREPARES]) || [];
  }
  return root.kind === "call" && path.length === 0 ? madeBy(run, root, depth) : [];
}

const known = new WeakMap<CallRoot, readonly Preparation[]>();

/** What the client that a call makes does, by the code that the call is given. */
export function madeBy(run: Run, made: CallRoot, depth = 0): readonly Preparation[] {
  if (made.preparations) return made.preparations;
  const name = calledName(made) ?? "";
  const library = run.dataAdapters.find(({ clients }) => clients?.makers.test(name))?.clients;
  return library ? madeWith(run, made, library, depth) : [];
}

function madeWith(run: Run, made: CallRoot, library: Clients, depth: number): readonly Preparation[] {
  const found = known.get(made) ?? library.preparations(made, run.facts, {
    of: (value) => preparationsOf(run, value, depth + 1),
    run: (fn, args) => tried(run, fn, args).result,
    called: (object, method, args) => triedOn(run, () => object, method, args)?.result,
    passed: (fn, args, situation) => passed(run, fn, args, situation),
    there: (part) => preparedThere(run, made, library, part),
  });
  known.set(made, found);
  return found;
}

/** What a call does with a function of another file, or with what such a function gives: `$use(tenancy(store))`. */
function preparedThere(run: Run, maker: CallRoot, library: Clients, part: Value): readonly Preparation[] | undefined {
  if (part.kind !== "reference") return undefined;
  const made = callOf(part);
  const callee = made ? made.callee : part;
  const named = callee.kind === "reference" ? importedName(callee) : undefined;
  if (!named) return undefined;
  const { values, meant } = withPlaceholders(made?.args ?? []);
  const prepare = (other: Run, fn: Value): readonly Preparation[] => madeWith(other, { ...maker, id: nextId(other, "call"), args: [fn] }, library, 0);
  return run.elsewhere?.preparedBy({ from: run.facts.file.path, ...named }, made && values, prepare)?.map((one) => withValues(one, (value) => withRoots(value, meant)));
}

/** By what the function closes over: the same code may be given to clients of several tenants. */
const passedBefore = new WeakMap<object, Map<string, Passed>>();

/** What a function passes on to the query that it is run for; unknown where that cannot be seen. */
function passed(run: Run, fn: FunctionValue, args: readonly Value[], situation: string): Passed {
  const closure = fn.closure as object;
  const before = passedBefore.get(closure) ?? new Map<string, Passed>();
  passedBefore.set(closure, before);
  const found = before.get(situation) ?? joined(tried(run, { ...fn, captured: new Map() }, args));
  before.set(situation, found);
  const { captured } = fn;
  return captured ? withValues(found, (value) => withRoots(value, captured)) : found;
}

function joined({ passed: [first, ...others], settings }: Tried): Passed {
  return { args: first ? choiceOf([first, ...others]) : unknown("what the query is run with cannot be seen"), ...(settings.length > 0 ? { settings } : {}) };
}
