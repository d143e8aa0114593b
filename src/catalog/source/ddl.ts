import { everyTable, NAME, nameIn, namesIn, PATH, unknownPart } from "./ddl-names.ts";
import { openedBy, settingsOf } from "./policies.ts";
import { addForeignKey, dropColumn, renameColumn, type TableDraft, type TableDrafts } from "./table-drafts.ts";
import { applyView } from "./view-ddl.ts";

const createTable = new RegExp(String.raw`\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(${PATH})\s*\(`, "gi");
const alterTable = new RegExp(String.raw`^\s*alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(${PATH})\s+([\s\S]+)$`, "i");
const dropTable = new RegExp(String.raw`^\s*drop\s+table\s+(?:if\s+exists\s+)?(${PATH})`, "i");
const uniqueIndex = new RegExp(String.raw`^\s*create\s+unique\s+index\b[\s\S]*?\bon\s+(?:only\s+)?(${PATH})\s*(?:using\s+\w+\s*)?\(([^()]*)\)([\s\S]*)$`, "i");
const references = new RegExp(String.raw`\breferences\s+(${PATH})\s*(?:\(([^)]*)\))?`, "i");

/** Applies the statements of an SQL text that make and change tables; everything else is left alone. */
export function applySql(text: string, tables: TableDrafts, file: string, line: number): void {
  for (const statement of statementsIn(text)) applyStatement(statement, tables, file, line);
}

function applyStatement(statement: string, tables: TableDrafts, file: string, line: number): void {
  for (const match of statement.matchAll(createTable)) {
    const name = nameIn(match[1] ?? "");
    if (name.includes(unknownPart)) continue;
    const draft = tables.create(name, file, line);
    for (const part of splitAtCommas(bodyFrom(statement, match.index + match[0].length))) define(part, draft);
  }
  const [, altered, actions] = alterTable.exec(statement) ?? [];
  if (altered !== undefined && actions !== undefined) alter(nameIn(altered), actions, tables);
  const [, dropped] = dropTable.exec(statement) ?? [];
  if (dropped !== undefined) tables.drop(nameIn(dropped));
  applyPolicy(statement, tables);
  applyView(statement, tables, file, line);
  const [, indexed, columns, rest] = uniqueIndex.exec(statement) ?? [];
  if (indexed !== undefined && columns !== undefined && !/\bwhere\b/i.test(rest ?? "")) tables.at(nameIn(indexed))?.uniques.push(namesIn(columns));
}

function alter(name: string, actions: string, tables: TableDrafts): void {
  if (name === everyTable) { renameOfEach(actions, tables); return; }
  const [, renamed] = new RegExp(String.raw`^\s*rename\s+to\s+(${PATH})`, "i").exec(actions) ?? [];
  if (renamed !== undefined) { tables.rename(name, nameIn(renamed)); return; }
  const table = tables.at(name);
  for (const action of splitAtCommas(actions)) {
    const [, verb] = switchesSecurity.exec(action) ?? [];
    if (verb !== undefined) tables.securityAt(name).rowSecurity = verb.toLowerCase() !== "disable";
    else if (table) alterPart(action.trim(), table);
  }
}

const switchesSecurity = /^\s*(enable|force|disable)\s+row\s+level\s+security/i;

const renamesColumn = new RegExp(String.raw`^\s*rename\s+(?:column\s+)?(${NAME})\s+to\s+(${NAME})`, "i");

function renameOfEach(actions: string, tables: TableDrafts): void {
  const [, before, after] = renamesColumn.exec(actions) ?? [];
  if (before !== undefined && after !== undefined) tables.renameColumnOfEach(nameIn(before), nameIn(after));
}

function alterPart(action: string, table: TableDraft): void {
  const added = /^add\s+(?:column\s+)?(?:if\s+not\s+exists\s+)?([\s\S]+)$/i.exec(action)?.[1];
  if (added !== undefined) { define(added, table); return; }
  const dropped = new RegExp(String.raw`^drop\s+column\s+(?:if\s+exists\s+)?(${NAME})`, "i").exec(action)?.[1];
  if (dropped !== undefined) { dropColumn(table, nameIn(dropped)); return; }
  const [, before, after] = renamesColumn.exec(action) ?? [];
  if (before !== undefined && after !== undefined) { renameColumn(table, nameIn(before), nameIn(after)); return; }
  const [, column, verb] = new RegExp(String.raw`^alter\s+(?:column\s+)?(${NAME})\s+(set|drop)\s+not\s+null`, "i").exec(action) ?? [];
  const changed = column === undefined ? undefined : table.columns.get(nameIn(column));
  if (changed) changed.required = verb?.toLowerCase() === "set";
}

const policy = new RegExp(String.raw`^\s*(create|drop)\s+policy\s+(?:if\s+exists\s+)?(${NAME})\s+on\s+(${PATH})([\s\S]*)$`, "i");

/** A policy is kept for what it opens to everybody, and for the settings that it asks for. https://www.postgresql.org/docs/current/sql-createpolicy.html */
function applyPolicy(statement: string, tables: TableDrafts): void {
  const [, verb, name, on, said = ""] = policy.exec(statement) ?? [];
  if (on === undefined || name === undefined) return;
  const security = tables.securityAt(nameIn(on));
  security.openPolicies.delete(nameIn(name));
  security.settings.delete(nameIn(name));
  if (verb?.toLowerCase() !== "create") return;
  security.openPolicies.set(nameIn(name), openedBy(said, (clause) => clauseOf(said, clause)));
  security.settings.set(nameIn(name), settingsOf(said, (clause) => clauseOf(said, clause)));
}

/** What stands in parentheses behind a word. */
function clauseOf(text: string, word: RegExp): string | undefined {
  const found = word.exec(text);
  return found ? bodyFrom(text, found.index + found[0].length) : undefined;
}

/** One part of a table's body: a column, or a key over several. */
function define(written: string, table: TableDraft): void {
  const part = written.trim().replace(new RegExp(String.raw`^constraint\s+${NAME}\s+`, "i"), "");
  const [, primary] = /^primary\s+key\s*\(([^)]*)\)/i.exec(part) ?? [];
  if (primary !== undefined) {
    table.id = namesIn(primary);
    return;
  }
  const [, unique] = /^unique\s*(?:key|index)?\s*(?:nulls\s+not\s+distinct\s*)?\(([^)]*)\)/i.exec(part) ?? [];
  if (unique !== undefined) {
    table.uniques.push(namesIn(unique));
    return;
  }
  const [, foreign] = /^foreign\s+key\s*\(([^)]*)\)/i.exec(part) ?? [];
  if (foreign !== undefined) { addReference(part, namesIn(foreign), table); return; }
  if (/^(?:check|exclude|key|index|like|fulltext|spatial|period|partition)\b/i.test(part)) return;
  defineColumn(part, table);
}

function defineColumn(part: string, table: TableDraft): void {
  const [, quoted, type, rest = ""] = new RegExp(String.raw`^(${NAME})\s+("[^"]+"|[\w$]+)([\s\S]*)$`).exec(part) ?? [];
  if (quoted === undefined || type === undefined) return;
  const name = nameIn(quoted);
  const primary = /\bprimary\s+key\b/i.test(rest);
  table.columns.set(name, { type: typeOf(type), required: primary || /\bnot\s+null\b/i.test(rest), defaulted: /\bdefault\b|\bgenerated\b|\bauto_?increment\b/i.test(rest) || /serial$/i.test(type) });
  if (primary) table.id = [name];
  if (/\bunique\b/i.test(rest)) table.uniques.push([name]);
  addReference(rest, [name], table);
}

function addReference(text: string, columns: readonly string[], table: TableDraft): void {
  const [, target, there] = references.exec(text) ?? [];
  if (target === undefined) return;
  const named = there === undefined ? [] : namesIn(there);
  addForeignKey(table, { columns, table: nameIn(target), references: named.length > 0 ? named : ["id"] });
}

/** One name for types that hold the same ids. */
export function typeOf(type: string): string {
  const name = type.toLowerCase().replaceAll('"', "");
  if (/^(?:big|small)?(?:serial|increments)$|^(?:tiny|small|medium)?int(?:eger)?[248]?$/.test(name)) return name.startsWith("big") ? "BigInt" : "Int";
  if (/^bigint(?:eger)?$|^int8$/.test(name)) return "BigInt";
  if (/^(?:var)?char(?:acter)?$|^nvarchar$|^string$|^citext$|text$/.test(name)) return "String";
  return name;
}

function statementsIn(text: string): readonly string[] {
  return text.replace(/--[^\n]*/g, "").replace(/\/\*[\s\S]*?\*\//g, "").split(";");
}

/** The text up to the parenthesis that closes the one before it. */
function bodyFrom(text: string, start: number): string {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (depth === 0) return text.slice(start, at);
  }
  return text.slice(start);
}

function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    if (at < text.length && (text[at] !== "," || depth > 0)) continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return parts.filter((part) => part.trim() !== "");
}
