import { isOne, placeOf, type Token } from "./tokens.ts";

/** One step of a block of PL/pgSQL, as far as it matters for what the block runs. */
export type Step =
  | { readonly kind: "statement"; readonly tokens: readonly Token[] }
  | { readonly kind: "assignment"; readonly name: string; readonly value: readonly Token[] }
  | { readonly kind: "choice"; readonly arms: readonly Arm[] }
  | { readonly kind: "loop"; readonly variable: string | undefined; readonly over: readonly Token[]; readonly body: readonly Step[] }
  | { readonly kind: "leave"; readonly whole: boolean; readonly when: readonly Token[] };

interface Arm {
  /** Absent for ELSE. */
  readonly when: readonly Token[] | undefined;
  readonly body: readonly Step[];
}

/** The steps of a block. https://www.postgresql.org/docs/current/plpgsql-control-structures.html */
export function stepsOf(tokens: readonly Token[]): readonly Step[] {
  return new StepReader(tokens).read();
}

class StepReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** All steps; an END too many is passed over. */
  read(): readonly Step[] {
    const steps: Step[] = [];
    while (this.#at < this.#tokens.length) {
      steps.push(...this.#until());
      this.#skipEnd();
    }
    return steps;
  }

  /** The steps up to an END, or one of these words. */
  #until(...words: readonly string[]): readonly Step[] {
    const steps: Step[] = [];
    while (this.#at < this.#tokens.length && !isOne(this.#here(), "end", ...words)) steps.push(...this.#step());
    return steps;
  }

  #here(): Token | undefined {
    return this.#tokens[this.#at];
  }

  #step(): readonly Step[] {
    switch (this.#here()?.said.toLowerCase()) {
      case "begin":
        return this.#block();
      case "if":
        return [this.#choice()];
      case "case":
        return [this.#case()];
      case "for":
      case "foreach":
      case "while":
      case "loop":
        return [this.#loop()];
      case ";":
      case "declare":
        this.#at += 1;
        return [];
      case "<<":
        this.#upTo(">>");
        return [];
      default:
        return simple(this.#upTo(";"));
    }
  }

  /** What a block does when something goes wrong is left out. */
  #block(): readonly Step[] {
    this.#at += 1;
    const steps = this.#until("exception");
    if (isOne(this.#here(), "exception")) this.#until();
    this.#skipEnd();
    return steps;
  }

  #choice(): Step {
    const arms: Arm[] = [];
    while (isOne(this.#here(), "if", "elsif", "elseif", "else")) {
      const isElse = isOne(this.#here(), "else");
      this.#at += 1;
      const when = isElse ? undefined : this.#upTo("then");
      arms.push({ when, body: this.#until("elsif", "elseif", "else") });
    }
    this.#skipEnd();
    return { kind: "choice", arms };
  }

  /** `CASE kind WHEN 'own' THEN …`, and CASE with conditions of its own. */
  #case(): Step {
    const arms: Arm[] = [];
    const end = placeOf(this.#tokens, this.#at, "when");
    const compared = this.#tokens.slice(this.#at + 1, end);
    this.#at = end;
    while (isOne(this.#here(), "when", "else")) {
      const isElse = isOne(this.#here(), "else");
      this.#at += 1;
      const when = isElse ? undefined : this.#upTo("then");
      arms.push({ when: when && compared.length > 0 ? [...compared, equals, ...when] : when, body: this.#until("when", "else") });
    }
    this.#skipEnd();
    return { kind: "choice", arms };
  }

  #loop(): Step {
    const isOver = isOne(this.#here(), "for", "foreach");
    const header = this.#upTo("loop");
    const body = this.#until();
    this.#skipEnd();
    return { kind: "loop", variable: isOver ? header[1]?.said.toLowerCase() : undefined, over: isOver ? header.slice(placeOf(header, 0, "in") + 1) : [], body };
  }

  /** The tokens before a word, which is passed as well. */
  #upTo(word: string): readonly Token[] {
    const end = placeOf(this.#tokens, this.#at, word);
    const found = this.#tokens.slice(this.#at, end);
    this.#at = end + 1;
    return found;
  }

  #skipEnd(): void {
    if (isOne(this.#here(), "end")) this.#upTo(";");
  }
}

const equals: Token = { kind: "sign", said: "=", start: 0, end: 0 };

function simple(tokens: readonly Token[]): readonly Step[] {
  const [first] = tokens;
  if (isOne(first, "return")) return [{ kind: "leave", whole: true, when: [] }];
  if (isOne(first, "continue", "exit")) return [{ kind: "leave", whole: false, when: tokens.slice(placeOf(tokens, 0, "when") + 1) }];
  const sign = placeOf(tokens, 0, ":=", "=", "default");
  if (first && sign < tokens.length && !isOne(first, ...verbs)) return [{ kind: "assignment", name: first.said.toLowerCase().replaceAll('"', ""), value: isOne(tokens[1], "[") ? [] : tokens.slice(sign + 1) }];
  return [{ kind: "statement", tokens }];
}

/** What statements begin with that may hold an equals sign. */
const verbs = ["execute", "perform", "select", "call", "insert", "update", "delete", "merge", "with", "alter", "create", "drop", "comment", "grant", "revoke", "set", "raise", "assert", "get", "open", "fetch", "do", "return"];
