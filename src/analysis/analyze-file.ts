import { isAbsolute, relative, sep } from "node:path";
import type { CacheAdapter } from "../adapters/cache-adapter.ts";
import type { DataAdapter } from "../adapters/data-adapter.ts";
import type { Framework } from "../frameworks/framework.ts";
import type { Project } from "../project.ts";
import { systemFiles, type SystemFile } from "../settings/system-files.ts";
import type { SourceFile } from "../syntax/source-file.ts";
import { judgeCaches } from "./cache-judgements.ts";
import { homemadeIds } from "./homemade-ids.ts";
import type { FileAnalysis } from "./file-analysis.ts";
import { clearBlamed } from "./interpret/blamed.ts";
import { fileFacts } from "./file-facts-of.ts";
import { isRunByHand } from "./run-by-hand.ts";
import { settleServed } from "./interpret/served.ts";
import type { Elsewhere } from "./interpret/elsewhere.ts";
import type { Frame, Run } from "./interpret/run.ts";
import { State } from "./interpret/state.ts";
import { variablesOf } from "./interpret/variables.ts";
import { walkFile } from "./interpret/walk-file.ts";
import type { Judgement } from "./judgement.ts";
import type { Walks } from "./modules/walks.ts";

/** The libraries and frameworks that may occur in a file. */
export interface Knowledge {
  readonly dataAdapters: readonly DataAdapter[];
  readonly cacheAdapters: readonly CacheAdapter[];
  readonly frameworks: readonly Framework[];
}

/** Walks a file once and judges every access in it. */
export function analyzeWith(knowledge: Knowledge, file: SourceFile, project: Project, elsewhere?: Elsewhere): FileAnalysis {
  const run = startRun(knowledge, file, project, elsewhere);
  walkFile(run);
  clearBlamed(run);
  settleServed(run);
  const { facts } = run;
  return { file, catalog: facts.catalog, facts, judgements: inSourceOrder([...run.judgements.values()]), caches: judgeCaches(run), ids: homemadeIds(run), entries: [...run.entries].map(([fn, entry]) => ({ fn, entry })), accesses: run.accesses.size };
}

/** A run over a file, before its first statement; with `walks`, functions are summarised on demand and nothing else is walked. */
export function startRun(knowledge: Knowledge, file: SourceFile, project: Project, elsewhere: Elsewhere | undefined, walks?: Walks): Run {
  const variables = variablesOf(file);
  const facts = fileFacts(file, project.catalogFor(file.path), project.settings, variables, elsewhere);
  const path = pathIn(project.root, file.path);
  const { dataAdapters, cacheAdapters, frameworks } = knowledge;
  return {
    facts, path, dataAdapters, cacheAdapters, frameworks, variables, elsewhere, walks,
    summaries: new Map(), walked: new Set(), outcomes: new WeakMap(), answers: new Map(), promises: new Map(), verdicts: new Map(), judgements: new Map(), blamed: [], heard: new Map(), led: new Set(), served: [], changed: new Set(), caches: new Map(), entries: new Map(), superseded: new Map(), accesses: new Map(), tenantsAtSums: new Map(), reordered: new Set(),
    system: systemFileOf(file.path, project) ?? (isRunByHand(file) ? "other" : undefined),
    state: new State(), frame: moduleFrame(), lastId: 0, inlined: new Set(), depth: 0,
  };
}

const matchers = new WeakMap<Project["settings"], (file: string) => SystemFile | undefined>();

/** True for a file that runs for all tenants: scripts, seeds, cron, tests. */
export function isSystemFile(path: string, project: Project): boolean {
  return systemFileOf(path, project) !== undefined;
}

/** True for a system file whose helpers in other files matter as little: whatever a script or a test calls, it does so for all tenants. */
export function isJudgedAlone(path: string, project: Project): boolean {
  return systemFileOf(path, project) === "other";
}

function systemFileOf(path: string, { root, settings }: Project): SystemFile | undefined {
  // Compiling the globs costs more than judging a small file, so it is done once for a project's settings.
  const matcher = matchers.get(settings) ?? systemFiles(root, settings.system);
  matchers.set(settings, matcher);
  return matcher(path);
}

function moduleFrame(): Frame {
  return { fn: undefined, parent: undefined, entry: undefined, parameters: [], returns: [], duties: [], owedColumns: [], pending: [], functions: [], settings: [], identity: { seen: false }, bypass: undefined, jumps: [] };
}

function pathIn(root: string, path: string): string {
  const inside = relative(root, path);
  return (inside.startsWith("..") || isAbsolute(inside) ? path : inside).split(sep).join("/");
}

function inSourceOrder(judgements: readonly Judgement[]): readonly Judgement[] {
  return [...judgements].sort((a, b) => a.node.range[0] - b.node.range[0] || a.node.range[1] - b.node.range[1]);
}
