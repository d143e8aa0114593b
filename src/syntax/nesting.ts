/**
 * The load at which a file is left unread. oxc-parser is native and recurses: past its stack it kills the process, with
 * nothing to catch. The kindest input does so at about 5,100 nested objects, on a stack of 8 MB; threads have half.
 */
const limit = 2500;

/** Parts of a nested bracket, by how many more levels of each the parser survives. */
const weight = { bracket: 1, word: 0.5, operator: 0.3, dot: 0.15 };

const controlWords = new Set(["if", "for", "while", "with", "await", "switch", "catch"]);
const prefixWords = new Set(
  ("typeof void delete await yield new keyof infer extends else do return throw case in instanceof as satisfies is " +
    "asserts unique readonly async default abstract declare").split(" "),
);
const infixWords = new Set("in instanceof as satisfies extends is else of while catch finally".split(" "));

/**
 * True when text nests deeper than the parser can bear: brackets, templates, JSX and type arguments, and chains such as
 * `a ? b : a ? b : …` or `!!!!…` that need no bracket. Reads characters, not syntax, and errs towards true.
 */
export function nestsTooDeep(text: string): boolean {
  return text.length > limit && new NestingScan(text).exceeds();
}

/** What was open at a place: the opener, and what has piled up behind it since the last `;`, `,` or line that starts anew. */
interface Level {
  readonly opener: "(" | "[" | "{" | "<" | "`" | "${" | "";
  /** True for the parentheses of `if (…)` and the like, after which an operand may follow. */
  readonly control: boolean;
  load: number;
  elements: number;
}

const closers: Readonly<Record<string, readonly string[]>> = { ")": ["("], "]": ["["], "}": ["{", "${"] };

class NestingScan {
  readonly #text: string;
  readonly #levels: Level[] = [{ opener: "", control: false, load: 0, elements: 0 }];
  #at = 0;
  #total = 0;
  #newLine = false;
  /** What the last token was: the end of an operand, a word (which may be a keyword), or anything else. */
  #last: "operand" | "word" | "operator" = "operator";
  #wordStart = 0;
  #wordEnd = 0;

  constructor(text: string) {
    this.#text = text;
  }

  exceeds(): boolean {
    while (this.#at < this.#text.length) {
      this.#step(this.#text.charCodeAt(this.#at));
      if (this.#total > limit) return true;
    }
    return false;
  }

  #step(code: number): void {
    if (code === 10 || code === 13) this.#newLine = true;
    if (code <= 32) this.#at++;
    else if (isWordPart(code)) this.#word();
    else this.#punctuation(this.#text[this.#at] ?? "");
  }

  #word(): void {
    const start = this.#at;
    while (this.#at < this.#text.length && isWordPart(this.#text.charCodeAt(this.#at))) this.#at++;
    const continues = this.#newLine && infixWords.has(this.#text.slice(start, this.#at));
    if (!continues) this.#startOperand();
    if (this.#last === "word") this.#add(weight.word);
    this.#wordStart = start;
    this.#wordEnd = this.#at;
    this.#become("word");
  }

  #punctuation(char: string): void {
    const next = this.#text[this.#at + 1];
    if (char === "/" && (next === "/" || next === "*")) this.#comment(next);
    else if (char === "'" && this.#isApostrophe()) this.#at++;
    else if (char === '"' || char === "'") this.#string(char);
    else if (char === "`") this.#template();
    else if (char === "(" || char === "[" || char === "{") this.#open(char);
    else if (char === ")" || char === "]" || char === "}") this.#close(char);
    else if (char === "<") this.#angle(next);
    else if (char === ">" && this.#top().opener === "<" && this.#text[this.#at - 1] !== "=") this.#pop("operand");
    else if (char === "/") this.#slash(next);
    else if (char === ";" || char === ",") this.#separator(char);
    else this.#operator(char, next);
  }

  #separator(char: string): void {
    if (char === ";") this.#restart();
    else this.#clear();
    this.#at++;
    this.#become("operator");
  }

  #operator(char: string, next: string | undefined): void {
    // A union of names is one flat node, however long.
    const flat = (char === "|" || char === "&") && next !== char && this.#text[this.#at - 1] !== char;
    if (char === ".") this.#add(weight.dot);
    else if (!flat) this.#add(weight.operator);
    this.#at++;
    this.#become("operator");
  }

  #comment(kind: "/" | "*"): void {
    const end = kind === "/" ? this.#lineEnd(this.#at) : this.#text.indexOf("*/", this.#at + 2);
    this.#at = end < 0 ? this.#text.length : end + (kind === "*" ? 2 : 0);
  }

  #string(quote: string): void {
    this.#startOperand();
    this.#at = this.#delimitedEnd(this.#at + 1, quote);
    this.#become("operand");
  }

  /** True in the text of an element (`It's`): no string starts right behind a word that is not a keyword. */
  #isApostrophe(): boolean {
    return this.#last === "word" && this.#wordEnd === this.#at && !this.#lastWordIn(prefixWords);
  }

  #slash(next: string | undefined): void {
    if (next === ">") this.#leaveElement();
    else if (this.#last === "operator" || this.#lastWordIn(prefixWords)) {
      this.#at = this.#delimitedEnd(this.#at + 1, "/");
      this.#become("operand");
    } else this.#operator("/", next);
  }

  /** `a<b` may open type arguments, ` <b` an element; a comparison has a space behind it. */
  #angle(next: string | undefined): void {
    if (next === "/") this.#leaveElement();
    else if (next === " " || next === "=" || next === undefined) this.#operator("<", next);
    else if (isWordPart(this.#text.charCodeAt(this.#at - 1))) this.#open("<");
    else this.#enterElement();
  }

  #enterElement(): void {
    this.#top().elements++;
    this.#total += weight.bracket;
    this.#at++;
    this.#become("operator");
  }

  /** Passes over `</` or `/>`. */
  #leaveElement(): void {
    const top = this.#top();
    if (top.elements > 0) {
      top.elements--;
      this.#total -= weight.bracket;
    }
    this.#at += 2;
    this.#become("operator");
  }

  #template(): void {
    this.#startOperand();
    this.#add(weight.bracket);
    this.#push("`", false);
    this.#at++;
    this.#templateText();
  }

  /** Reads on to the end of the template or to its next `${`. */
  #templateText(): void {
    for (; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === "\\") this.#at++;
      else if (char === "`") {
        this.#pop("operand");
        return;
      } else if (char === "$" && this.#text[this.#at + 1] === "{") {
        this.#push("${", false);
        this.#add(weight.bracket);
        this.#at += 2;
        this.#become("operator");
        return;
      }
    }
  }

  #open(opener: "(" | "[" | "{" | "<"): void {
    const control = opener === "(" && this.#lastWordIn(controlWords);
    this.#add(weight.bracket);
    this.#push(opener, control);
    this.#at++;
    this.#become("operator");
  }

  /** Closes the nearest opener of its kind and all that was left open inside it; one that fits none is passed over. */
  #close(closer: ")" | "]" | "}"): void {
    const fitting = closers[closer] ?? [];
    const index = this.#levels.findLastIndex(({ opener }) => fitting.includes(opener));
    if (index < 0) {
      this.#at++;
      return;
    }
    while (this.#levels.length > index + 1) this.#drop();
    const { opener, control } = this.#top();
    this.#pop(control ? "operator" : "operand");
    if (opener === "${") this.#templateText();
  }

  #push(opener: Level["opener"], control: boolean): void {
    this.#levels.push({ opener, control, load: 0, elements: 0 });
  }

  #pop(last: "operand" | "operator"): void {
    this.#drop();
    this.#at++;
    this.#become(last);
  }

  #drop(): void {
    const level = this.#levels.pop();
    if (level) this.#total -= level.load + level.elements * weight.bracket;
  }

  #top(): Level {
    return this.#levels[this.#levels.length - 1] as Level;
  }

  #add(amount: number): void {
    this.#top().load += amount;
    this.#total += amount;
  }

  /** An operand on a new line behind a finished operand starts a new statement or member. */
  #startOperand(): void {
    const finished = this.#last === "operand" || (this.#last === "word" && !this.#lastWordIn(prefixWords));
    if (this.#newLine && finished) {
      this.#restart();
      this.#last = "operator";
    }
  }

  #restart(): void {
    while (this.#top().opener === "<") this.#drop();
    this.#clear();
  }

  #clear(): void {
    const top = this.#top();
    this.#total -= top.load;
    top.load = 0;
  }

  #become(last: "operand" | "word" | "operator"): void {
    this.#last = last;
    this.#newLine = false;
  }

  #lastWordIn(words: ReadonlySet<string>): boolean {
    if (this.#last !== "word") return false;
    return words.has(this.#text.slice(this.#wordStart, this.#wordEnd));
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf("\n", from);
    return end < 0 ? this.#text.length : end;
  }

  /** The place behind a closing quote or slash, or the end of the line. */
  #delimitedEnd(from: number, delimiter: string): number {
    let inClass = false;
    for (let at = from; at < this.#text.length; at++) {
      const char = this.#text[at];
      if (char === "\n") return at;
      if (char === "\\") at++;
      else if (delimiter === "/" && (char === "[" || char === "]")) inClass = char === "[";
      else if (char === delimiter && !inClass) return at + 1;
    }
    return this.#text.length;
  }
}

function isWordPart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36 || code > 127
  );
}
