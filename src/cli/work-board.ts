/** Cells of the shared memory: how many tasks are taken, then what each thread is at. */
const taken = 0;
const firstThread = 1;

/** What a thread is at when it is at no task: it has not begun, or is between two. */
const absent = -1;
const idle = -2;

/**
 * Tasks that threads share out among themselves over memory they share: who takes the next one owns it. Nobody waits
 * for anybody, so a thread that starts late or works slowly holds nothing up.
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
      const index = Atomics.add(this.#cells, taken, 1);
      const task = this.#tasks[index];
      if (task === undefined) return;
      this.#set(thread, index);
      yield [index, task];
      this.#set(thread, idle);
    }
  }

  /** How many tasks were taken so far. */
  get taken(): number {
    return Math.min(Atomics.load(this.#cells, taken), this.#tasks.length);
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
