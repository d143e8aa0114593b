import { isUtf8 } from "node:buffer";
import { readFileSync } from "node:fs";
import type { Skipped } from "../syntax/parse.ts";
import { planFile, type PlannedFile, type Tools } from "./plan-file.ts";

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
    else if (plan.changes.length > 0 || plan.leftAlone.length > 0) planned.push(plan);
  });
  return { planned, skipped };
}

function isEditable({ path, before, after }: PlannedFile): boolean {
  return before === after || isUtf8(readFileSync(path));
}
