import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { saysOpenOr } from "../../query/raw-text.ts";
import { aliasWritten, callsOf, quoteIn } from "../../query/written-calls.ts";
import { joinKind, starters } from "./methods.ts";

/** Puts a `where` behind the table of a query, or behind the last that it joins. Conditions of a query are joined by `and`. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  if (column.includes(".")) return { refused: `\`${column}\` is a column of another table, which the query would have to join.` };
  if (access.filter === undefined || access.operation === "upsert") return { refused: `\`${access.method}\` takes no filter.` };
  if (saysOpenOr(access.filter)) return { refused: "An `or` of the raw condition would still let other rows through." };
  const calls = callsOf(access.node);
  const start = calls.find(({ name }) => starters.has(name));
  if (!start) return { refused: "The query is not begun where it is used." };
  const joins = calls.filter(({ name }) => joinKind(name) !== undefined);
  const alias = joins.length > 0 ? aliasWritten(start) : undefined;
  if (joins.length > 0 && alias === undefined) return { refused: "The table's name is not written in the query, so the column cannot be told from those of joined tables." };
  const quote = quoteIn(file.textOf(access.node));
  // Behind what takes earlier conditions away, and behind the tables that make its name ambiguous.
  const end = (calls.findLast(({ name }) => name === "clearWhere" || joinKind(name) !== undefined) ?? start).node.range[1];
  return [{ range: [end, end], text: `.where(${quote}${alias === undefined ? column : `${alias}.${column}`}${quote}, ${quote}=${quote}, ${value})` }];
}
