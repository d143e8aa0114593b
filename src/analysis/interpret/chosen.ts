import { piecesOf } from "../make-value.ts";
import type { RowRoot, Value } from "../value.ts";
import { DEEPEST_CALL, rowsIn } from "./exposure.ts";
import type { Fact } from "./facts.ts";
import type { Run } from "./run.ts";
import { isTie, shared } from "./shared-facts.ts";

/** What the tests taught by which a row was chosen, wherever a value holds it: `json({ plot: own ? plot : null })`. Undefined where it does not. */
export function chosenBy(run: Run, value: Value, row: RowRoot, depth = 0): readonly Fact[] | undefined {
  const parts = depth < DEEPEST_CALL ? tellingParts(value) : [];
  if (parts.length === 0) return rowsIn(value, depth).some(({ root }) => root.id === row.id) ? [] : undefined;
  const [first, ...rest] = parts.flatMap((part) => {
    const taught = chosenBy(run, part, row, value.kind === "reference" ? depth + 1 : depth);
    return taught ? [taught] : [];
  });
  if (!first) return undefined;
  const all = rest.length > 0 ? shared([first, ...rest]) : first;
  return value.kind === "choice" ? [...all, ...(run.outcomes.get(value)?.whenTrue ?? []).filter(isTie)] : all;
}

/** What a value is made of, or was computed from. */
function tellingParts(value: Value): readonly Value[] {
  if (value.kind !== "reference") return piecesOf(value);
  return value.root.kind === "call" && value.root.test !== true ? [...value.root.args, value.root.callee] : [];
}
