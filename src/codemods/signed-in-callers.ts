import { relative, sep } from "node:path";
import { dataAdapters } from "../adapters/data/index.ts";
import { analyzeWith } from "../analysis/analyze-file.ts";
import type { FileAnalysis } from "../analysis/file-analysis.ts";
import type { Entered } from "../analysis/judgement.ts";
import type { FunctionNode } from "../syntax/functions.ts";
import { readSource } from "../syntax/read-source.ts";
import { sourceFiles } from "../cli/source-files.ts";
import { analyzeForHost } from "../findings/analyze.ts";
import { frameworks } from "../frameworks/index.ts";
import type { Project } from "../project.ts";
import { systemFiles } from "../settings/system-files.ts";
import { Lines } from "../syntax/lines.ts";
import { parseSource } from "../syntax/parse.ts";
import type { Range, SourceFile } from "../syntax/source-file.ts";
import { nameOfFunction } from "./function-name.ts";

/** What is known of the calls in a project, from its files as they are on the disk. */
interface Calls {
  /** The files that call a function or method of a name. */
  readonly files: ReadonlyMap<string, ReadonlySet<string>>;
  /** The text of a file, and the ranges of the functions in it that signed-in requests enter. */
  readonly signedIn: Map<string, { readonly text: string; readonly ranges: readonly Range[] }>;
}

const known = new WeakMap<Project, Calls>();
const call = /(?<![\w$])([A-Za-z_$][\w$]*)\s*\(/g;

/**
 * Why a function cannot rely on somebody being signed in, as a sentence; undefined where every call of it stands in a function
 * that signed-in requests enter. Whatever has its name is taken for it.
 */
export function reasonAgainstCallers(fn: FunctionNode | undefined, analysis: FileAnalysis, project: Project): string | undefined {
  const name = fn && nameOfFunction(fn);
  if (!name) return "Who calls this function cannot be seen.";
  const calls = known.get(project) ?? findCalls(project);
  known.set(project, calls);
  let count = 0;
  for (const path of new Set([analysis.file.path, ...(calls.files.get(name.name) ?? [])])) {
    const { text, ranges } = path === analysis.file.path ? entered(analysis, project) : enteredOn(path, calls, project);
    for (const offset of callsOf(name.name, text)) {
      if (path === analysis.file.path && offset === name.range[0]) continue;
      count++;
      if (ranges.some(([start, end]) => start <= offset && offset < end)) continue;
      return `\`${name.name}\` is called in ${relative(project.root, path).split(sep).join("/")}:${new Lines(text).at(offset).line}, where nobody is known to be signed in.`;
    }
  }
  return count > 0 ? undefined : `No call of \`${name.name}\` is found, so who is signed in there is not known.`;
}

/** True where the session is read, or stands before in another file. That something may have authorised ids says nothing of the session. */
export function isSignedInEntry({ entry }: Entered): boolean {
  return entry.kind === "request" && !entry.operators && (entry.signedIn || entry.mounted);
}

function findCalls({ root }: Project): Calls {
  const files = new Map<string, Set<string>>();
  for (const path of sourceFiles(root, [root]).files) {
    const source = readSource(path);
    if ("skipped" in source) continue;
    for (const [, name = ""] of source.text.matchAll(call)) files.set(name, (files.get(name) ?? new Set()).add(path));
  }
  return { files, signedIn: new Map() };
}

/** Offsets of calls; where a function is declared is none. */
function callsOf(name: string, text: string): readonly number[] {
  return [...text.matchAll(call)].filter((match) => match[1] === name && !/\bfunction\s*\*?\s*$/.test(text.slice(Math.max(0, match.index - 20), match.index))).map(({ index }) => index);
}

function enteredOn(path: string, calls: Calls, project: Project): { readonly text: string; readonly ranges: readonly Range[] } {
  const done = calls.signedIn.get(path);
  if (done) return done;
  const source = readSource(path);
  const file = "skipped" in source ? source : parseSource(path, source.text);
  const analysis = "skipped" in file ? file : analyzeForHost(walk, file, project);
  const found = "skipped" in analysis ? { text: "text" in source ? source.text : "", ranges: [] } : entered(analysis, project);
  calls.signedIn.set(path, found);
  return found;
}

/** Walks a file also where no query stands in it, as in the handlers that call helpers. */
function walk(file: SourceFile, project: Project): FileAnalysis {
  return analyzeWith({ dataAdapters, cacheAdapters: [], frameworks }, file, project);
}

function entered({ file, entries }: FileAnalysis, { root, settings }: Project): { readonly text: string; readonly ranges: readonly Range[] } {
  if (systemFiles(root, settings.system)(file.path) !== undefined) return { text: file.text, ranges: [] };
  return { text: file.text, ranges: entries.filter(isSignedInEntry).map(({ fn }) => fn.range) };
}
