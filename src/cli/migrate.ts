import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Codemod } from "../codemods/codemod.ts";
import { findCallers, type Callee, type CallSite } from "../codemods/find-callers.ts";
import { gitChanges } from "../codemods/git-changes.ts";
import { codemods } from "../codemods/index.ts";
import { planProject, type ProjectPlan } from "../codemods/plan-project.ts";
import type { Tools } from "../codemods/plan-file.ts";
import { toolsFor } from "../codemods/tools-for.ts";
import { ChangedFileError, writePlan } from "../codemods/write-plan.ts";
import { UsageError, type ExitCode, type Io, type Verb } from "./io.ts";
import { migrationText } from "./migration-text.ts";
import type { OpenSurveyor } from "./open-surveyor.ts";
import { parseOptions } from "./parse-options.ts";
import { resolvePaths } from "./paths.ts";
import { Progress } from "./progress.ts";
import { readSource } from "../syntax/read-source.ts";
import { sourceFiles } from "./source-files.ts";
import type { Surveyor } from "./survey.ts";

const usage = "migrate [codemod…] [path…] [--dry-run | --write | --verify] [--allow-dirty] [--strict] [--runtime] [--helpers]";

/** `ringfence migrate`: shows, makes or verifies the edits of the codemods. */
export function migrateVerb(open: OpenSurveyor): Verb {
  return { name: "migrate", usage, summary: "edit what is not scoped to a tenant; shows a diff unless --write is given", run: (args, io) => migrate(args, io, open) };
}

function migrate(args: readonly string[], io: Io, open: OpenSurveyor): ExitCode {
  const flag = { type: "boolean", default: false } as const;
  const { values, positionals } = parseOptions(
    args,
    { "dry-run": flag, write: flag, verify: flag, interactive: flag, "allow-dirty": flag, strict: flag, runtime: flag, helpers: flag },
    usage,
  );
  if (values.interactive) throw new UsageError("--interactive is not there yet: look at the diff, and name codemods or paths to take a part of it.");
  const modes = (["dry-run", "write", "verify"] as const).filter((mode) => values[mode]);
  if (modes.length > 1) throw new UsageError(`Expected one of --dry-run, --write and --verify, got ${modes.map((mode) => `--${mode}`).join(" and ")}.`);
  const { chosen, paths } = splitNames(positionals, io.cwd);
  const surveyor = open(io.cwd);
  if (values.write && !values["allow-dirty"]) requireCleanTree(surveyor.project.root);
  const { files, unreadable } = sourceFiles(surveyor.project.root, resolvePaths(io.cwd, paths));
  const tools = toolsFor({ ...surveyor, codemods: chosen, preset: values.strict ? "strict" : "recommended", runtime: values.runtime, helpers: values.helpers, filesOf: ({ root }) => sourceFiles(root, [root]).files, read: readSource });
  const plan = planFiles(files, tools, io);
  const callers = callersOf(plan, surveyor, files);
  const written = values.write ? write(surveyor, chosen, plan) : undefined;
  const skipped = [...unreadable, ...plan.skipped];
  io.out(migrationText({ root: surveyor.project.root, planned: plan.planned, skipped, callers, written, isVerified: values.verify }, io.colors));
  return values.verify && plan.planned.length > 0 ? 1 : 0;
}

/** Codemods by name, and the rest as paths. */
function splitNames(names: readonly string[], cwd: string): { readonly chosen: readonly Codemod[]; readonly paths: readonly string[] } {
  const named = codemods.filter(({ name }) => names.includes(name));
  const paths = names.filter((name) => !named.some((codemod) => codemod.name === name));
  const stranger = paths.find((path) => !existsSync(resolve(cwd, path)));
  if (stranger !== undefined) throw new UsageError(`Expected a codemod (${codemods.map(({ name }) => name).join(", ")}) or a path, got "${stranger}".`);
  return { chosen: named.length > 0 ? named : codemods, paths };
}

function requireCleanTree(root: string): void {
  const changes = gitChanges(root);
  if (changes === undefined) throw new UsageError("--write needs a git repository, so that edits can be told apart; --allow-dirty writes without one.");
  if (changes.length === 0) return;
  const shown = changes.slice(0, 5).map((line) => `\n  ${line}`).join("");
  const more = changes.length > 5 ? `\n  and ${changes.length - 5} more` : "";
  throw new UsageError(`--write needs a clean git tree: commit or stash first, or give --allow-dirty. Not committed:${shown}${more}`);
}

function planFiles(files: readonly string[], tools: Tools, io: Io): ProjectPlan {
  const progress = new Progress(io, files.length);
  const plan = planProject(files, tools, readSource, (done) => progress.step(done));
  progress.end();
  return plan;
}

/** The callers of functions that were left alone because of them. All of the project's files may call. */
function callersOf({ planned }: ProjectPlan, { project }: Surveyor, files: readonly string[]): ReadonlyMap<Callee, readonly CallSite[]> {
  const callees = planned.flatMap(({ leftAlone }) => leftAlone.flatMap(({ callersOf: callee }) => callee ?? []));
  if (callees.length === 0) return new Map();
  const all = new Set([...files, ...sourceFiles(project.root, [project.root]).files]);
  const texts = [...all].flatMap((path) => {
    const source = readSource(path);
    return "skipped" in source ? [] : [[path, source.text.replace(/^\uFEFF/, "")] as const];
  });
  return findCallers(callees, new Map(texts));
}

function write({ project }: Surveyor, chosen: readonly Codemod[], { planned }: ProjectPlan): number {
  try {
    return writePlan(project.root, chosen.map(({ name }) => name), planned);
  } catch (error) {
    if (error instanceof ChangedFileError) throw new UsageError(error.message);
    throw error;
  }
}
