/** Cells of the shared memory: how many tasks are given away, how many were begun, then what each thread is at. */
const given = 0;
const begun = 1;
const firstThread = 2;

/** What a thread is at when it is at no task: it has not begun, or is between two. */
const absent = -1;
const idle = -2;

/**
 * Tasks that threads share out among themselves over memory they share: who takes the next ones owns them. Neighbours
 * stay together, since what one needs is often what the next one needs; the fewer are left, the fewer are taken at once.
 * Nobody waits for anybody, so a thread that starts late or works slowly holds little up.
 */
export class WorkBoard<Task> {
  readonly memory: SharedArrayBuffer;
  readonly #tasks: readonly Task[];
  readonly #cells: Int32Array;

  /** A new board for a number of threads, or the board that another thread has made over this memory. */
  constructor(tasks: readonly Task[], threads: number | SharedArrayBuffer) {
    this.memory = typeof threads === "number" ? new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * (firstThread + threads)) : threads;
    this.#tasks = tasks;
    this.#cells = new Int32Array(this.memory);
    if (typeof threads === "number") this.#cells.fill(absent, firstThread);
  }

  /** The tasks that a thread gets, with their indexes, each when the one before is done. */
  *take(thread: number): Generator<readonly [index: number, task: Task]> {
    // Said before the first is taken, so that whoever finds nothing left knows for whom to wait.
    this.#set(thread, idle);
    for (;;) {
      const [start, end] = this.#takeSome();
      if (start === end) return;
      for (const [offset, task] of this.#tasks.slice(start, end).entries()) {
        Atomics.add(this.#cells, begun, 1);
        this.#set(thread, start + offset);
        yield [start + offset, task];
        this.#set(thread, idle);
      }
    }
  }

  /** The tasks that a thread gets next, from an index up to another. */
  #takeSome(): readonly [start: number, end: number] {
    const threads = this.#cells.length - firstThread;
    for (;;) {
      const start = Atomics.load(this.#cells, given);
      const left = this.#tasks.length - start;
      const end = start + (left === 0 ? 0 : Math.max(1, Math.floor(left / (threads * 3))));
      if (Atomics.compareExchange(this.#cells, given, start, end) === start) return [start, end];
    }
  }

  /** How many tasks were begun so far. */
  get taken(): number {
    return Atomics.load(this.#cells, begun);
  }

  /** True once a thread has begun to take tasks. */
  hasJoined(thread: number): boolean {
    return this.#get(thread) !== absent;
  }

  /** The task that a thread is at, or was at when it ended. */
  at(thread: number): Task | undefined {
    return this.#tasks[this.#get(thread)];
  }

  #get(thread: number): number {
    return Atomics.load(this.#cells, firstThread + thread);
  }

  #set(thread: number, state: number): void {
    Atomics.store(this.#cells, firstThread + thread, state);
  }
}
