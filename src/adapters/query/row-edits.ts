import type { TSESTree } from "@typescript-eslint/types";
import type { Access, WrittenRow } from "../../analysis/access.ts";
import type { FileFacts } from "../../analysis/file-facts.ts";
import { findProperty, insertProperty, literalOf, literalWithin, propertyText } from "../../syntax/object-literal.ts";
import type { Node, Refusal, TextEdit } from "../../syntax/source-file.ts";

/** Puts `column: value` into every row literal of an insert. */
export function addColumn(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  return addToRows(access, column, propertyText(column, value), file);
}

/** Finds the literal of a row that is not written in the call itself, by the row's node. */
type LiteralElsewhere = (node: Node | undefined) => TSESTree.ObjectExpression | undefined;

/** Puts a property into every row literal that a call creates, unless it has one of that name. */
export function addToRows(access: Access, name: string, property: string, file: FileFacts, elsewhere?: LiteralElsewhere): readonly TextEdit[] | Refusal {
  const rows = access.data.filter((row) => row.kind === "create");
  if (rows.length === 0) return { refused: `\`${access.method}\` creates no row.` };
  const edits = new Map<number, TextEdit>();
  for (const row of rows) {
    const literal = literalFor(row, access) ?? elsewhere?.(row.columns.kind === "object" ? row.node : undefined);
    if (!literal) return { refused: "A row is not an object literal in the call itself." };
    if (findProperty(literal, name)) continue;
    const edit = insertProperty(literal, property, file.file.text);
    edits.set(edit.range[0], edit);
  }
  return edits.size === 0 ? { refused: `Every row has \`${name}\` already.` } : [...edits.values()];
}

function literalFor({ columns, node }: WrittenRow, access: Access): TSESTree.ObjectExpression | undefined {
  return columns.kind === "object" ? literalWithin(access.node, node) : undefined;
}

/** The literal that a row in memory was made of: `new Plot({ … })`, `plots.create({ … })`. */
export function literalMade(node: Node | undefined): TSESTree.ObjectExpression | undefined {
  const given = node?.type === "NewExpression" || node?.type === "CallExpression" ? node.arguments.at(-1) : undefined;
  return given && literalOf(given);
}
