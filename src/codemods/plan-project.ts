import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import type { Skipped } from "../syntax/parse.ts";
import { planFile, type PlannedFile, type PlannedRefusal, type Tools } from "./plan-file.ts";

/** What would be done to many files. */
export interface ProjectPlan {
  /** Files with something to change or to say. */
  readonly planned: readonly PlannedFile[];
  /** Absolute paths and why they were left out. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Plans files, given by absolute paths, one by one; nothing of a file without a plan is kept. */
export function planProject(files: readonly string[], tools: Tools, read: (path: string) => { readonly text: string } | Skipped, step: (done: number) => void): ProjectPlan {
  const planned: PlannedFile[] = [];
  const skipped: ProjectPlan["skipped"][number][] = [];
  files.forEach((path, index) => {
    step(index);
    const source = read(path);
    const plan = "skipped" in source ? source : planFile(path, source.text, tools);
    if (!plan) return;
    if ("skipped" in plan) skipped.push({ path, reason: plan.skipped });
    else if (!isEditable(plan)) skipped.push({ path, reason: "is not UTF-8, so its bytes would change" });
    else if (hasSomething(plan)) planned.push(plan);
  });
  return { planned: planned.map((plan) => withoutSettled(plan, planned)).filter(hasSomething), skipped };
}

/** Without the calls that lead to queries of which the plan speaks itself. */
function withoutSettled(plan: PlannedFile, planned: readonly PlannedFile[]): PlannedFile {
  const isPlanned = ({ file, line }: NonNullable<PlannedRefusal["reached"]>): boolean =>
    planned.some(({ path, changes, leftAlone }) => path === file && [...changes, ...leftAlone].some((one) => one.line === line));
  return { ...plan, leftAlone: plan.leftAlone.filter(({ reached }) => !reached || !isPlanned(reached)) };
}

function hasSomething({ changes, leftAlone }: PlannedFile): boolean {
  return changes.length > 0 || leftAlone.length > 0;
}

function isEditable({ path, before, after }: PlannedFile): boolean {
  return before === after || isUtf8(readFileSync(path));
}
