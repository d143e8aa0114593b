/** A place in a text: 1-based line and 1-based column in UTF-16 code units, as ESLint prints them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where each line of a text starts, by the line ends that JavaScript knows. */
export class Lines {
  readonly #text: string;
  readonly #starts: readonly number[];

  constructor(text: string) {
    const starts = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n|[\r\n\u2028\u2029]/g)) starts.push(index + end.length);
    this.#text = text;
    this.#starts = starts;
  }

  get count(): number {
    return this.#starts.length;
  }

  /** The position of an offset in UTF-16 code units. */
  at(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#start(middle) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#start(low) + 1 };
  }

  /** Text of a 1-based line without its line end. */
  text(line: number): string {
    return this.#text.slice(this.#start(line - 1), this.#starts[line] ?? this.#text.length).replace(/[\r\n\u2028\u2029]+$/, "");
  }

  #start(index: number): number {
    return this.#starts[index] ?? this.#text.length;
  }
}
