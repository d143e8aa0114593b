import type { Node, SourceFile } from "../../syntax/source-file.ts";
import type { Elsewhere } from "../interpret/elsewhere.ts";
import { settleClosures } from "../interpret/functions.ts";
import { executeAll } from "../interpret/statements.ts";
import { exportsOf } from "./exports.ts";
import { isMadeElsewhere, mayGive } from "./glance.ts";
import type { Module, Shelf } from "./lookup.ts";
import type { ModuleReader } from "./reader.ts";
import { Walks, WalkStack } from "./walks.ts";

/** How much text, in UTF-16 code units, is kept open: a tree takes about fifty times its text's memory. */
const mostText = 4_000_000;

interface Opened {
  /** Undefined while it is being opened, and where it cannot be parsed. */
  module: Module | undefined;
  /** Length of its text in UTF-16 code units. */
  readonly size: number;
}

/** The files that are open: parsed, and their statements run, so that what they declare can be looked at. */
export class OpenModules {
  readonly #reader: ModuleReader;
  readonly #elsewhere: Elsewhere;
  readonly #resolve: Shelf["resolve"];
  /** By path, those that were asked for last at the end. */
  readonly #open = new Map<string, Opened>();
  #text = 0;
  readonly #stack = new WalkStack();
  #isOpening = false;

  /** `elsewhere` answers for what the files import. */
  constructor(reader: ModuleReader, elsewhere: Elsewhere, resolve: Shelf["resolve"]) {
    this.#reader = reader;
    this.#elsewhere = elsewhere;
    this.#resolve = resolve;
  }

  get isOpening(): boolean {
    return this.#isOpening;
  }

  has(path: string): boolean {
    return this.#open.has(path);
  }

  /** The module of a path, unless its text shows that nothing stands behind a name, or no function where one is wanted. */
  moduleOf(path: string, name: string, wantsFunction: boolean): Module | undefined {
    const opened = this.#open.get(path) ?? this.#openFresh(path, name, wantsFunction);
    if (!opened) return undefined;
    this.#open.delete(path);
    this.#open.set(path, opened);
    return opened.module;
  }

  #openFresh(path: string, name: string, wantsFunction: boolean): Opened | undefined {
    const text = this.#reader.text(path);
    if (text === undefined || !mayGive(text, name)) return undefined;
    if (wantsFunction && isMadeElsewhere(text, name, (source) => this.#resolve(source, path) !== undefined)) return undefined;
    // While it is being opened, a module that imports it back finds nothing of it.
    const opened: Opened = { module: undefined, size: text.length };
    this.#open.set(path, opened);
    this.#text += text.length;
    opened.module = this.#start(path, text);
    return opened;
  }

  #start(path: string, text: string): Module | undefined {
    const file = this.#reader.parse(path, text);
    return file && { ...this.runOver(file, this.#elsewhere), exports: exportsOf(file.program) };
  }

  /** A run over a file, its statements or some of them run already, for functions that are summarised on demand. */
  runOver(file: SourceFile, elsewhere: Elsewhere, isRun: (statement: Node) => boolean = () => true): Pick<Module, "run" | "walks"> {
    const walks = new Walks(this.#stack);
    const run = this.#reader.start(file, elsewhere, walks);
    this.withoutCalls(() => {
      executeAll(run, file.program.body.filter(isRun));
    });
    run.state.ended = false;
    settleClosures(run);
    return { run, walks };
  }

  /** Does something during which calls of other files tell nothing: what hangs on them is found out again later. */
  withoutCalls<Result>(work: () => Result): Result {
    const before = this.#stack.beginOpening();
    const wasOpening = this.#isOpening;
    this.#isOpening = true;
    try {
      return work();
    } finally {
      this.#isOpening = wasOpening;
      this.#stack.endOpening(before);
    }
  }

  /** What a module makes as it is loaded must not hang on which module was loaded first: what is asked for meanwhile is asked for again. */
  missesWhileOpening(): boolean {
    if (this.#isOpening) this.#stack.missedWhileOpening();
    return this.#isOpening;
  }

  /** Closes files that nobody has asked for lately, unless a function is being walked. */
  closeOldest(): void {
    if (!this.#stack.isEmpty) return;
    for (const path of this.#open.keys()) {
      if (this.#text <= mostText) return;
      this.close(path);
    }
  }

  close(path: string): void {
    this.#text -= this.#open.get(path)?.size ?? 0;
    this.#open.delete(path);
  }
}
