import type { Node } from "../../syntax/source-file.ts";
import { reference, referencesIn } from "../make-value.ts";
import { standingOf } from "../standing.ts";
import type { Value } from "../value.ts";
import type { Pending, Run } from "./run.ts";
import { framesOf } from "./run.ts";

/** Notes that a value is handed out: returned, passed on, rendered. Rows that nobody checked by now are exposed. */
export function expose(run: Run, value: Value, node: Node): void {
  if (run.state.ended) return;
  for (const one of referencesIn(value)) {
    if (one.root.kind !== "row") continue;
    const pending = pendingOf(run, one.root.id);
    if (!pending || pending.exposedAt) continue;
    if (isTied(run, pending)) pending.checked = true;
    else pending.exposedAt = node;
  }
}

function pendingOf(run: Run, id: string): Pending | undefined {
  for (const frame of framesOf(run.frame)) {
    const found = frame.pending.find((pending) => pending.row.id === id);
    if (found) return found;
  }
  return undefined;
}

/** At the end of a function: loads whose rows were checked before any use are judged `checked`. */
export function settlePending(run: Run): void {
  for (const pending of run.frame.pending) {
    if (pending.exposedAt || !pending.checked) continue;
    const judgement = { ...pending.judgement, verdict: "checked", reason: "checked-after-load" } as const;
    run.judgements.set(pending.key, judgement);
    run.verdicts.set(pending.judgement.access, judgement);
  }
}

/** Looks whether the rows that were never handed out are tied where a path ends; a way without the row proves nothing. */
export function notePendingAtExit(run: Run): void {
  for (const pending of run.frame.pending) if (!pending.checked && isTied(run, pending)) pending.checked = true;
}

function isTied(run: Run, pending: Pending): boolean {
  const standing = standingOf(run, run.state, reference(pending.row, []));
  return (standing.kind === "trusted" || standing.kind === "argument") && standing.checked;
}
