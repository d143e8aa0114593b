import type { Node } from "../../syntax/source-file.ts";
import type { Access, WrittenRow } from "../access.ts";
import { isNullish, propertyOf } from "../object-value.ts";
import { pinsOf } from "../pins.ts";
import type { Run } from "./run.ts";

/**
 * Notes that a row which was made here without its owner is told its owner now, as where the two name each other:
 * `const user = await User.create(…); const profile = await user.createProfile(…); await user.update({ profileId: profile.id })`.
 */
export function noteCompleted(run: Run, { operation, filter, data, node }: Access): void {
  if (operation !== "update" || !filter) return;
  for (const { path, column, optional, value } of pinsOf(filter) ?? []) {
    if (path.length > 0 || optional || value.kind !== "reference" || value.root.kind !== "row" || value.path.join() !== column) continue;
    const { access: made } = value.root;
    if (made.operation !== "create" || blockAround(made.node) !== blockAround(node)) continue;
    for (const written of made.data) complete(run, written, data);
  }
}

function complete({ judgements, verdicts }: Run, written: WrittenRow, rows: readonly WrittenRow[]): void {
  const key = written.node ?? written;
  const before = judgements.get(key);
  const { column, reason, access } = before ?? {};
  if (!before || !access || reason !== "missing-column" || column === undefined) return;
  const set = rows.map(({ columns }) => propertyOf(columns, column)).find((property) => property !== undefined && !property.mayBeAbsent && !isNullish(property.value));
  if (!set) return;
  const judgement = { ...before, verdict: "derived", reason: "from-scoped-row", evidence: [{ node: set.node, text: `\`${column}\` is set right after` }] } as const;
  judgements.set(key, judgement);
  verdicts.set(access, judgement);
}

/** What runs from beginning to end around a node: a way that leaves out one of its statements leaves out all that follow. */
function blockAround(node: Node): Node {
  let at = node;
  while (at.parent && !/^(?:Block|If|Switch|For|While|DoWhile|Conditional|Logical|Arrow)/.test(at.type)) at = at.parent;
  return at;
}
