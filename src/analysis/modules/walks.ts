import type { FunctionNode } from "../../syntax/functions.ts";
import type { Summary } from "../interpret/summary.ts";

interface Kept {
  readonly summary: Summary;
  /** Place in the stack of the outermost function that this summary took for a recursion; infinite where it took none. */
  readonly cut: number;
}

/** The place of everything that is walked while a module is opened, when calls of other files tell nothing yet. */
const opening = -1;

/** The functions that are being walked now, over all files. */
export class WalkStack {
  readonly #cutOff = new Map<FunctionNode, Kept>();
  readonly #functions: FunctionNode[] = [];
  #cut = Infinity;

  /** True when nothing is being walked. */
  get isEmpty(): boolean {
    return this.#functions.length === 0;
  }

  /** Says that what is being walked has missed something, and is to be walked again when the module is open. */
  missedWhileOpening(): void {
    this.#cut = opening;
  }

  /** Forgets what missed something while a module was opened; `before` is what `beginOpening` gave. */
  endOpening(before: number): void {
    for (const [fn, { cut }] of this.#cutOff) if (cut === opening) this.#cutOff.delete(fn);
    this.#cut = before;
  }

  beginOpening(): number {
    const before = this.#cut;
    this.#cut = Infinity;
    return before;
  }

  /** The summary of a function, walked by `walk` unless it is known or kept in `done`; undefined for a recursion. */
  summaryOf(fn: FunctionNode, done: WeakMap<FunctionNode, Summary>, walk: () => Summary): Summary | undefined {
    const kept = done.get(fn);
    if (kept) return kept;
    const known = this.#cutOff.get(fn);
    if (known) {
      this.#cut = Math.min(this.#cut, known.cut);
      return known.summary;
    }
    const place = this.#functions.indexOf(fn);
    if (place >= 0) {
      this.#cut = Math.min(this.#cut, place);
      return undefined;
    }
    return this.#walk(fn, done, walk);
  }

  #walk(fn: FunctionNode, done: WeakMap<FunctionNode, Summary>, walk: () => Summary): Summary {
    const outer = this.#cut;
    const own = this.#functions.length;
    this.#cut = Infinity;
    this.#functions.push(fn);
    try {
      const summary = walk();
      const cut = this.#cut < own ? this.#cut : Infinity;
      if (cut === Infinity) done.set(fn, summary);
      else this.#cutOff.set(fn, { summary, cut });
      this.#cut = Math.min(outer, cut);
      return summary;
    } finally {
      this.#functions.pop();
      for (const [other, { cut }] of this.#cutOff) if (cut >= own) this.#cutOff.delete(other);
    }
  }
}

/**
 * Functions of one module that are summarised on demand. One that comes up again inside itself is a recursion, and
 * whatever was summarised between the two may have missed something: it is kept only until the outer one is done, so that
 * every summary is the same wherever the first call came from.
 */
export class Walks {
  readonly #stack: WalkStack;
  readonly #done = new WeakMap<FunctionNode, Summary>();

  constructor(stack: WalkStack) {
    this.#stack = stack;
  }

  /** The summary of a function, walked by `walk` unless it is known; undefined for a recursion. */
  summaryOf(fn: FunctionNode, walk: () => Summary): Summary | undefined {
    return this.#stack.summaryOf(fn, this.#done, walk);
  }

  /** True when a function's summary will not change any more. */
  isDone(fn: FunctionNode): boolean {
    return this.#done.has(fn);
  }
}
