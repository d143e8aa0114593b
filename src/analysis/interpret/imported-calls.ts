import type { Call } from "../call.ts";
import { isReadable } from "../modules/detach.ts";
import type { Reference, Value } from "../value.ts";
import { applySummary } from "./apply-summary.ts";
import type { ImportedFunction } from "./elsewhere.ts";
import type { Run } from "./run.ts";

/** What a call of another file's function comes to; `result` is absent where the function's own says too little. */
export interface Applied {
  readonly result: Value | undefined;
  /** What its truth teaches, by its code. */
  readonly known: Value;
}

/** Applies the summary of a function of another file at a call; undefined when the call does not lead to one. */
export function applyImported(run: Run, call: Call): Applied | undefined {
  const fn = importedFunction(run, call);
  const summary = fn && run.elsewhere?.summaryOf(fn);
  if (!summary) return undefined;
  const known = applySummary(run, summary, call);
  return { known, result: isReadable(known) ? known : undefined };
}

/** The function of another file that a call names: an import, a member of one, or a method of an object of an imported class. */
export function importedFunction(run: Run, { callee }: Call): ImportedFunction | undefined {
  if (callee.kind !== "reference") return undefined;
  const from = run.facts.file.path;
  const named = importedName(callee);
  if (named) return { from, ...named };
  const made = callee.root.kind === "call" && callee.root.construct && callee.root.callee.kind === "reference" ? importedName(callee.root.callee) : undefined;
  if (made) return { from, source: made.source, path: [...made.path, ...callee.path] };
  return injected(run, callee);
}

function importedName({ root, path }: Reference): { readonly source: string; readonly path: readonly string[] } | undefined {
  return root.kind === "import" ? { source: root.source, path: [root.name, ...path] } : undefined;
}

/** `this.plots.find()` where the class declares `plots` to be of an imported class. */
function injected(run: Run, callee: Reference): ImportedFunction | undefined {
  const [field, method] = callee.path;
  if (callee.root.kind !== "this" || field === undefined || method === undefined || callee.path.length !== 2) return undefined;
  const type = run.facts.declaredType({ kind: "reference", root: callee.root, path: [field] });
  const imported = type === undefined ? undefined : importOf(run, type);
  return imported && { from: run.facts.file.path, source: imported.source, path: [imported.name, method] };
}

/** The module and the name that a name of this file is imported from, type imports included. */
export function importOf(run: Run, name: string): { readonly source: string; readonly name: string } | undefined {
  for (const statement of run.facts.file.program.body) {
    if (statement.type !== "ImportDeclaration") continue;
    for (const specifier of statement.specifiers) {
      if (specifier.local.name !== name) continue;
      const source = statement.source.value;
      if (specifier.type === "ImportDefaultSpecifier") return { source, name: "default" };
      if (specifier.type === "ImportNamespaceSpecifier") return { source, name: "*" };
      return { source, name: specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value };
    }
  }
  return undefined;
}

