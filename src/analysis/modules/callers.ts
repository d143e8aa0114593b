import type { Elsewhere } from "../interpret/elsewhere.ts";
import type { Run } from "../interpret/run.ts";
import { walkFile } from "../interpret/walk-file.ts";
import type { ModuleReader } from "./reader.ts";

const none: ReadonlyMap<string, undefined> = new Map();

/** How many files are kept walked. */
const mostWalked = 24;

/** The files that call what other files give away, each walked as a whole when something is first asked of its calls. */
export class Callers {
  readonly #reader: ModuleReader;
  readonly #elsewhere: Elsewhere;
  /** By path; undefined for what cannot be parsed. */
  readonly #walked = new Map<string, Run | undefined>();
  /** By the file that asked, and the name. */
  readonly #asked = new Map<string, Map<string, readonly string[] | undefined>>();

  constructor(reader: ModuleReader, elsewhere: Elsewhere) {
    this.#reader = reader;
    this.#elsewhere = elsewhere;
  }

  /** Runs over the files in which a name stands, but for the one that asks; undefined where there are too many, or one cannot be read. */
  runsNaming(name: string, asker: string): readonly Run[] | undefined {
    const files = this.#reader.naming(name);
    const asked = this.#asked.get(asker) ?? new Map<string, readonly string[] | undefined>();
    this.#asked.set(asker, asked.set(name, files));
    if (!files) return undefined;
    if (this.#walked.size > mostWalked) this.#walked.clear();
    const runs = files.filter((file) => file !== asker).map((file) => this.#walk(file));
    return runs.every((run) => run !== undefined) ? runs : undefined;
  }

  /** The names that were looked for on behalf of a file, and the files in which they stand. */
  askedFor(path: string): ReadonlyMap<string, readonly string[] | undefined> {
    return this.#asked.get(path) ?? none;
  }

  /** Drops everything: it is soon found out again. */
  forget(): void {
    this.#walked.clear();
    this.#asked.clear();
  }

  #walk(path: string): Run | undefined {
    if (this.#walked.has(path)) return this.#walked.get(path);
    const text = this.#reader.text(path);
    const file = text === undefined ? undefined : this.#reader.parse(path, text);
    const run = file && this.#reader.start(file, this.#elsewhere);
    if (run) walkFile(run);
    this.#walked.set(path, run);
    return run;
  }
}
