import { parseSql } from "./parser.ts";
import type { Bindings } from "./bindings.ts";
import { lex, type Lexed, type Parameter, type Token } from "./lexer.ts";
import type { Hole } from "./pieces.ts";
import { withoutPrewhere } from "./prewhere.ts";
import type { Statement } from "./tree.ts";

/** What a text says, and what its `$n` stand for. */
export interface ReadText {
  readonly statements: readonly Statement[];
  readonly values: ReadonlyMap<number, Parameter>;
  /** What was put in and could only be left out: it may say anything. */
  readonly leftOut: readonly Parameter[];
}

/** Attempts at one text: where several places can be read in several ways, one after the other is tried. */
const MOST_TRIALS = 24;

/** Undefined for what is no SQL that the parser knows. */
export function readText(parts: readonly (string | Hole)[], bindings: Bindings): ReadText | undefined {
  const lexed = lex(parts, bindings);
  return readLexed(lexed, (text) => text) ?? readLexed(lexed, plainer);
}

function readLexed({ tokens, values }: Lexed, spell: (text: string) => string): ReadText | undefined {
  const chosen = new Map<number, number>();
  for (let trial = 0; trial < MOST_TRIALS; trial += 1) {
    const { text, starts } = written(tokens, chosen);
    const spelled = spell(text);
    const parsed = parseSql(spelled);
    if ("statements" in parsed) return { statements: parsed.statements, values, leftOut: leftOut(tokens, chosen, values) };
    const place = nextPlace(tokens, chosen, starts, spelled === text ? parsed.failedAt : text.length);
    if (place === undefined) return undefined;
    chosen.set(place, (chosen.get(place) ?? 0) + 1);
  }
  return undefined;
}

function written(tokens: readonly Token[], chosen: ReadonlyMap<number, number>): { readonly text: string; readonly starts: ReadonlyMap<number, number> } {
  let text = "";
  const starts = new Map<number, number>();
  for (const [index, token] of tokens.entries()) {
    if (typeof token !== "string") starts.set(index, text.length);
    text += typeof token === "string" ? token : (token.ways[chosen.get(index) ?? 0] ?? "");
  }
  return { text, starts };
}

/** The last place before the fault that can be read in another way yet, else any. */
function nextPlace(tokens: readonly Token[], chosen: ReadonlyMap<number, number>, starts: ReadonlyMap<number, number>, failedAt: number): number | undefined {
  const open = [...starts].filter(([index]) => {
    const token = tokens[index];
    return token !== undefined && typeof token !== "string" && (chosen.get(index) ?? 0) + 1 < token.ways.length;
  });
  return (open.findLast(([, start]) => start <= failedAt) ?? open.at(0))?.[0];
}

function leftOut(tokens: readonly Token[], chosen: ReadonlyMap<number, number>, values: ReadonlyMap<number, Parameter>): readonly Parameter[] {
  return [...chosen].flatMap(([index, way]) => {
    const token = tokens[index];
    if (token === undefined || typeof token === "string") return [];
    const number = /\$(\d+)/.exec(token.ways.join(" "))?.[1];
    return token.ways[way]?.includes("$") === true ? [] : (values.get(Number(number)) ?? []);
  });
}

/** What MySQL, SQLite and ClickHouse say otherwise, in words that say the same of rows. */
function plainer(text: string): string {
  return withoutPrewhere(text)
    .replace(/\b(?:insert\s+(?:or\s+\w+|ignore)|replace)\s+into\b/gi, "insert into")
    .replace(/\bon\s+duplicate\s+key\s+update\b[\s\S]*$/i, "on conflict do nothing")
    .replace(/\blimit\s+(\S+)\s*,\s*(\S+)/gi, "limit $2 offset $1")
    .replace(/\bsample\s+[\d.]+(?:\s*\/\s*\d+)?(?:\s+offset\s+[\d./]+)?/gi, "")
    .replace(/\bwith\s+(?:totals|rollup|cube)\b/gi, "")
    .replace(/\bfinal\b(?!\s*\()/gi, "")
    .replace(/\bglobal\s+(?=(?:not\s+)?in\b|(?:any\s+|all\s+)?(?:inner\s+|left\s+)?join\b)/gi, "")
    .replace(/\b(?:any|all|asof|semi|anti)\s+(?=(?:left|right|inner|outer|join)\b)/gi, "")
    .replace(/\b(?:left\s+)?array\s+join\s+[\w.",]+(?:\s+as\s+\w+)?/gi, " ")
    .replace(/\bsettings\s+\w+\s*=[^()]*$/i, "")
    .replace(/\bformat\s+\w+[\s;]*$/i, "")
    .replace(/\blimit\s+\d+\s+by\s+[\w.",]+/gi, "")
    .replace(/\bdiv\b/gi, "/")
    .replace(/\bregexp\b|\brlike\b/gi, "~")
    .replace(/\binterval\s+(\d+|\$\d+)\s+(\w+)/gi, "interval '1 $2'")
    .replace(/\s==\s/g, " = ");
}
