import type { Access } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { unknown } from "../../../analysis/make-value.ts";
import { propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Catalog, DatabaseFunction } from "../../../catalog/catalog.ts";
import type { Chain } from "../../query/chains.ts";
import { textOf } from "../../query/table-names.ts";
import type { Piece } from "../sql/pieces.ts";
import { accessOfText } from "../sql/recognize.ts";
import { filters } from "./chain.ts";
import type { Client } from "./client.ts";
import { lastStep } from "./query.ts";

/** What asks who is asking: it is the function's own to say whose rows it touches. */
const ASKS = /\bauth\s*\.\s*\w+\s*\(|\bcurrent_setting\s*\(|\b(?:current|session)_user\b/i;

/** What `client.rpc("plots_of", { p_company: companyId })` does to tables, by the function's body, where row-level security does not hold it back. */
export function accessOfFunction(call: Call, { steps }: Chain, client: Client, facts: FileFacts): Access | undefined {
  const ran = lastStep(steps, "rpc");
  const name = textOf(ran?.args[0], facts);
  const fn = name === undefined ? undefined : facts.catalog.functions?.get(name);
  // What is asked of the rows that it gives may hold some of them back.
  if (!fn || !(fn.definer || client.bypasses) || steps.some(({ method }) => filters.has(method))) return undefined;
  const text = queriesOf(fn);
  if (text === undefined || ASKS.test(text) || callsOwn(text, facts.catalog)) return undefined;
  return accessOfText({ pieces: piecesOf(text, fn, ran?.args[1], facts.catalog), bound: [], handing: steps.some(({ method }) => /^(?:maybeS|s)ingle$/.test(method)) ? "one" : "list" }, call, facts);
}

/** True where a function of the database's own decides more. */
function callsOwn(text: string, { functions = new Map() }: Catalog): boolean {
  return [...text.matchAll(/\b(\w+)\s*\(/g)].some(([, name = ""]) => functions.has(name));
}

/** The queries of a body that does nothing else; undefined where it has variables or ways to go. */
function queriesOf({ language, body }: DatabaseFunction): string | undefined {
  if (language === "sql") return body;
  const [, inner] = /^begin\b([\s\S]*)\bend\s*;?$/i.exec(body) ?? [];
  const parts = (inner ?? "").split(";").map((part) => part.trim()).filter((part) => part !== "" && !/^return(?:\s+(?:true|false|null))?$/i.test(part));
  const queries = parts.map((part) => part.replace(/^return\s+query\s+/i, ""));
  return queries.length > 0 && queries.every((part) => /^(?:select|with|insert|update|delete)\b/i.test(part) && !/\binto\s+strict\b|^select\b[^()]*\binto\b/i.test(part)) ? queries.join(";\n") : undefined;
}

/** A body with what the function is given in the place of its parameters; a column of the same name comes first. */
function piecesOf(text: string, { name, parameters }: DatabaseFunction, args: Value | undefined, catalog: Catalog): readonly Piece[] {
  const columns = new Set([...catalog.models.values()].flatMap(({ fields }) => [...fields.values()].map(({ column }) => column.toLowerCase())));
  const pattern = new RegExp(`'(?:[^']|'')*'|(?<![\\w."])(?:(${name})\\s*\\.\\s*)?(\\w+)(?![\\w"]|\\s*[.(])|\\$(\\d+)`, "gi");
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, qualified, word = "", position] = match;
    const parameter = position === undefined ? parameters.find((one) => one.toLowerCase() === word.toLowerCase()) : parameters[Number(position) - 1];
    if (parameter === undefined || (position === undefined && qualified === undefined && columns.has(parameter.toLowerCase()))) continue;
    pieces.push(text.slice(end, match.index), { value: givenFor(parameter, args), kind: "value" });
    end = match.index + whole.length;
  }
  return [...pieces, text.slice(end)];
}

function givenFor(parameter: string, args: Value | undefined): Value {
  return (args && propertyOf(args, parameter)?.value) ?? unknown("what a function of the database takes by default");
}
