import type { Access } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { findProperty, insertProperty, literalOf } from "../../../syntax/object-literal.ts";
import type { Refusal, TextEdit } from "../../../syntax/source-file.ts";
import { saysOpenOr } from "../../query/raw-text.ts";
import { callsOf, quoteIn, type WrittenCall } from "../../query/written-calls.ts";
import { joinKind } from "../knex/methods.ts";
import { graphLoads, relationJoins, starters } from "./methods.ts";

/** Puts a column and its value into the `where` of a query, or a `where` behind the call that begins it. */
export function addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal {
  const model = file.catalog.models.get(access.model);
  if (column.includes(".") || !model) return { refused: `\`${column}\` is a column of another table, which the query would have to join.` };
  if (access.filter === undefined || access.operation === "upsert" || /^(?:upsertGraph|relate)/.test(access.method)) return { refused: `\`${access.method}\` takes no filter.` };
  if (saysOpenOr(access.filter)) return { refused: "An `or` of the raw condition would still let other rows through." };
  const calls = callsOf(access.node);
  const first = calls.find(({ name }) => starters.has(name));
  if (!first) return { refused: "The query is not written as a chain of calls." };
  if (calls.some(({ name }) => /^or[A-Z]/.test(name))) return { refused: "An `or` of the query would still let other rows through." };
  const quote = quoteIn(file.textOf(access.node));
  // A class that maps names does so for rows alone; conditions name what the database does.
  const own = model.fields.get(column)?.column ?? column;
  const name = calls.some(joins) ? `${aliasIn(calls) ?? model.table}.${own}` : own;
  const written = calls.flatMap(({ name: method, node }) => ((method === "where" || method === "findOne") && node.arguments.length === 1 ? (literalOf(node.arguments[0]) ?? []) : []))[0];
  if (written) return findProperty(written, name) ? { refused: `The filter has a condition on \`${name}\` already.` } : [insertProperty(written, propertyFor(name, value, quote), file.file.text)];
  const place = calls.find(({ name: method }) => method === "for") ?? first;
  const end = place.node.range[1];
  return [{ range: [end, end], text: `.where(${quote}${name}${quote}, ${value})` }];
}

function joins({ name }: WrittenCall): boolean {
  return joinKind(name) !== undefined || relationJoins.has(name) || graphLoads.get(name) === "joined";
}

function aliasIn(calls: readonly WrittenCall[]): string | undefined {
  const [alias] = calls.find(({ name }) => name === "alias")?.node.arguments ?? [];
  return alias?.type === "Literal" && typeof alias.value === "string" ? alias.value : undefined;
}

function propertyFor(name: string, value: string, quote: string): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : `${quote}${name}${quote}`;
  return key === value ? key : `${key}: ${value}`;
}
