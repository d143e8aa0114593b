import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { callsOf, quoteIn } from "../../query/written-calls.ts";
import { verbs } from "./chain.ts";

/** Puts one more `eq` into a chain: behind the call that says what is done, or before all others where that stands elsewhere. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  if (access.filter === undefined || access.operation === "upsert") return { refused: `\`${access.method}\` takes no filter.` };
  if (column.includes(".")) return { refused: `\`${column}\` is a column of another table, which the query would have to embed with \`!inner\`.` };
  const calls = callsOf(access.node);
  const verb = calls.findLast(({ name }) => verbs.has(name));
  const [first] = calls;
  const before = first?.node.callee.type === "MemberExpression" ? first.node.callee.object : undefined;
  const end = verb?.node.range[1] ?? before?.range[1];
  if (end === undefined) return { refused: "The query is not written as a chain of calls." };
  const quote = quoteIn(file.textOf(access.node));
  const name = file.catalog.models.get(access.model)?.fields.get(column)?.column ?? column;
  return [{ range: [end, end], text: `.eq(${quote}${name}${quote}, ${value})` }];
}
