import { readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { CompilerOptions, Node, Project } from "ts-morph";
import { loadTsMorph } from "./load-ts-morph.ts";
import { configAbove } from "./trial/compile.ts";

/** A function, by the place of its name in a file's text. */
export interface Callee {
  /** Absolute path. */
  readonly path: string;
  readonly name: string;
  readonly offset: number;
}

/** A place that calls a function or hands it on; lines count from 1. */
export interface CallSite {
  readonly path: string;
  readonly line: number;
}

/** Where functions are used, in order of files and lines. `texts` gives the text of every file of the project. */
export function findCallers(callees: readonly Callee[], texts: ReadonlyMap<string, string>): ReadonlyMap<Callee, readonly CallSite[]> {
  const configs = new Set(callees.map(({ path }) => configAbove(path)));
  return new Map([...configs].flatMap((config) => [...callersIn(config, callees.filter(({ path }) => configAbove(path) === config), texts)]));
}

/**
 * Only files that say the name, and those that pass exports on, are loaded, from memory: a whole program of a large
 * repository takes minutes, and types are not needed to follow a name.
 */
function callersIn(config: string | undefined, callees: readonly Callee[], texts: ReadonlyMap<string, string>): Map<Callee, CallSite[]> {
  const { Project: TsMorphProject } = loadTsMorph();
  const project = new TsMorphProject({ useInMemoryFileSystem: true, skipLoadingLibFiles: true, compilerOptions: optionsOf(config) });
  const names = [...new Set(callees.map(({ name }) => name.replaceAll("$", "\\$")))].join("|");
  const mention = new RegExp(`(?<![\\w$])(?:${names})(?![\\w$])|\\bexport\\s*(?:type\\s*)?\\*`);
  for (const [path, text] of texts) if (mention.test(text) || callees.some((callee) => callee.path === path)) project.createSourceFile(path, text, { overwrite: true });
  return new Map(callees.map((callee) => [callee, usesOf(callee, project)]));
}

function usesOf({ path, offset }: Callee, project: Project): CallSite[] {
  const { Node: TsNode } = loadTsMorph();
  const name = project.getSourceFile(path)?.getDescendantAtPos(offset);
  if (!name || !TsNode.isIdentifier(name)) return [];
  const uses = name.findReferencesAsNodes().filter((node) => node !== name && isUse(node));
  const sites = uses.map((node) => ({ path: node.getSourceFile().getFilePath(), line: node.getStartLineNumber() }));
  return [...new Map(sites.map((site) => [`${site.path}:${site.line}`, site] as const)).values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

/** Not the imports and exports on the way. */
function isUse(node: Node): boolean {
  const { Node: TsNode } = loadTsMorph();
  const parent = node.getParent();
  return !TsNode.isImportSpecifier(parent) && !TsNode.isImportClause(parent) && !TsNode.isExportSpecifier(parent);
}

/** What resolves imports: path aliases come from the config, everything else is fixed. */
function optionsOf(config: string | undefined): CompilerOptions {
  const { ts } = loadTsMorph();
  const fixed: CompilerOptions = {
    allowJs: true, noLib: true, types: [], jsx: ts.JsxEmit.Preserve, target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler, allowImportingTsExtensions: true, noEmit: true,
  };
  if (config === undefined) return fixed;
  const read = ts.readConfigFile(config, (path) => readFileSync(path, "utf8"));
  const { options } = ts.parseJsonConfigFileContent(read.config ?? {}, ts.sys, dirname(config));
  const known = ["paths", "pathsBasePath", "baseUrl"].filter((name) => options[name] !== undefined);
  return { ...fixed, ...Object.fromEntries(known.map((name) => [name, options[name]])) };
}
