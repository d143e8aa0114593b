import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { findProperty, insertProperty, literalOf } from "../../../syntax/object-literal.ts";
import type { Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { saysOpenOr } from "../../query/raw-text.ts";
import { aliasWritten, callsOf, quoteIn, type WrittenCall } from "../../query/written-calls.ts";
import { joinKind } from "./methods.ts";

/** Puts a column and its value into the `where` of a query, or a `where` into one that has none. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  if (column.includes(".")) return { refused: `\`${column}\` is a column of another table, which the query would have to join.` };
  if (access.filter === undefined || access.operation === "upsert") return { refused: `\`${access.method}\` takes no filter.` };
  if (saysOpenOr(access.filter)) return { refused: "An `or` of the raw condition would still let other rows through." };
  const calls = callsOf(access.node);
  const [first] = calls;
  if (!first) return { refused: "The query is not written as a chain of calls." };
  if (calls.some(({ name, path }) => /^or[A-Z]/.test(name) || path.includes("or"))) return { refused: "An `or` of the query would still let other rows through." };
  const joins = calls.some(({ name }) => joinKind(name) !== undefined);
  const alias = joins ? aliasIn(calls) : undefined;
  if (joins && alias === undefined) return { refused: "The table's name is not written in the query, so the column cannot be told from those of joined tables." };
  const name = alias === undefined ? column : `${alias}.${column}`;
  const quote = quoteIn(file.textOf(access.node));
  const written = calls.flatMap(({ name: method, node }) => (method === "where" && node.arguments.length === 1 ? (literalOf(node.arguments[0]) ?? []) : []))[0];
  if (written) return findProperty(written, name) ? { refused: `The filter has a condition on \`${name}\` already.` } : [insertProperty(written, propertyFor(name, value, quote), file.file.text)];
  const place = calls.findLast((call) => call === first || call.name === "from" || call.name === "into" || call.name === "table" || joinKind(call.name) !== undefined) ?? first;
  const end = place.node.range[1];
  return [{ range: [end, end], text: `.where(${quote}${name}${quote}, ${value})` }];
}

function propertyFor(name: string, value: string, quote: string): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `${quote}${name}${quote}`;
  return key === value ? key : `${key}: ${value}`;
}

/** What columns of the query's own table are qualified by. */
function aliasIn(calls: readonly WrittenCall[]): string | undefined {
  const named = calls.find(({ name }) => name === "from" || name === "into" || name === "table") ?? calls[0];
  return named && aliasWritten(named);
}
