import type { Reference, Shape, Value } from "../analysis/value.ts";
import type { Framework, MethodSource, Source } from "./framework.ts";

/** What the result of a call carries, when a framework or auth library says so; awaiting it changes nothing. */
export function sourceOf(callee: Value, frameworks: readonly Framework[]): Shape | undefined {
  if (callee.kind !== "reference") return undefined;
  const { methods, ...index } = indexOf(frameworks);
  const source = ofModule(index.sources, callee).find(({ name }) => isCalled(callee, name)) ?? ofMade(index.sources, callee);
  if (source) return source.gives;
  const path = spelledPath(callee);
  return methods.get(path.at(-1) ?? "")?.find((one) => endsWith(path, one.path))?.gives;
}

/** A method of an object that is made here: `new AsyncLocalStorage().getStore()`. */
function ofMade(sources: Declared<Source>, { root, path }: Reference): Source | undefined {
  const made = root.kind === "call" && root.construct && root.callee.kind === "reference" ? root.callee : undefined;
  return made && ofModule(sources, made).find(({ name }) => name.startsWith("new ") && isCalled({ ...made, path: [...made.path, ...path] }, name.slice(4)));
}

interface Named {
  readonly from: string;
  readonly name: string;
}

/** What frameworks declare of modules, and what of it was found to concern a module so far, by its specifier. */
interface Declared<Declaration extends Named> {
  readonly all: readonly Declaration[];
  readonly byModule: Map<string, readonly Declaration[]>;
}

interface Index {
  readonly sources: Declared<Source>;
  readonly exits: Declared<Named>;
  /** By the last name of their path. */
  readonly methods: ReadonlyMap<string, readonly MethodSource[]>;
}

const indexes = new WeakMap<readonly Framework[], Index>();

/** Most calls match nothing, so they are turned away by their last name. */
function indexOf(frameworks: readonly Framework[]): Index {
  const known = indexes.get(frameworks);
  if (known) return known;
  const methods = new Map<string, MethodSource[]>();
  for (const method of frameworks.flatMap((framework) => framework.methods ?? [])) {
    const last = method.path.split(".").at(-1) ?? "";
    methods.set(last, [...(methods.get(last) ?? []), method]);
  }
  const index: Index = {
    sources: { all: frameworks.flatMap((framework) => framework.sources ?? []), byModule: new Map() },
    exits: { all: frameworks.flatMap((framework) => framework.exits ?? []), byModule: new Map() },
    methods,
  };
  indexes.set(frameworks, index);
  return index;
}

/** True for a call that never returns, such as `redirect` of `next/navigation`. */
export function isExit(callee: Value, frameworks: readonly Framework[]): boolean {
  return callee.kind === "reference" && ofModule(indexOf(frameworks).exits, callee).some(({ name }) => isCalled(callee, name));
}

/** What is declared of the module that a callee is imported from, or of the globals. */
function ofModule<Declaration extends Named>({ all, byModule }: Declared<Declaration>, { root }: Reference): readonly Declaration[] {
  if (root.kind !== "import" && root.kind !== "global") return [];
  const source = root.kind === "global" ? "globals" : root.source;
  const declared = byModule.get(source) ?? all.filter(({ from }) => isModule(source, from));
  byModule.set(source, declared);
  return declared;
}

function isCalled({ root, path }: Reference, name: string): boolean {
  if (root.kind === "global") return [root.name, ...path].join(".") === name;
  if (root.kind !== "import") return false;
  const spelled = [...(root.name === "*" ? [] : [root.name]), ...path].join(".");
  return spelled === name || (name.startsWith("default.") && spelled === name.slice("default.".length));
}

function isModule(source: string, from: string): boolean {
  if (!from.endsWith("/*")) return source === from;
  const base = from.slice(0, -2);
  return source === base || source.startsWith(`${base}/`);
}

/** The names a callee is spelled with; the root's own name only where it has one. */
function spelledPath(callee: Value): readonly string[] {
  if (callee.kind !== "reference") return [];
  const { root, path } = callee;
  if (root.kind === "import" || root.kind === "global") return [root.name, ...path];
  // Something stands before the path, and its name does not matter.
  return ["", ...path];
}

function endsWith(path: readonly string[], suffix: string): boolean {
  const names = suffix.split(".").filter(Boolean);
  const rest = path.length - names.length;
  if (rest < (suffix.startsWith(".") ? 1 : 0)) return false;
  return names.every((name, index) => path[rest + index] === name);
}
