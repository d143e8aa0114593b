import type { Io } from "./io.ts";

/** A counter on stderr, drawn only on a terminal and only when the work takes more than a second. */
export class Progress {
  readonly #io: Io;
  readonly #total: number;
  readonly #started = performance.now();
  #drawn = 0;

  constructor(io: Io, total: number) {
    this.#io = io;
    this.#total = total;
  }

  step(done: number): void {
    if (!this.#io.interactive) return;
    const now = performance.now();
    if (now - this.#started < 1000 || now - this.#drawn < 100) return;
    this.#drawn = now;
    this.#io.err(`\r${done}/${this.#total} files`);
  }

  /** Takes the counter away. */
  end(): void {
    if (this.#drawn > 0) this.#io.err("\r\u001B[K");
  }
}
