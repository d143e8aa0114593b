import type { Node } from "../../syntax/source-file.ts";
import type { Call } from "../call.ts";
import type { FileFacts } from "../file-facts.ts";
import { isReadable } from "../modules/detach.ts";
import { optionsOf } from "../object-value.ts";
import { fieldDeclared, setWhereDeclared } from "../set-fields.ts";
import type { Reference, Value } from "../value.ts";
import { applySummary } from "./apply-summary.ts";
import type { ImportedFunction } from "./elsewhere.ts";
import { lineageOf } from "./classes.ts";
import { takingOf } from "./promises.ts";
import type { Run } from "./run.ts";
import type { Summary } from "./summary.ts";

/** What a call of another file's function comes to; `result` is absent where the function's own says too little. */
export interface Applied {
  readonly result: Value | undefined;
  /** What its truth teaches, by its code. */
  readonly known: Value;
  /** False where nobody waits for what it finds out, or not yet. */
  readonly heard: boolean;
  /** True where its code says what it looks at. */
  readonly tells: boolean;
  /** True where it says yes or no at once: what takes its time may do more than look. */
  readonly tests: boolean;
}

/** Applies the summary of a function of another file at a call; undefined when the call does not lead to one. */
export function applyImported(run: Run, call: Call): Applied | undefined {
  const fn = importedFunction(run, call);
  const summary = fn && run.elsewhere?.summaryOf(fn);
  return summary && applyElsewhere(run, summary, call);
}

/** Applies the summary of a function at a call, as one of another file's. */
export function applyElsewhere(run: Run, summary: Summary, call: Call): Applied {
  const known = applySummary(run, summary, call);
  return { known, result: isReadable(known) && summary.undecided !== true ? known : undefined, heard: summary.async !== true || takingOf(call.node) === "heard", tells: summary.tells === true, tests: summary.async !== true && isAnswer(known) };
}

/** True for what is yes or no, and never anything else. */
function isAnswer(value: Value): boolean {
  return optionsOf(value).every((option) => (option.kind === "unknown" ? option.test === true : option.kind === "constant" && typeof option.value === "boolean"));
}

/** The function of another file that a call names: an import, a member of one, or a method of an object of an imported class. */
export function importedFunction(run: Run, call: Pick<Call, "callee" | "receiver" | "method">): ImportedFunction | undefined {
  const { callee } = call;
  if (callee.kind !== "reference") return undefined;
  const from = run.facts.file.path;
  const named = importedName(callee);
  if (named) return { from, ...named };
  const made = classMadeOf(callee);
  if (made) return { from, source: made.source, path: [...made.path, ...callee.path] };
  const inherited = callee.root.kind === "this" && callee.path.length === 1 ? inheritedFrom(run, callee.root.owner) : undefined;
  if (inherited && call.method !== undefined) return { from, source: inherited.source, path: [inherited.name, call.method] };
  const holder = declaredClass(run, call);
  if (holder && call.receiver && call.method !== undefined) return { from, source: holder.source, path: [holder.name, call.method], types: run.facts.typeArguments(call.receiver) };
  const held = call.receiver?.kind === "reference" ? classHeld(run, call.receiver) : undefined;
  return held && call.method !== undefined ? { from, source: held.source, path: [...held.path, call.method] } : undefined;
}

/** The imported class of an object that is made here. */
function classMadeOf({ root }: Reference): Named | undefined {
  return root.kind === "call" && root.construct && root.callee.kind === "reference" ? importedName(root.callee) : undefined;
}

/** The class of what another file's function makes for a field that nobody fills otherwise: `constructor(private plots = makePlots())`. */
function classHeld(run: Run, { root, path: [field, ...rest] }: Reference): Named | undefined {
  const declared = root.kind === "this" && root.owner && field !== undefined && rest.length === 0 ? fieldDeclared(root.owner, field) : undefined;
  const set = declared && setWhereDeclared(declared);
  const maker = set?.type === "CallExpression" && set.callee.type === "Identifier" ? importOf(run, set.callee.name) : undefined;
  const made = maker && run.elsewhere?.summaryOf({ from: run.facts.file.path, source: maker.source, path: [maker.name] })?.result;
  return made?.kind === "reference" && made.path.length === 0 ? classMadeOf(made) : undefined;
}

interface Named {
  readonly source: string;
  readonly path: readonly string[];
}

/** The module and the names behind it that a reference leads to, where that is an import. */
export function importedName({ root, path }: Reference): Named | undefined {
  return root.kind === "import" ? { source: root.source, path: [root.name, ...path] } : undefined;
}

/** The class to ask for a method that `this` has from a base of another file: its own, where others may know it by its name. */
function inheritedFrom(run: Run, owner: Node | undefined): Imported | undefined {
  const base = importedBase(run, owner);
  const isExported = owner?.type === "ClassDeclaration" && owner.parent.type === "ExportNamedDeclaration";
  return base && isExported && owner.id ? { source: run.facts.file.path, name: owner.id.name } : base;
}

/** The imported class that `this.plots` of `this.plots.find()`, or a parameter, is declared to be of. */
function declaredClass(run: Run, { receiver }: Pick<Call, "receiver">): Imported | undefined {
  const type = receiver && run.facts.declaredType(receiver);
  return type === undefined ? undefined : importOf(run, type);
}

/** The class of another file that a class gets the methods from that this file does not show. */
export function importedBase(run: Run, owner: Node | undefined): Imported | undefined {
  const base = [...lineageOf(run, owner)].at(-1)?.superClass;
  return base?.type === "Identifier" ? importOf(run, base.name) : undefined;
}

interface Imported {
  readonly source: string;
  readonly name: string;
}

/** The module and the name that a name of this file is imported from, type imports included. */
export function importOf(run: { readonly facts: Pick<FileFacts, "file"> }, name: string): Imported | undefined {
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

