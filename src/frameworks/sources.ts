import type { Shape, Value } from "../analysis/value.ts";
import type { Framework, MethodSource, Source } from "./framework.ts";

/** What the result of a call carries, when a framework or auth library says so; awaiting it changes nothing. */
export function sourceOf(callee: Value, frameworks: readonly Framework[]): Shape | undefined {
  if (callee.kind !== "reference") return undefined;
  const { sources, methods } = indexOf(frameworks);
  const { root } = callee;
  if (root.kind === "import" || root.kind === "global") {
    const source = sources.find(({ from, name }) => isNamed(callee, from, name));
    if (source) return source.gives;
  }
  const path = spelledPath(callee);
  return methods.get(path.at(-1) ?? "")?.find((one) => endsWith(path, one.path))?.gives;
}

interface Index {
  readonly sources: readonly Source[];
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
  const index: Index = { sources: frameworks.flatMap((framework) => framework.sources ?? []), methods };
  indexes.set(frameworks, index);
  return index;
}

/** True for a call that never returns, such as `redirect` of `next/navigation`. */
export function isExit(callee: Value, frameworks: readonly Framework[]): boolean {
  return frameworks.some((framework) => framework.exits?.some(({ from, name }) => isNamed(callee, from, name)) ?? false);
}

function isNamed(callee: Value, from: string, name: string): boolean {
  if (callee.kind !== "reference") return false;
  const { root, path } = callee;
  if (root.kind === "global") return from === "globals" && [root.name, ...path].join(".") === name;
  if (root.kind !== "import" || !isModule(root.source, from)) return false;
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
