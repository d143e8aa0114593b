import type { FileAnalysis } from "../../analysis/file-analysis.ts";
import type { Project } from "../../project.ts";
import { addImports } from "../add-imports.ts";
import { applyEdits } from "../apply-edits.ts";
import type { Change } from "../codemod.ts";
import { createCompiler, newComplaint, type Compiler } from "./compile.ts";

const compilers = new WeakMap<Project, Compiler>();

/** The first of several ways to write a change that compiles as the file did before; else what is wrong with the first. */
export function firstThatCompiles(changes: readonly Change[], { file }: FileAnalysis, project: Project): Change | string {
  const compiler = compilers.get(project) ?? createCompiler();
  compilers.set(project, compiler);
  let reason: string | undefined;
  for (const change of changes) {
    const imports = addImports(change.imports ?? [], file);
    if ("refused" in imports) return imports.refused;
    const complaint = newComplaint(compiler, file.path, file.text, applyEdits(file.text, [...imports, ...change.edits]), change.creates ?? []);
    if (complaint === undefined) return change;
    reason ??= complaint;
  }
  return reason === undefined ? "There is no way to write it." : `The edited code would not compile: ${reason}`;
}

/** A tenant as it is written, and, for a value whose type admits null, marked as set: the runtime refuses null with a 403. */
export function tenantSpellings(expression: string, path: string): readonly string[] {
  return /\.[cm]?tsx?$/.test(path) && !expression.endsWith(")") ? [expression, `${expression}!`] : [expression];
}
