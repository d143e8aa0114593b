import { pinsOf } from "../pins.ts";
import { isLoad, type Access } from "../access.ts";
import { keyOf, referencesIn } from "../make-value.ts";
import { ownIdsOf } from "../strangers.ts";
import type { Reference } from "../value.ts";
import { rowsIn } from "./exposure.ts";
import type { Pending, Run, Served } from "./run.ts";

/** Keeps a load that strangers are let through to. */
export function noteServed(run: Run, { judgement, row, key }: Pick<Pending, "judgement" | "row" | "key">): void {
  if (judgement.letsThrough !== undefined && key !== undefined) run.served.push({ key, row });
}

/** Notes what rows are changed or deleted by: the values in the filter with the rows that these were read off, and rows that are written back as a whole. */
export function noteChanged(run: Run, access: Access): void {
  if (isLoad(access)) return;
  for (const { columns } of access.data) if (columns.kind !== "object") noteRows(run, rowsIn(columns).filter(({ path }) => path.length === 0));
  const pins = access.operation !== "create" && access.filter ? pinsOf(access.filter) ?? [] : [];
  const values = pins.flatMap(({ value }) => referencesIn(value));
  for (const value of values) run.changed.add(keyOf(value));
  noteRows(run, values);
}

function noteRows(run: Run, values: readonly Reference[]): void {
  for (const { root } of values) {
    if (root.kind !== "row") continue;
    run.changed.add(root.id);
    run.changed.add(root.access.node);
  }
}

/** True where the rows of a load, or what goes by the same id, are changed. */
export function isChanged(run: Run, { row, key }: Pick<Served, "row" | "key">): boolean {
  const model = run.facts.catalog.models.get(row.access.model);
  return run.changed.has(row.id) || run.changed.has(key) || (model !== undefined && ownIdsOf(row.access, model).some((one) => run.changed.has(keyOf(one))));
}

/** At the end of a file: to read a row by its id is what a route is for that lets strangers through; to change it takes more. */
export function settleServed(run: Run): void {
  for (const one of run.served) {
    const judgement = run.judgements.get(one.key);
    if (judgement?.verdict !== "unscoped" || judgement.letsThrough === undefined || isChanged(run, one)) continue;
    const step = { node: undefined, text: `the route stands in front of sign-in: ${judgement.letsThrough}` };
    run.judgements.set(one.key, { ...judgement, confidence: "possible", evidence: [...judgement.evidence, step] });
  }
}
