import type { Value } from "../../../analysis/value.ts";
import type { Bindings } from "./bindings.ts";
import type { Hole } from "./pieces.ts";

/** A part of a text that the parser is to read: what it reads is `$n`, or one of several ways to read what is put in. */
export type Token = string | { readonly ways: readonly string[] };

/** A text without comments whose placeholders are all numbered alike, and what they stand for. */
export interface Lexed {
  readonly tokens: readonly Token[];
  /** By number, from 1. */
  readonly values: ReadonlyMap<number, Parameter>;
}

export interface Parameter {
  readonly value: Value;
  /** True where it becomes text, so that it may be a condition as well as a value. */
  readonly spliced: boolean;
}

const OPEN = "\uE000";
const CLOSE = "\uE001";

/** After these a value, or a whole expression, may stand. */
const before = /^(?:[-=<>!+*/%|~(,^[]|and|or|not|where|on|having|like|ilike|in|between|limit|offset|by|select|distinct|set|when|then|else|case|values|returning|any|all|is|using|as)$/i;
const beforeName = /^(?:from|join|into|update|table|only|\.)$/i;

/** Reads a text whose holes stand between its strings. */
export function lex(parts: readonly (string | Hole)[], bindings: Bindings): Lexed {
  return new Lexer(parts, bindings).read();
}

/** What was put into a name, by the numbers of what stands for it; undefined where that is nothing. */
export function valuePutInto(name: string, values: ReadonlyMap<number, Parameter>): Value | undefined {
  const number = /hole(\d+)/.exec(name)?.[1];
  return number === undefined ? undefined : values.get(Number(number))?.value;
}

/** True for the name that stands where a name was put into the text that nobody can read. */
export function isHole(name: string): boolean {
  return /^hole\d*$/.test(name);
}

class Lexer {
  readonly #holes: readonly Hole[];
  readonly #text: string;
  readonly #bindings: Bindings;
  readonly #tokens: Token[] = [];
  readonly #values = new Map<number, Parameter>();
  /** Positions that were given a number, so that `$1` is one parameter wherever it stands. */
  readonly #numbered = new Map<string, number>();
  /** Where `$1` is a placeholder, `?` is an operator. */
  readonly #isNumbered: boolean;
  #last = "";

  constructor(parts: readonly (string | Hole)[], bindings: Bindings) {
    this.#holes = parts.filter((part) => typeof part !== "string");
    let count = 0;
    this.#text = parts.map((part) => (typeof part === "string" ? part : `${OPEN}${String(count++)}${CLOSE}`)).join("");
    this.#bindings = bindings;
    this.#isNumbered = /\$\d/.test(this.#text);
  }

  read(): Lexed {
    const pattern = /--[^\n]*|\/\*[\s\S]*?\*\/|(\$\w*\$)[\s\S]*?\1|[eE]?'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|`[^`]*`|\{\{?\s*(\w+)\s*(?:::?[^{}]*)?\}\}?|\$(?:\d+|\uE000\d+\uE001)|\uE000(\d+)\uE001|::|(?<![:\w]):([A-Za-z_]\w*):?|(?<=[\s,(=])@([A-Za-z_]\w*)|(?<=[\s,(=])\$([A-Za-z_]\w*)|\?\??(?![|&])|[A-Za-z_]\w*|\s+|[\s\S]/g;
    for (const match of this.#text.matchAll(pattern)) this.#take(match[0], match);
    return { tokens: this.#tokens, values: this.#values };
  }

  #take(token: string, [, , inBraces, hole, named, at, dollar]: RegExpMatchArray): void {
    if (token.startsWith("--") || token.startsWith("/*")) { this.#tokens.push(" "); return; }
    if (/^\s+$/.test(token)) { this.#tokens.push(" "); return; }
    const name = inBraces ?? named ?? at ?? dollar;
    if (name !== undefined) { this.#name(token, name); return; }
    if (hole !== undefined) { this.#hole(this.#holes[Number(hole)]); return; }
    if (/^\$\d/.test(token)) { this.#number(token, () => this.#bindings.at(Number(token.slice(1)))); return; }
    if (token.startsWith(`$${OPEN}`)) { this.#number(token, () => ({ kind: "unknown", reason: "the parameter's position is computed" })); return; }
    if (!this.#isNumbered && token === "?") { this.#number(`?${String(this.#values.size)}`, () => this.#bindings.next()); return; }
    if (!this.#isNumbered && token === "??") { this.#identifier(this.#bindings.next()); return; }
    if (/^[eE]?'/.test(token)) { this.#string(token); return; }
    if (/^["`]/.test(token)) { this.#push(`"${token.slice(1, -1).replace(/\uE000(\d+)\uE001/g, (_, index: string) => this.#nameOf(this.#holes[Number(index)]))}"`, '"'); return; }
    this.#push(token, token);
  }

  #push(text: string, last: string): void {
    this.#tokens.push(text);
    this.#last = last;
  }

  #parameter(value: Value, spliced: boolean): string {
    const number = this.#values.size + 1;
    this.#values.set(number, { value, spliced });
    return `$${String(number)}`;
  }

  /** The name that stands for what is put into one. */
  #nameOf(hole: Hole | undefined): string {
    return hole ? `hole${this.#parameter(hole.value, false).slice(1)}` : "hole";
  }

  #number(key: string, valueOf: () => Value): void {
    const known = this.#numbered.get(key);
    const written = known === undefined ? this.#parameter(valueOf(), false) : `$${String(known)}`;
    if (known === undefined) this.#numbered.set(key, this.#values.size);
    // Drivers that send lists take them without parentheses too.
    this.#push(/^in$/i.test(this.#last) ? `(${written})` : written, "value");
  }

  #name(token: string, name: string): void {
    if (token.startsWith(":") && token.length > 1 && token.endsWith(":")) { this.#identifier(this.#bindings.named(name)); return; }
    this.#number(`:${name}`, () => this.#bindings.named(name));
  }

  #identifier(value: Value): void {
    const text = value.kind === "constant" && typeof value.value === "string" ? value.value : "hole";
    this.#push(text.split(".").map((part) => `"${part}"`).join("."), '"');
  }

  /** What is put into a string literal is a part of that value. */
  #string(token: string): void {
    if (!token.includes(OPEN)) { this.#push(token, "value"); return; }
    if (/^(?:interval|date|timestamp|timestamptz|time)$/i.test(this.#last)) { this.#push("'1'", "value"); return; }
    const parts = token.replace(/^[eE]?'|'$/g, "").split(/(\uE000\d+\uE001)/).filter((part) => part !== "").map((part): Value => {
      const index = /^\uE000(\d+)\uE001$/.exec(part)?.[1];
      return index === undefined ? { kind: "constant", value: part } : (this.#holes[Number(index)]?.value ?? { kind: "constant", value: "" });
    });
    const [only] = parts;
    this.#push(this.#parameter(parts.length === 1 && only ? only : { kind: "text", parts }, false), "value");
  }

  #hole(hole: Hole | undefined): void {
    if (!hole) return;
    const number = this.#parameter(hole.value, hole.kind === "splice");
    const ways = hole.kind === "value" ? this.#waysForValue(number) : this.#waysForText(number);
    this.#push("", "value");
    this.#tokens.push(ways.length === 1 ? (ways[0] ?? "") : { ways });
  }

  /** Some drivers also put names and lists into their templates. */
  #waysForValue(number: string): readonly string[] {
    const name = `"hole${number.slice(1)}"`;
    if (/^in$/i.test(this.#last)) return [`(${number})`];
    if (beforeName.test(this.#last)) return [name];
    return before.test(this.#last) ? [number, ` and ${number}`, ""] : [number, ` and ${number}`, "", name];
  }

  #waysForText(number: string): readonly string[] {
    const name = `"hole${number.slice(1)}"`;
    if (/^in$/i.test(this.#last)) return [`(${number})`, number];
    if (beforeName.test(this.#last)) return [name, `(select ${number}) ${name}`, ""];
    if (this.#last === "(") return [number, `select ${number}`, name, ""];
    if (/^with$/i.test(this.#last)) return [`${name} as (select ${number})`, ""];
    if (before.test(this.#last)) return [number, name, ""];
    return [` and ${number}`, "", ` where ${number}`, name];
  }
}
