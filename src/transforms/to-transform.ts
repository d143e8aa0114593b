import { resolve } from "node:path";
import { analyzeFile, isWorthJudging } from "../analyze.ts";
import { readSource } from "../syntax/read-source.ts";
import { sourceFiles } from "../cli/source-files.ts";
import type { Codemod } from "../codemods/codemod.ts";
import { planFile, type Tools } from "../codemods/plan-file.ts";
import { toolsFor } from "../codemods/tools-for.ts";
import { Projects } from "../projects.ts";

/** What jscodeshift hands to a transform; its own parser is not used. */
export interface FileInfo {
  readonly path: string;
  readonly source: string;
}

export interface TransformApi {
  /** Prints a line of jscodeshift's output. */
  report?: (message: string) => void;
}

/** Options given on jscodeshift's command line, which `ringfence migrate` has as flags: `--runtime=true`, `--strict=true`, `--helpers=true`. */
export type TransformOptions = Readonly<Partial<Record<Option, unknown>>>;

type Option = "runtime" | "strict" | "helpers";

/** A transform as jscodeshift calls it: the edited text, or undefined for a file that stays as it is. */
export type Transform = (file: FileInfo, api: TransformApi, options?: TransformOptions) => string | undefined;

/**
 * A codemod as a jscodeshift transform: the same text, byte for byte, as `ringfence migrate` writes. What is left alone
 * is reported by path and line. Further files that edits rely on are made by `migrate` only.
 */
export function toTransform(codemod: Codemod): Transform {
  const toolsOf = toolsByOptions(codemod);
  return ({ path, source }, api, options = {}) => {
    const plan = planFile(resolve(path), source, toolsOf(options));
    if (!plan) return undefined;
    if ("skipped" in plan) {
      api.report?.(`${path}: skipped: ${plan.skipped}`);
      return undefined;
    }
    for (const { line, reason } of plan.leftAlone) api.report?.(`${path}:${line}: ${reason}`);
    return plan.after === source ? undefined : plan.after;
  };
}

/** The planner's tools, the same for all files of a run. */
function toolsByOptions(codemod: Codemod): (options: TransformOptions) => Tools {
  const projects = new Projects();
  const made = new Map<string, Tools>();
  return (options) => {
    const [runtime, strict, helpers] = [isOn("runtime", options), isOn("strict", options), isOn("helpers", options)];
    const key = [runtime, strict, helpers].join();
    const tools = made.get(key) ?? toolsFor({
      analyze: analyzeFile,
      isWorthJudging,
      projectOf: (file) => projects.of(file),
      codemods: [codemod],
      preset: strict ? "strict" : "recommended",
      runtime,
      helpers,
      filesOf: ({ root }) => sourceFiles(root, [root]).files,
      read: readSource,
    });
    made.set(key, tools);
    return tools;
  };
}

/** jscodeshift takes the word behind an option for its value, which would switch it off without a sound. */
function isOn(name: Option, options: TransformOptions): boolean {
  const { [name]: value = false } = options;
  if (typeof value !== "boolean") throw new TypeError(`Expected --${name}=true, got ${JSON.stringify(value)} for --${name}.`);
  return value;
}
