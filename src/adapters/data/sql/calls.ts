import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { CallRoot, Reference, Value } from "../../../analysis/value.ts";
import type { SourceFile } from "../../../syntax/source-file.ts";
import { given, piecesOf, templatePieces, type Piece } from "./pieces.ts";
import type { Handing } from "./rows.ts";

/** A text that a call runs, and what it sends beside it. */
export interface TextCall {
  readonly pieces: readonly Piece[];
  readonly bound: readonly Value[];
  readonly handing: Handing;
}

/** What runs a text, in whatever driver; a text that reads as SQL over a declared table is needed besides. */
const runners = /quer(?:y|ies)|exec|raw|^(?:run|all|get|each|values|iterate|unsafe|sql|any|many|manyFirst|many?OrNone|none|one|oneFirst|oneOrNone|maybeOne|maybeOneFirst|exists|multi|task|stream|begin|batch)$|sql$|^(?:sql|db|pg|ch)[A-Z]/i;
/** What runs a statement that was prepared before. */
const ofPrepared = new Set(["get", "all", "run", "iterate", "values", "execute", "first", "raw"]);
const single = /^(?:get|first|one|oneOrNone|maybeOne|oneFirst|maybeOneFirst|queryOne|queryRow|fetchOne|findOne)$/;

/** Libraries whose tag makes a piece of SQL that something else runs. */
const fragmentLibraries = /^(?:drizzle-orm|kysely|slonik|@slonik|@prisma\/client|sql-template|sql-template-tag|objection|typeorm|sequelize|@mikro-orm|squid|@databases\/|pg-sql2|postgraphile|@supabase)/;

/** The text that a call runs; undefined where it is given none. */
export function textCallOf(call: Call, facts: FileFacts): TextCall | undefined {
  if (call.node.type === "TaggedTemplateExpression") return taggedCall(call, facts);
  if (call.node.type !== "CallExpression" || call.method === undefined) return undefined;
  const handing = handingOf(call, facts);
  if (call.method === "execute" && call.receiver && isTemplate(call.receiver)) return { pieces: piecesOf(call.receiver, facts), bound: [], handing: "rows" };
  if (ofPrepared.has(call.method)) {
    const prepared = preparedText(call.receiver);
    if (prepared) return { pieces: piecesOf(prepared, facts), bound: call.args, handing: single.test(call.method) ? "one" : "list" };
  }
  const [first, ...rest] = call.args;
  if (!first || !runners.test(call.method)) return undefined;
  const text = given(first, "text", "sql", "query") ?? first;
  if (text.kind === "object" || text.kind === "list" || text.kind === "function") return undefined;
  const bound = given(first, "values", "query_params", "args", "bindings", "params", "parameters") ?? given(rest[0], "replacements", "bind");
  return { pieces: piecesOf(text, facts), bound: bound ? [bound] : rest, handing };
}

/** `$queryRaw\`…\``, and the tag of a driver that runs what it is given; a template inside another is a part of it. */
function taggedCall(call: Call, facts: FileFacts): TextCall | undefined {
  const { node, callee, args, method } = call;
  const isRunner = /^\$(?:query|execute)Raw$/.test(method ?? "");
  if (!isRunner && (callee.kind !== "reference" || isPart(node) || makesFragments(callee, facts))) return undefined;
  const pieces = templatePieces({ node, args }, facts);
  return pieces && { pieces, bound: [], handing: "list" };
}

/** True for what stands in another template, or is handed to what runs it. */
function isPart({ parent }: Call["node"]): boolean {
  return parent?.type === "TemplateLiteral" || parent?.type === "CallExpression" || parent?.type === "ConditionalExpression" || parent?.type === "MemberExpression" || parent?.type === "Property";
}

function makesFragments({ root, path }: Reference, { imports }: FileFacts): boolean {
  if (root.kind === "import" && fragmentLibraries.test(root.source)) return true;
  const name = path.at(-1) ?? ("name" in root ? root.name : undefined);
  return !/sql|^(?:db|tx|pg|client|conn|connection|trx|transaction)$/i.test(name ?? "sql") || [...imports].some((source) => fragmentLibraries.test(source));
}

function isTemplate(value: Value): boolean {
  return value.kind === "reference" && value.path.length === 0 && value.root.kind === "call" && value.root.node.type === "TaggedTemplateExpression";
}

/** The text of `db.prepare(text)`, or of what goes on from it: `prepare(text).bind(…)`. */
function preparedText(receiver: Value | undefined): Value | undefined {
  if (receiver?.kind !== "reference" || receiver.root.kind !== "call") return undefined;
  const root: CallRoot = receiver.root;
  const made = root.callee.kind === "reference" ? root.callee.path.at(-1) : undefined;
  return made === "prepare" || made === "query" ? root.args[0] : undefined;
}

function handingOf({ node, method = "" }: Call, { file, imports }: FileFacts): Handing {
  if (/^\$/.test(method)) return "list";
  if (single.test(method)) return "one";
  const declared = node.parent?.type === "AwaitExpression" ? node.parent.parent : node.parent;
  const isPair = declared?.type === "VariableDeclarator" && declared.id.type === "ArrayPattern" && /^(?:query|execute)$/.test(method) && ([...imports].some((source) => /mysql|mariadb/.test(source)) || readsPairs(file));
  if (isPair) return "pair";
  return readsRows(file) ? "rows" : "list";
}

/** True for a file that takes the rows out of results, as those of `pg` have them. */
const readsRows = saidIn(/\.\s*rows\b|[{,]\s*rows\s*[,:}]|\browCount\b/);

/** True for a file that reads what queries give as MySQL's drivers give it, which others are wrapped to do as well: a row is no list, so the one in `const [[plot]] = await db.query(…)` holds rows. */
const readsPairs = saidIn(/mysql|\[\s*\[[^[\]=]*\][^[\]=]*\]\s*=\s*await\s+[\w.]+\.(?:query|execute)\b/i);

/** Whether a file says something; found out once, since the whole text is searched. */
function saidIn(pattern: RegExp): (file: SourceFile) => boolean {
  const known = new WeakMap<SourceFile, boolean>();
  return (file) => {
    const answer = known.get(file) ?? pattern.test(file.text);
    known.set(file, answer);
    return answer;
  };
}
