import type { Summary } from "../interpret/summary.ts";
import type { FunctionNode } from "../value.ts";

interface Kept {
  readonly summary: Summary;
  /** Place in the stack of the outermost function that this summary took for a recursion; infinite where it took none. */
  readonly cut: number;
}

/**
 * Functions that are summarised on demand, over many files. One that comes up again inside itself is a recursion, and
 * whatever was summarised between the two may have missed something: it is kept only until the outer one is done, so that
 * every summary is the same wherever the first call came from.
 */
export class Walks {
  readonly #done = new WeakMap<FunctionNode, Kept>();
  readonly #cutOff = new Map<FunctionNode, Kept>();
  readonly #stack: FunctionNode[] = [];
  #cut = Infinity;

  /** The summary of a function, walked by `walk` unless it is known; undefined for a recursion. */
  summaryOf(fn: FunctionNode, walk: () => Summary): Summary | undefined {
    const known = this.#done.get(fn) ?? this.#cutOff.get(fn);
    if (known) {
      this.#cut = Math.min(this.#cut, known.cut);
      return known.summary;
    }
    const place = this.#stack.indexOf(fn);
    if (place >= 0) {
      this.#cut = Math.min(this.#cut, place);
      return undefined;
    }
    return this.#walk(fn, walk);
  }

  #walk(fn: FunctionNode, walk: () => Summary): Summary {
    const outer = this.#cut;
    const own = this.#stack.length;
    this.#cut = Infinity;
    this.#stack.push(fn);
    try {
      const summary = walk();
      const cut = this.#cut < own ? this.#cut : Infinity;
      (cut === Infinity ? this.#done : this.#cutOff).set(fn, { summary, cut });
      this.#cut = Math.min(outer, cut);
      return summary;
    } finally {
      this.#stack.pop();
      for (const [other, { cut }] of this.#cutOff) if (cut >= own) this.#cutOff.delete(other);
    }
  }
}
