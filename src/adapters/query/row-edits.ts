import type { TSESTree } from "@typescript-eslint/types";
import type { Access, WrittenRow } from "../../analysis/access.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import { findProperty, insertProperty, literalWithin, propertyText } from "../../syntax/object-literal.ts";
import type { Refusal, TextEdit } from "../../syntax/source-file.ts";

/** Puts `column: value` into every row literal of an insert. */
export function addColumn(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const rows = access.data.filter((row) => row.kind === "create");
  if (rows.length === 0) return { refused: `\`${access.method}\` creates no row.` };
  const literals = rows.map((row) => literalFor(row, access));
  if (literals.includes(undefined)) return { refused: "A row is not an object literal in the call itself." };
  const edits = new Map<number, TextEdit>();
  for (const literal of literals) {
    if (!literal || findProperty(literal, column)) continue;
    const edit = insertProperty(literal, propertyText(column, value), file.file.text);
    edits.set(edit.range[0], edit);
  }
  return edits.size === 0 ? { refused: `Every row has \`${column}\` already.` } : [...edits.values()];
}

function literalFor(row: WrittenRow, access: Access): TSESTree.ObjectExpression | undefined {
  return row.columns.kind === "object" ? literalWithin(access.node, row.node) : undefined;
}
