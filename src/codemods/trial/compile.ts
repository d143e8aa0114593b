import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Project, SourceFile, ts as TypeScript } from "ts-morph";
import { loadTsMorph } from "../load-ts-morph.ts";
import type { Tools } from "../plan-file.ts";
import { RUNTIME_TYPES } from "./runtime-types.ts";

/** Says what the compiler finds wrong with a text of a file; files that are not there yet may be given beside it. */
export type Compiler = (path: string, text: string, beside: readonly { readonly path: string; readonly text: string }[]) => readonly string[];

/** A module that cannot be found: not installed, or generated later. */
const notFound = new Set([2307, 7016]);
/** A module that changes the types of others, which a file sees without importing it. */
const ambient = /\bdeclare\s+(?:module|global|namespace)\b/;

/** Compilers by the tsconfig.json of the files, each made when it is first asked. */
export function createCompiler(): Compiler {
  const projects = new Map<string, Project>();
  return (path, text, beside) => {
    const config = /\.[cm]?tsx?$/.test(path) ? configAbove(path) : undefined;
    if (config === undefined) return [];
    const project = projects.get(config) ?? openProject(config);
    projects.set(config, project);
    const extra = beside.filter((one) => /\.[cm]?[jt]sx?$/.test(one.path) && !existsSync(one.path)).map((one) => project.createSourceFile(one.path, one.text, { overwrite: true }));
    const file = project.createSourceFile(path, text, { overwrite: true });
    const complaints = complaintsOf(file);
    for (const one of extra) project.removeSourceFile(one);
    // Other files must not be compiled against a text that was only tried.
    file.refreshFromFileSystemSync();
    return complaints;
  };
}

/** Says what the compiler finds wrong with a text after an edit that was not wrong before. */
export function newComplaints(compiler: Compiler): NonNullable<Tools["complaint"]> {
  // The changes of one text are tried one after the other, so what was wrong before is asked once for all of them.
  let last: { readonly path: string; readonly text: string; readonly complaints: ReadonlySet<string> } | undefined;
  return (path, before, after, beside) => {
    const found = compiler(path, after, beside);
    if (found.length === 0) return undefined;
    if (last?.path !== path || last.text !== before) last = { path, text: before, complaints: new Set(compiler(path, before, [])) };
    const { complaints } = last;
    return found.find((complaint) => !complaints.has(complaint));
  };
}

function openProject(config: string): Project {
  const { Project: TsMorphProject, ts } = loadTsMorph();
  const project = new TsMorphProject({ tsConfigFilePath: config, skipAddingFilesFromTsConfig: true, compilerOptions: { noEmit: true, incremental: false, composite: false, skipLibCheck: true } });
  const { fileNames } = ts.parseJsonConfigFileContent(ts.readConfigFile(config, (path) => readFileSync(path, "utf8")).config ?? {}, ts.sys, dirname(config));
  for (const file of fileNames) if (ambient.test(readFileSync(file, "utf8"))) project.addSourceFileAtPath(file);
  project.createSourceFile(join(dirname(config), "ringfence-runtime-types.d.ts"), RUNTIME_TYPES, { overwrite: true });
  return project;
}

function complaintsOf(file: SourceFile): readonly string[] {
  const { ts } = loadTsMorph();
  const program = file.getProject().getProgram().compilerObject;
  const text = ({ messageText }: TypeScript.Diagnostic): string => ts.flattenDiagnosticMessageText(messageText, " ");
  return [...program.getSyntacticDiagnostics(file.compilerNode), ...program.getSemanticDiagnostics(file.compilerNode)].filter(({ code }) => !notFound.has(code)).map(text);
}

/** The tsconfig.json nearest to a file. */
export function configAbove(path: string): string | undefined {
  for (let at = dirname(path); ; at = dirname(at)) {
    const config = join(at, "tsconfig.json");
    if (existsSync(config)) return config;
    if (at === dirname(at)) return undefined;
  }
}
