import type { SourceFile, TextEdit } from "../../syntax/source-file.ts";
import { addImports } from "../add-imports.ts";
import { collide } from "../apply-edits.ts";
import type { Change } from "../codemod.ts";

/**
 * The change with its imports among its edits where one of them would stand right behind an import that it removes: the
 * planner would take the two for a collision.
 */
export function mergeImports(change: Change, file: SourceFile): Change {
  const added = addImports(change.imports ?? [], file);
  if ("refused" in added || !collide(added, change.edits)) return change;
  const merged: TextEdit[] = [];
  for (const edit of change.edits) {
    const behind = added.filter((one) => collide([one], [edit]));
    const text = behind.map((one) => one.text.replace(/^\r?\n/, "")).join("\n");
    const isRemoval = edit.text === "" && behind.every(({ range }) => range[0] === range[1] && range[0] <= edit.range[1]);
    if (behind.length > 0 && !isRemoval) return change;
    merged.push(behind.length === 0 ? edit : { range: edit.range, text: `${text}${/\r?\n$/.exec(file.text.slice(...edit.range))?.[0] ?? ""}` });
  }
  const apart = added.filter((one) => !collide([one], change.edits));
  return { ...change, edits: [...merged, ...apart], imports: [] };
}
