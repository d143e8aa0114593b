import type { Gate } from "../../frameworks/framework.ts";
import type { Node, SourceFile } from "../../syntax/source-file.ts";
import { leftBy, type Left } from "../interpret/builders.ts";
import { contextMadeBy, contextOfType } from "../interpret/contexts.ts";
import type { Elsewhere, ImportedFunction, Prepare } from "../interpret/elsewhere.ts";
import { runInline, settleClosures, summarize, walkedAs } from "../interpret/functions.ts";
import { preparationsOfClass } from "../interpret/client-classes.ts";
import { letsOwnPassAs, vouchedProperties, type CheckUse } from "../interpret/validators.ts";
import { letsOnlyOperatorsPass } from "../interpret/gates.ts";
import type { Part } from "../interpret/hand-over.ts";
import { provided } from "../interpret/injected.ts";
import { passedOnIn, type MiddlewareUse, type PassedOn } from "../interpret/middleware.ts";
import { instanceOf, type MadeElsewhere } from "../interpret/objects.ts";
import { rolesGiven } from "../interpret/reserved.ts";
import type { Mount } from "../interpret/mounted.ts";
import type { Run } from "../interpret/run.ts";
import { executeAll } from "../interpret/statements.ts";
import { tried, triedOn, type Tried } from "../interpret/trial.ts";
import type { Summary } from "../interpret/summary.ts";
import { propertiesOf } from "../interpret/type-properties.ts";
import { withValues, type Preparation } from "../preparation.ts";
import type { Shape, Value } from "../value.ts";
import { thisOfAsked } from "./asked.ts";
import { detach, detachValue } from "./detach.ts";
import { exportsOf } from "./exports.ts";
import { isMadeElsewhere, mayCheck, mayGive } from "./glance.ts";
import { findFunction, findMaker, findType, findValue, type FoundMaker, type Module, type Shelf } from "./lookup.ts";
import { placeOf, type Place } from "./place.ts";
import { Routers, type RouterSearch } from "./routers.ts";
import { Walks, WalkStack } from "./walks.ts";

/** What the modules of a project are read with. */
export interface ModuleReader {
  /** Absolute path of the file that a specifier, or a path without its ending, means; undefined for what is not the project's own. */
  resolve(source: string, from: string): string | undefined;
  /** The text of a file as it is now; undefined when it cannot be read. */
  text(path: string): string | undefined;
  /** The parsed file; undefined when it cannot be parsed. */
  parse(path: string, text: string): SourceFile | undefined;
  readonly routers: RouterSearch;
  /** A fresh run over a file, for functions that are summarised on demand. */
  start(file: SourceFile, elsewhere: Elsewhere, walks: Walks): Run;
}

/** How much text, in UTF-16 code units, is kept open: a tree takes about fifty times its text's memory. */
const mostText = 4_000_000;

/** The functions of a project's files, each file opened and each function summarised when a call first leads to it. */
export class Modules implements Elsewhere {
  readonly #reader: ModuleReader;
  /** What each file's specifiers were found to mean: also which files its summaries depend on. */
  readonly #resolved = new Map<string, Map<string, string | undefined>>();
  /** The modules that are open, those that were asked for last at the end. */
  readonly #open = new Map<string, Opened>();
  #openText = 0;
  /** What was found out, by the file that a call names and the names behind it; also that there is no function. */
  readonly #answers = new Map<string, Map<string, Summary | undefined>>();
  readonly #values = new Map<string, Map<string, Value | undefined>>();
  readonly #prepared = new Map<string, Map<string, readonly Preparation[] | undefined>>();
  readonly #provided = new Map<string, Map<string, Value | undefined>>();
  readonly #left = new Map<string, Map<string, Left | undefined>>();
  readonly #contexts = new Map<string, Map<string, Part | undefined>>();
  readonly #passedOn = new Map<string, Map<string, PassedOn | undefined>>();
  readonly #properties = new Map<string, Map<string, ReadonlySet<string> | undefined>>();
  readonly #vouched = new Map<string, Map<string, ReadonlySet<string> | undefined>>();
  readonly #givenTo = new Map<string, Map<string, readonly string[] | undefined>>();
  readonly #gates = new Map<string, Map<string, boolean | undefined>>();
  readonly #routers: Routers;
  readonly #detached = new WeakMap<Summary, Summary>();
  readonly #stack = new WalkStack();
  #isOpening = false;

  constructor(reader: ModuleReader) {
    this.#reader = reader;
    this.#routers = new Routers(reader, this);
  }

  summaryOf({ from, source, path }: ImportedFunction): Summary | undefined {
    if (this.#missesWhileOpening()) return undefined;
    const [name, ...rest] = path;
    const file = this.#resolve(source, from);
    if (name === undefined || file === undefined) return undefined;
    const answers = answersOf(this.#answers, file);
    const key = path.join(" ");
    return answers.has(key) ? answers.get(key) : this.#find(file, name, rest, (summary) => void answers.set(key, summary));
  }

  valueOf({ from, source, path }: ImportedFunction): Value | undefined {
    const [name, ...rest] = path;
    const file = this.#resolve(source, from);
    if (name === undefined || file === undefined) return undefined;
    const answers = answersOf(this.#values, file);
    const key = path.join(" ");
    if (answers.has(key)) return answers.get(key);
    const found = findValue(this.#shelf(false), file, name, rest);
    const value = found && detachValue(found.value, found.module.run);
    // A module that is still being opened may have more to say later.
    if (value || !this.#isOpening) answers.set(key, value);
    return value;
  }

  trialOf({ from, source, path }: ImportedFunction, args: readonly Value[]): Tried | undefined {
    if (this.#missesWhileOpening()) return undefined;
    const [name, ...rest] = path;
    const file = this.#resolve(source, from);
    if (name === undefined || file === undefined) return undefined;
    const found = findFunction(this.#shelf(true), file, name, rest);
    if (!found) return undefined;
    const { run } = found.module;
    return detachedTrial(tried(run, found.fn, args), run);
  }

  trialOfMethod({ maker, args: given }: MadeElsewhere, method: string, args: readonly Value[]): Tried | undefined {
    if (this.#missesWhileOpening()) return undefined;
    const [name, ...rest] = maker.path;
    const file = this.#resolve(maker.source, maker.from);
    const found = name === undefined || file === undefined ? undefined : findMaker(this.#shelf(false), file, name, rest);
    if (!found) return undefined;
    const { run } = found.module;
    const tried = triedOn(run, (apart) => madeWith(apart, found, given), method, args);
    return tried && detachedTrial(tried, run);
  }

  preparedByClass(owner: ImportedFunction): readonly Preparation[] | undefined {
    return this.#once(this.#prepared, owner, "", (file, name, rest) => {
      const found = findMaker(this.#shelf(false), file, name, rest);
      return found?.kind === "class" ? detachedPreparations(preparationsOfClass(found.module.run, found.node), found.module.run) : undefined;
    });
  }

  preparedBy({ from, source, path }: ImportedFunction, args: readonly Value[] | undefined, prepare: Prepare): readonly Preparation[] | undefined {
    if (this.#missesWhileOpening()) return undefined;
    const [name, ...rest] = path;
    const file = this.#resolve(source, from);
    const found = name === undefined || file === undefined ? undefined : findFunction(this.#shelf(true), file, name, rest);
    if (!found) return undefined;
    const { run } = found.module;
    return detachedPreparations(prepare(run, args ? tried(run, found.fn, args).result : found.fn), run);
  }

  providedBy(token: ImportedFunction): Value | undefined {
    return this.#once(this.#provided, token, "", (file, name) => {
      const module = this.#shelf(false).open(file, "provide");
      const value = module && provided(module.run, name);
      return value && detachValue(value, module.run);
    });
  }

  leftBy(builder: ImportedFunction): Left | undefined {
    return this.#once(this.#left, builder, "", (file, name, rest) => {
      const found = findValue(this.#shelf(false), file, name, rest);
      const made = found?.value.kind === "function" ? found.value.fn : found?.value.kind === "reference" && found.value.root.kind === "call" ? found.value.root.node : undefined;
      return found && made && leftBy(found.module.run, made);
    });
  }

  contextOf(maker: ImportedFunction): Part | undefined {
    return this.#once(this.#contexts, maker, "", (file, name) => {
      const shelf = this.#shelf(false);
      const made = findFunction(shelf, file, name, []);
      if (made) return contextMadeBy(made.module.run, made.fn);
      const type = findType(shelf, file, name);
      return type && contextOfType(type.module.run, type.node);
    });
  }

  passedOnBy(middleware: ImportedFunction, shapes: readonly (Shape | undefined)[], use: MiddlewareUse): PassedOn | undefined {
    return this.#once(this.#passedOn, middleware, `${typeof use === "string" ? use : `made ${use.text}`} ${JSON.stringify(shapes)}`, (file, name, rest) => {
      const found = findFunction(this.#shelf(true), file, name, rest);
      return found && passedOnIn(found.module.run, found.fn, shapes, use);
    });
  }

  vouchedProperties(owner: ImportedFunction): ReadonlySet<string> | undefined {
    return this.#once(this.#vouched, owner, "", (file, name) => {
      const shelf = this.#shelf(false);
      const open: Shelf["open"] = (path, asked) => (this.#mayCheck(path) ? shelf.open(path, asked) : undefined);
      const found = findMaker({ ...shelf, open }, file, name, []);
      return found?.kind === "class" ? vouchedProperties(found.module.run, found.node) : undefined;
    });
  }

  letsOwnPass({ from, source, path }: ImportedFunction, use: CheckUse, args: () => readonly Value[]): boolean {
    if (this.#missesWhileOpening()) return false;
    const [name, ...rest] = path;
    const file = this.#resolve(source, from);
    const found = name === undefined || file === undefined ? undefined : findFunction(this.#shelf(true), file, name, rest);
    return found !== undefined && letsOwnPassAs(found.module.run, found.fn, use, args());
  }

  /** False for a file whose decorators are all those of installed packages. */
  #mayCheck(path: string): boolean {
    const text = this.#open.has(path) ? undefined : this.#reader.text(path);
    return text === undefined || mayCheck(text, (source) => this.#resolve(source, path) !== undefined);
  }

  propertiesOf(type: ImportedFunction): ReadonlySet<string> | undefined {
    return this.#once(this.#properties, type, "", (file, name) => {
      const found = findType(this.#shelf(false), file, name);
      return found && propertiesOf(found.module.run, found.node);
    });
  }

  givenTo(name: ImportedFunction): readonly string[] | undefined {
    return this.#once(this.#givenTo, name, "", (file, object, rest) => {
      const found = findValue(this.#shelf(false), file, object, rest);
      return found && rolesGiven(found.module.run.facts.file.program, [object, ...rest]);
    });
  }

  onlyOperatorsPass(name: ImportedFunction, gate: Gate): boolean {
    const found = this.#once(this.#gates, name, gate.paths.join(" "), (file, exported) => {
      const shelf = this.#shelf(false);
      const one = findValue(shelf, file, exported, []);
      return one && letsOnlyOperatorsPass(one.module.run, one.value, findValue(shelf, file, "config", [])?.value, gate);
    });
    return found === true;
  }

  mountsOf(path: string): ReadonlyMap<string, readonly Mount[]> {
    return this.#missesWhileOpening() ? new Map() : this.#routers.mountsOf(path);
  }

  /** Where a function stands that a name of a file leads to. */
  placeOf(path: string, [name = "", ...rest]: readonly string[]): Place | undefined {
    return placeOf(this.#shelf(false), path, name, rest);
  }

  /** What is found out once of a name, and of what it is asked with; what comes up again inside itself adds nothing. */
  #once<Answer>(kept: Map<string, Map<string, Answer | undefined>>, { from, source, path }: ImportedFunction, asked: string, find: (file: string, name: string, rest: readonly string[]) => Answer | undefined): Answer | undefined {
    if (this.#missesWhileOpening()) return undefined;
    const [name, ...rest] = path;
    const file = this.#resolve(source, from);
    if (name === undefined || file === undefined) return undefined;
    const answers = answersOf(kept, file);
    const key = `${path.join(" ")} ${asked}`;
    if (answers.has(key)) return answers.get(key);
    answers.set(key, undefined);
    const found = find(file, name, rest);
    answers.set(key, found);
    return found;
  }

  /** What a module makes as it is loaded must not hang on which module was loaded first: what is asked for meanwhile is asked for again. */
  #missesWhileOpening(): boolean {
    if (this.#isOpening) this.#stack.missedWhileOpening();
    return this.#isOpening;
  }

  /** Finds a function and what it does; `keep` hears what is to be said every time. */
  #find(file: string, name: string, rest: readonly string[], keep: (summary: Summary | undefined) => void): Summary | undefined {
    if (this.#stack.isEmpty) this.#closeOldest();
    const found = findFunction(this.#shelf(true), file, name, rest);
    if (!found) {
      keep(undefined);
      return undefined;
    }
    const { fn, module } = found;
    // What a constructor calls may lead back here.
    const self = this.#withoutCalls(() => thisOfAsked(this.#shelf(false), found));
    const summary = summarize(module.run, fn, [], self);
    if (!summary) return undefined;
    const known = this.#detached.get(summary) ?? detach(summary, module.run, fn.fn);
    this.#detached.set(summary, known);
    if (module.walks.isDone(walkedAs(fn.fn, self))) keep(known);
    return known;
  }

  #shelf(wantsFunction: boolean): Shelf {
    return { resolve: (source, from) => this.#resolve(source, from), open: (path, name) => this.#openFor(path, name, wantsFunction) };
  }

  #resolve(source: string, from: string): string | undefined {
    const known = answersOf(this.#resolved, from);
    if (!known.has(source)) known.set(source, this.#reader.resolve(source, from));
    return known.get(source);
  }

  /** The module of a path, unless its text shows that nothing stands behind a name, or no function where one is wanted. */
  #openFor(path: string, name: string, wantsFunction: boolean): Module | undefined {
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
    this.#openText += text.length;
    opened.module = this.#start(path, text);
    return opened;
  }

  #start(path: string, text: string): Module | undefined {
    const file = this.#reader.parse(path, text);
    return file && { ...this.runOver(file, this), exports: exportsOf(file.program) };
  }

  /** A run over a file, its statements or some of them run already, for functions that are summarised on demand. */
  runOver(file: SourceFile, elsewhere: Elsewhere, isRun: (statement: Node) => boolean = () => true): Pick<Module, "run" | "walks"> {
    const walks = new Walks(this.#stack);
    const run = this.#reader.start(file, elsewhere, walks);
    this.#withoutCalls(() => {
      executeAll(run, file.program.body.filter(isRun));
    });
    run.state.ended = false;
    settleClosures(run);
    return { run, walks };
  }

  /** Does something during which calls of other files tell nothing: what hangs on them is found out again later. */
  #withoutCalls<Result>(work: () => Result): Result {
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

  /** Closes modules that nobody has asked for lately; what was found out in them stays. */
  #closeOldest(): void {
    for (const path of this.#open.keys()) {
      if (this.#openText <= mostText) return;
      this.#close(path);
    }
  }

  #close(path: string): void {
    this.#openText -= this.#open.get(path)?.size ?? 0;
    this.#open.delete(path);
  }

  /** A file and those it led to, over any number of files, each with what its specifiers were found to mean, and the files of which it was asked who mounts them. */
  ledTo(path: string): { readonly files: ReadonlyMap<string, ReadonlyMap<string, string | undefined>>; readonly sought: ReadonlySet<string> } {
    const { sought, routers } = this.#routers.askedFor(path);
    const led = new Map<string, ReadonlyMap<string, string | undefined>>();
    const add = (files: Iterable<string | undefined>): void => {
      for (const file of files) if (file !== undefined && !led.has(file)) led.set(file, this.#resolved.get(file) ?? nothing);
    };
    add([path]);
    for (const [, meant] of routers) add(meant.values());
    for (const meant of led.values()) add(meant.values());
    // Of a router file, what it mounts beside is no matter.
    for (const [router, meant] of routers) if (!led.has(router)) led.set(router, meant);
    return { files: led, sought };
  }

  /** Drops what was found out in files whose text is another now, and in those that it led to, over any number of files. */
  forget(changed: Iterable<string>): void {
    const stale = new Set(changed);
    if (stale.size === 0) return;
    for (let before = 0; before < stale.size; ) {
      before = stale.size;
      for (const [from, meant] of this.#resolved) if ([...meant.values()].some((path) => path !== undefined && stale.has(path))) stale.add(from);
    }
    for (const path of stale) {
      this.#answers.delete(path);
      this.#values.delete(path);
      this.#prepared.delete(path);
      this.#provided.delete(path);
      this.#left.delete(path);
      this.#contexts.delete(path);
      this.#passedOn.delete(path);
      this.#properties.delete(path);
      this.#vouched.delete(path);
      this.#givenTo.delete(path);
      this.#gates.delete(path);
      this.#resolved.delete(path);
      this.#close(path);
    }
  }

  /** Drops what is known of who mounts what. */
  forgetRouters(): void {
    this.#routers.forget();
  }

  /** Drops what was found out over imports that mean another file now. */
  resolveAnew(): void {
    const moved = [...this.#resolved].filter(([from, meant]) => [...meant].some(([source, path]) => this.#reader.resolve(source, from) !== path));
    this.forget(moved.map(([from]) => from));
  }
}

const nothing: ReadonlyMap<string, string | undefined> = new Map();

interface Opened {
  /** Undefined while it is being opened, and where it cannot be parsed. */
  module: Module | undefined;
  /** Length of its text in UTF-16 code units. */
  readonly size: number;
}

function detachedPreparations(preparations: readonly Preparation[], run: Run): readonly Preparation[] {
  return preparations.map((one) => withValues(one, (value) => detachValue(value, run)));
}

function detachedTrial({ result, passed, settings }: Tried, run: Run): Tried {
  return { result: detachValue(result, run), passed: passed.map((value) => detachValue(value, run)), settings: settings.map((one) => ({ ...one, on: undefined, value: detachValue(one.value, run) })) };
}

/** The object that a class or a function makes; an object itself, where nothing is asked to make one. */
function madeWith(run: Run, found: FoundMaker, args: readonly Value[] | undefined): Value | undefined {
  if (found.kind === "class") return args && instanceOf(run, found.node, args);
  if (found.value.kind !== "function") return args ? undefined : found.value;
  return args && runInline(run, found.value, args, "once");
}

function answersOf<Answer>(known: Map<string, Map<string, Answer>>, file: string): Map<string, Answer> {
  const answers = known.get(file) ?? new Map<string, Answer>();
  known.set(file, answers);
  return answers;
}
