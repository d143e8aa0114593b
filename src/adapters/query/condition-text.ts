import type { Value } from "../../analysis/value.ts";

/** A condition that a program writes as SQL text, such as `plot.companyId = :companyId`; columns and parameters are still names. */
export type TextCondition =
  | { readonly kind: "and" | "or"; readonly of: readonly TextCondition[] }
  | { readonly kind: "not"; readonly of: TextCondition }
  | { readonly kind: "equals"; readonly left: Operand; readonly right: Operand }
  | { readonly kind: "in"; readonly left: Operand; readonly values: readonly Operand[] }
  | { readonly kind: "null"; readonly left: Operand }
  /** There are rows in a query that stands there as one part. */
  | { readonly kind: "exists"; readonly query: Value }
  /** A column in a range, a pattern, or unlike a value. */
  | { readonly kind: "other"; readonly left: Operand }
  /** Cannot be read, and may say anything of these columns. */
  | { readonly kind: "loose"; readonly columns: readonly string[] };

export type Operand =
  /** A dotted name as written, without quotes. */
  | { readonly kind: "column"; readonly name: string }
  | { readonly kind: "parameter"; readonly name: string }
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "computed"; readonly columns: readonly string[] };

/** What the text says; undefined for a value that is no text. Parts of a template that are not known stand for values. */
export function readConditionText(value: Value): TextCondition | undefined {
  const written = writtenWithHoles(value);
  return written && new Parser(tokensOf(written.text), written.holes).condition();
}

/** A text of which some parts are not known. */
export interface Written {
  /** Parts that are not known stand as one character each. */
  readonly text: string;
  readonly holes: readonly Value[];
}

const firstHole = 0xe000;

/** The text that a value is; undefined for one that is no text. */
export function writtenWithHoles(value: Value): Written | undefined {
  if (value.kind === "constant") return typeof value.value === "string" ? { text: value.value, holes: [] } : undefined;
  if (value.kind !== "text") return undefined;
  const holes: Value[] = [];
  const text = value.parts.map((part) => (part.kind === "constant" ? String(part.value) : String.fromCharCode(firstHole + holes.push(part) - 1))).join("");
  return { text, holes };
}

/** The part that is not known, where a piece of the text is nothing else. */
export function holeIn(text: string, { holes }: Written): Value | undefined {
  return text.length === 1 ? holes[text.charCodeAt(0) - firstHole] : undefined;
}

const token = /\s+|::\s*\w+(?:\[\])?|'(?:[^']|'')*'|:(?:\.\.\.)?[A-Za-z_]\w*|(?:["`[]?[\w$\uE000-\uF8FF]+["`\]]?)(?:\s*\.\s*["`[]?[\w$\uE000-\uF8FF]+["`\]]?)*|<>|!=|<=|>=|./gsu;

/** The words of a text, without casts and the space between. */
function tokensOf(text: string): readonly string[] {
  return [...text.matchAll(token)].map(([one]) => one).filter((one) => one.trim() !== "" && !one.startsWith("::"));
}

/** Words that end a comparison. */
const ends = /^(?:and|or|\)|;)$/i;

class Parser {
  readonly #tokens: readonly string[];
  readonly #holes: readonly Value[];
  #at = 0;

  constructor(tokens: readonly string[], holes: readonly Value[]) {
    this.#tokens = tokens;
    this.#holes = holes;
  }

  condition(): TextCondition {
    const branches = [this.#conjunction()];
    while (this.#takes("or")) branches.push(this.#conjunction());
    const [first] = branches;
    return first && branches.length === 1 ? first : { kind: "or", of: branches };
  }

  #conjunction(): TextCondition {
    const parts = [this.#negation()];
    while (this.#takes("and")) parts.push(this.#negation());
    const [first] = parts;
    return first && parts.length === 1 ? first : { kind: "and", of: parts };
  }

  #negation(): TextCondition {
    if (this.#takes("not")) return { kind: "not", of: this.#negation() };
    return this.#group() ?? this.#existence() ?? this.#comparison();
  }

  /** What stands in parentheses, unless more is said of it. */
  #group(): TextCondition | undefined {
    if (this.#word() !== "(" || /^select$/i.test(this.#tokens[this.#at + 1] ?? "")) return undefined;
    const start = this.#at;
    this.#at += 1;
    const inside = this.condition();
    const isWhole = this.#takes(")") && (this.#word() === undefined || ends.test(this.#word() ?? ""));
    // In parentheses an `or` splits nothing around it.
    if (isWhole) return inside.kind === "or" ? { kind: "and", of: [inside] } : inside;
    this.#at = start;
    return undefined;
  }

  /** `exists (…)` around one part that is not known, or the same without parentheses. */
  #existence(): TextCondition | undefined {
    if (!/^exists$/i.test(this.#word() ?? "")) return undefined;
    const [, open, ...more] = this.#tokens.slice(this.#at, this.#at + 4);
    const [part, close] = open === "(" ? more : [open, ")"];
    const query = close === ")" ? this.#hole(part ?? "") : undefined;
    if (query) this.#at += open === "(" ? 4 : 2;
    return query && { kind: "exists", query };
  }

  #comparison(): TextCondition {
    const start = this.#at;
    const left = this.#operand();
    const read = this.#test(left);
    if (read && (this.#word() === undefined || ends.test(this.#word() ?? ""))) return read;
    this.#at = start;
    return { kind: "loose", columns: columnsIn(this.#rest()) };
  }

  #test(left: Operand): TextCondition | undefined {
    if (this.#takes("=")) {
      const isAny = /^any$/i.test(this.#word() ?? "");
      if (!isAny) return { kind: "equals", left, right: this.#operand() };
      this.#at += 1;
      return this.#listed(left);
    }
    if (this.#takes("in")) return this.#listed(left);
    const isNull = /^is$/i.test(this.#word() ?? "") && /^null$/i.test(this.#tokens[this.#at + 1] ?? "");
    if (!isNull) return this.#unlike(left);
    this.#at += 2;
    return { kind: "null", left };
  }

  /** `<>`, `>`, `like`, `between`: whatever the value, it is one of many. */
  #unlike(left: Operand): TextCondition | undefined {
    const word = this.#word()?.toLowerCase() ?? "";
    if (left.kind !== "column" || !/^(?:<>|!=|<=?|>=?|i?like|not|between|is)$/.test(word)) return undefined;
    this.#rest();
    return { kind: "other", left };
  }

  #listed(left: Operand): TextCondition | undefined {
    const isWrapped = this.#takes("(");
    const values = [this.#operand()];
    while (this.#takes(",")) values.push(this.#operand());
    return !isWrapped || this.#takes(")") ? { kind: "in", left, values } : undefined;
  }

  #operand(): Operand {
    const word = this.#word() ?? "";
    this.#at += 1;
    if (word.startsWith(":")) return { kind: "parameter", name: word.replace(/^:(?:\.\.\.)?/, "") };
    if (word.startsWith("'")) return { kind: "value", value: this.#hole(word.slice(1, -1)) ?? { kind: "constant", value: word.slice(1, -1) } };
    if (/^\d/.test(word)) return { kind: "value", value: { kind: "constant", value: Number(word) } };
    const hole = this.#hole(word);
    if (hole) return { kind: "value", value: hole };
    if (/^(?:true|false|null)$/i.test(word)) return { kind: "value", value: { kind: "constant", value: /^null$/i.test(word) ? null : /^true$/i.test(word) } };
    if (this.#word() === "(" || !/^["`[\w$\uE000-\uF8FF]/u.test(word)) {
      this.#at -= 1;
      return { kind: "computed", columns: columnsIn(this.#call()) };
    }
    return { kind: "column", name: plainName(word) };
  }

  /** A function with what it is given, or a list in parentheses. */
  #call(): readonly string[] {
    const start = this.#at;
    if (this.#word() !== "(") this.#at += 1;
    if (this.#word() === "(") this.#skipParentheses();
    return this.#tokens.slice(start, this.#at);
  }

  /** Everything up to the end of the comparison. */
  #rest(): readonly string[] {
    const start = this.#at;
    for (let word = this.#word(); word !== undefined && !ends.test(word); word = this.#word()) {
      if (word === "(") {
        this.#skipParentheses();
        continue;
      }
      this.#at += 1;
      // `between a and b` goes on behind its own AND.
      if (/^between$/i.test(word)) while (this.#word() !== undefined && !this.#takes("and")) this.#at += 1;
    }
    // Whatever cannot be read ends somewhere, so that reading goes on.
    if (this.#at === start) this.#at += 1;
    return this.#tokens.slice(start, this.#at);
  }

  #skipParentheses(): void {
    let depth = 0;
    do {
      if (this.#word() === "(") depth += 1;
      if (this.#word() === ")") depth -= 1;
      this.#at += 1;
    } while (depth > 0 && this.#word() !== undefined);
  }

  #hole(word: string): Value | undefined {
    return holeIn(word, { text: word, holes: this.#holes });
  }

  #word(): string | undefined {
    return this.#tokens[this.#at];
  }

  #takes(word: string): boolean {
    if (this.#word()?.toLowerCase() !== word) return false;
    this.#at += 1;
    return true;
  }
}

function columnsIn(tokens: readonly string[]): readonly string[] {
  return tokens.filter((one) => /^["`[A-Za-z_\uE000-\uF8FF]/.test(one)).map(plainName);
}

function plainName(word: string): string {
  return word.replace(/["`[\]\s]/g, "");
}
