import { readFileSync } from "node:fs";
import { sep } from "node:path";
import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredSchema } from "../declared-model.ts";
import { applySql } from "../source/ddl.ts";
import { namedKeys } from "../source/named-keys.ts";
import { executedByCalls, executedIn, type Routines } from "./blocks.ts";
import { functionsIn, type Routine } from "./functions.ts";
import { TableDrafts } from "../source/table-drafts.ts";
import { modelsOfTables } from "../source/table-models.ts";

/** Reads the tables that SQL files make: those that set a database up, then migrations in the order of their paths. */
export function readSqlSchema(files: readonly string[]): DeclaredSchema {
  const problems: SchemaProblem[] = [];
  const drafts = new TableDrafts();
  const functions = new Map<string, Routine>();
  for (const file of inOrder(files)) {
    const text = textOf(file);
    if (text === undefined) problems.push({ file, line: 1, message: "Expected an SQL file that can be read." });
    else {
      for (const one of functionsIn(forwardPart(text))) functions.set(one.name, one);
      for (const { statement, line } of statementsOf(text, byName(functions))) applySql(statement, drafts, file, line);
    }
  }
  const secured = drafts.secured();
  return { models: modelsOfTables("sql", namedKeys(drafts.tables(), ({ required }) => !required)), ...(secured.length > 0 ? { secured } : {}), problems, files: [...files], ...(functions.size > 0 ? { functions: [...functions.values()] } : {}) };
}

function inOrder(files: readonly string[]): readonly string[] {
  const isMigration = (file: string): boolean => file.split(sep).some((part) => /migrations?$/i.test(part));
  return [...files].sort((a, b) => Number(isMigration(a)) - Number(isMigration(b)) || (a < b ? -1 : 1));
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** A statement, and the line of its text that it begins on. */
export interface Placed {
  readonly statement: string;
  readonly line: number;
}

/** The statements of a text, without its comments. */
export function plainStatementsOf(text: string): readonly Placed[] {
  return statementsOf(text, new Map());
}

/** The functions by names as calls find them. */
function byName(functions: ReadonlyMap<string, Routine>): Routines {
  return new Map([...functions].map(([name, one]) => [name.toLowerCase(), one]));
}

/** The statements of a file without its comments, bodies of functions and what takes it back; blocks that run at once count, and what is called. */
function statementsOf(text: string, routines: Routines): readonly Placed[] {
  const plain = blanked(blanked(forwardPart(text), /\/\*[\s\S]*?\*\//g), /--[^\n]*/g).replace(/(\bdo\s+)?\$(\w*)\$([\s\S]*?)\$\2\$/gi, (whole: string, runs: string | undefined, _, body: string) =>
    runs === undefined ? lines(whole) : `;${body.replace(/\b(?:begin|then|else)\b/gi, ";")};${executedIn(body, routines).join(";")};`);
  let line = 1;
  return plain.split(";").flatMap((statement) => {
    const start = line + lines(/^\s*/.exec(statement)?.[0] ?? "").length;
    line += lines(statement).length;
    return [statement, ...executedByCalls(statement, routines)].map((one) => ({ statement: one, line: start }));
  });
}

/** A migration without the part that takes it back. */
function forwardPart(text: string): string {
  return text.split(/^--\s*(?:\+goose\s+down|migrate:down|\+migrate\s+down|@down)\b/im)[0] ?? "";
}

function blanked(text: string, pattern: RegExp): string {
  return text.replace(pattern, lines);
}

/** The line breaks of a text alone. */
function lines(text: string): string {
  return text.replace(/[^\n]/g, "");
}
