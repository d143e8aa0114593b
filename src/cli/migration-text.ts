import { existsSync } from "node:fs";
import { relative, sep } from "node:path";
import type { Callee, CallSite } from "../codemods/find-callers.ts";
import type { PlannedFile, PlannedRefusal } from "../codemods/plan-file.ts";
import { unifiedDiff } from "../codemods/unified-diff.ts";
import type { Colors } from "../reporters/colors.ts";
import { printable } from "../reporters/printable.ts";

/** What a migration came to. */
export interface Migration {
  readonly root: string;
  readonly planned: readonly PlannedFile[];
  /** Absolute paths. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly callers: ReadonlyMap<Callee, readonly CallSite[]>;
  /** How many files were written; undefined when none were to be. */
  readonly written: number | undefined;
  /** True when only what is left is wanted, not how to do it. */
  readonly isVerified: boolean;
}

/** How many callers of one function are named. */
const maxCallers = 5;

/** The diff, or the list of edits where they were written or are only verified; then what was left alone and why. */
export function migrationText(migration: Migration, colors: Colors): string {
  const { planned, skipped, written, isVerified, root } = migration;
  const edits = planned.flatMap((file) => (written === undefined && !isVerified ? diffsOf(file, root, colors) : changesOf(file, root)));
  const left = planned.flatMap((file) => file.leftAlone.map((one) => leftAloneText(one, file, migration, colors)));
  const sections = [
    edits.join(""),
    left.length === 0 ? "" : `${colors.bold("Left alone")}\n${left.join("")}`,
    skipped.length === 0 ? "" : `${colors.bold("Skipped")}\n${skipped.map(({ path, reason }) => `  ${printable(`${fromRoot(root, path)}: ${reason}`)}\n`).join("")}`,
    `${summary(migration)}\n`,
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function diffsOf({ path, before, after, creates }: PlannedFile, root: string, colors: Colors): string[] {
  const made = creates.filter((file) => !existsSync(file.path)).map((file) => unifiedDiff(fromRoot(root, file.path), undefined, file.text));
  return [unifiedDiff(fromRoot(root, path), before, after), ...made].filter((diff) => diff !== "").map((diff) => coloured(diff, colors));
}

/** One line for each edit. */
function changesOf({ path, changes }: PlannedFile, root: string): string[] {
  return changes.map(({ codemod, line, title }) => `${printable(`${fromRoot(root, path)}:${line}  ${codemod}  ${title}`)}\n`);
}

function leftAloneText({ codemod, line, reason, callersOf }: PlannedRefusal, { path }: PlannedFile, { root, callers }: Migration, colors: Colors): string {
  const text = `  ${printable(`${fromRoot(root, path)}:${line}  ${codemod}`)}\n      ${printable(reason)}\n`;
  if (!callersOf) return text;
  const sites = callers.get(callersOf) ?? [];
  const named = sites.slice(0, maxCallers).map((site) => `${fromRoot(root, site.path)}:${site.line}`);
  const more = sites.length > maxCallers ? ` and ${sites.length - maxCallers} more` : "";
  const users = sites.length === 0 ? "no caller was found" : `called from ${named.join(", ")}${more}`;
  return text + colors.dim(`      ${printable(`\`${callersOf.name}\`: ${users}`)}\n`);
}

function summary({ planned, written, isVerified }: Migration): string {
  const edits = planned.reduce((sum, { changes }) => sum + changes.length, 0);
  const files = planned.filter(({ changes }) => changes.length > 0).length;
  const left = planned.reduce((sum, { leftAlone }) => sum + leftAlone.length, 0);
  const counted = `${count(edits, "edit")} in ${count(files, "file")}, ${count(left, "place")} left alone.`;
  if (isVerified) return edits + left === 0 ? "Nothing is left to do." : `Left to do: ${counted}`;
  if (written !== undefined && written > 0) return `Wrote ${counted} \`ringfence undo\` takes it back.`;
  return edits === 0 ? `Nothing to edit: ${counted}` : `${counted} Nothing was written; --write writes.`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}

function coloured(diff: string, colors: Colors): string {
  return diff.split("\n").map((line) => (line.startsWith("+") ? colors.green(line) : line.startsWith("-") ? colors.red(line) : line.startsWith("@@") ? colors.cyan(line) : line)).join("\n");
}

function fromRoot(root: string, path: string): string {
  return relative(root, path).split(sep).join("/");
}
