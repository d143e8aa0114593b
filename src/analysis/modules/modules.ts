import type { Gate } from "../../frameworks/framework.ts";
import { touchesBody } from "../../frameworks/parts/touches-body.ts";
import { admissionOf, type Admission } from "../interpret/admission.ts";
import { leftBy, leftByMade, type Left } from "../interpret/builders.ts";
import { contextMadeBy, contextOfType } from "../interpret/contexts.ts";
import type { Elsewhere, ImportedFunction, Prepare } from "../interpret/elsewhere.ts";
import { runInline, summarize, walkedAs } from "../interpret/functions.ts";
import { isOwnClass } from "../interpret/own-classes.ts";
import { preparationsOfClass } from "../interpret/client-classes.ts";
import { letsOwnPassAs, vouchedProperties, type CheckUse } from "../interpret/validators.ts";
import { letsOnlyOperatorsPass } from "../interpret/gates.ts";
import type { Part } from "../interpret/hand-over.ts";
import { provided } from "../interpret/injected.ts";
import { passedOnIn, type MiddlewareUse, type PassedOn } from "../interpret/middleware.ts";
import { instanceOf, type MadeElsewhere } from "../interpret/objects.ts";
import { rolesGiven } from "../interpret/reserved.ts";
import type { Mount } from "../interpret/mounted.ts";
import type { AskedPath } from "../interpret/path-tests.ts";
import type { Run } from "../interpret/run.ts";
import { tried, triedOn, type Tried } from "../interpret/trial.ts";
import type { Summary } from "../interpret/summary.ts";
import { propertiesOf } from "../interpret/type-properties.ts";
import { withValues, type Preparation } from "../preparation.ts";
import { textOfShapes } from "../shared-shape.ts";
import type { Shape, Value } from "../value.ts";
import { thisOfAsked } from "./asked.ts";
import { Callers } from "./callers.ts";
import { detach, detachValue } from "./detach.ts";
import { mayCheck } from "./glance.ts";
import { findFunction, findMaker, findType, findValue, type FoundMaker, type Shelf } from "./lookup.ts";
import { OpenModules } from "./open-modules.ts";
import { placeOf, type Place } from "./place.ts";
import type { ModuleReader } from "./reader.ts";
import { Routers } from "./routers.ts";

/** What was found out, by the file that a call names, and by the names behind it and what was asked; also that there is nothing. */
type Answers<Answer> = Map<string, Map<string, Answer | undefined>>;

/** Names, and the files in which they stand; undefined where these are too many. */
export type NamedFor = ReadonlyMap<string, readonly string[] | undefined>;

/** The functions of a project's files, each file opened and each function summarised when a call first leads to it. */
export class Modules implements Elsewhere {
  readonly #reader: ModuleReader;
  /** What each file's specifiers were found to mean: also which files its summaries depend on. */
  readonly #resolved = new Map<string, Map<string, string | undefined>>();
  /** All of those that follow, since what is found out of a file is forgotten together. */
  readonly #kinds: Answers<unknown>[] = [];
  readonly #summaries = this.#kind<Summary>();
  readonly #values = this.#kind<Value>();
  readonly #prepared = this.#kind<readonly Preparation[]>();
  readonly #own = this.#kind<boolean>();
  readonly #provided = this.#kind<Value>();
  readonly #left = this.#kind<Left>();
  readonly #contexts = this.#kind<Part>();
  readonly #passedOn = this.#kind<PassedOn>();
  readonly #properties = this.#kind<ReadonlySet<string>>();
  readonly #vouched = this.#kind<ReadonlySet<string>>();
  readonly #givenTo = this.#kind<readonly string[]>();
  readonly #gates = this.#kind<boolean>();
  readonly #admissions = this.#kind<Admission>();
  readonly #touches = this.#kind<boolean>();
  readonly #open: OpenModules;
  readonly #routers: Routers;
  readonly #callers: Callers;
  readonly #detached = new WeakMap<Summary, Summary>();

  constructor(reader: ModuleReader) {
    this.#reader = reader;
    this.#open = new OpenModules(reader, this, (source, from) => this.#resolve(source, from));
    this.#routers = new Routers(reader, this.#open, this);
    this.#callers = new Callers(reader, this);
  }

  #kind<Answer>(): Answers<Answer> {
    const kind: Answers<Answer> = new Map();
    this.#kinds.push(kind);
    return kind;
  }

  summaryOf({ from, source, path, types = [] }: ImportedFunction): Summary | undefined {
    if (this.#open.missesWhileOpening()) return undefined;
    const [name, ...rest] = path;
    const file = this.#resolve(source, from);
    if (name === undefined || file === undefined) return undefined;
    const answers = answersOf(this.#summaries, file);
    const key = [...path, ...types.map((type) => `<${type}`)].join(" ");
    return answers.has(key) ? answers.get(key) : this.#find(file, name, rest, types, (summary) => void answers.set(key, summary));
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
    if (value || !this.#open.isOpening) answers.set(key, value);
    return value;
  }

  trialOf({ from, source, path }: ImportedFunction, args: readonly Value[]): Tried | undefined {
    if (this.#open.missesWhileOpening()) return undefined;
    const [name, ...rest] = path;
    const file = this.#resolve(source, from);
    if (name === undefined || file === undefined) return undefined;
    const found = findFunction(this.#shelf(true), file, name, rest);
    if (!found) return undefined;
    const { run } = found.module;
    return detachedTrial(tried(run, found.fn, args), run);
  }

  trialOfMethod({ maker, args: given }: MadeElsewhere, method: string, args: readonly Value[]): Tried | undefined {
    if (this.#open.missesWhileOpening()) return undefined;
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
    if (this.#open.missesWhileOpening()) return undefined;
    const [name, ...rest] = path;
    const file = this.#resolve(source, from);
    const found = name === undefined || file === undefined ? undefined : findFunction(this.#shelf(true), file, name, rest);
    if (!found) return undefined;
    const { run } = found.module;
    return detachedPreparations(prepare(run, args ? tried(run, found.fn, args).result : found.fn), run);
  }

  isOwnClass(name: ImportedFunction): boolean {
    const own = this.#once(this.#own, name, "", (file, exported, rest) => {
      const found = findMaker(this.#shelf(false), file, exported, rest);
      return found?.kind === "class" && isOwnClass(found.module.run, found.node);
    });
    return own === true;
  }

  providedBy(token: ImportedFunction): Value | undefined {
    return this.#once(this.#provided, token, "", (file, name) => {
      const module = this.#shelf(false).open(file, "provide");
      const value = module && provided(module.run, name);
      return value && detachValue(value, module.run);
    });
  }

  leftBy(builder: ImportedFunction, as?: "made"): Left | undefined {
    return this.#once(this.#left, builder, as ?? "", (file, name, rest) => {
      const found = findValue(this.#shelf(false), file, name, rest);
      const made = found?.value.kind === "function" ? found.value.fn : found?.value.kind === "reference" && found.value.root.kind === "call" ? found.value.root.node : undefined;
      return found && made && (as ? leftByMade : leftBy)(found.module.run, made);
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
    return this.#once(this.#passedOn, middleware, `${typeof use === "string" ? use : `made ${use.text}`} ${textOfShapes(shapes)}`, (file, name, rest) => {
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
    if (this.#open.missesWhileOpening()) return false;
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

  admissionBy(middleware: ImportedFunction, asked: AskedPath): Admission | undefined {
    return this.#once(this.#admissions, middleware, `${asked.path} ${asked.whole}`, (file, name, rest) => {
      const found = findFunction(this.#shelf(true), file, name, rest);
      return found && admissionOf(found.module.run, found.fn.fn, asked);
    });
  }

  touchesBody(middleware: ImportedFunction): boolean | undefined {
    return this.#once(this.#touches, middleware, "", (file, name, rest) => {
      const found = findFunction(this.#shelf(true), file, name, rest);
      return found && touchesBody(found.fn.fn);
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
    return this.#open.missesWhileOpening() ? new Map() : this.#routers.mountsOf(path);
  }

  runsNaming(name: string, asker: string): readonly Run[] | undefined {
    return this.#callers.runsNaming(name, asker);
  }

  /** Where a function stands that a name of a file leads to. */
  placeOf(path: string, [name = "", ...rest]: readonly string[]): Place | undefined {
    return placeOf(this.#shelf(false), path, name, rest);
  }

  /** What is found out once of a name, and of what it is asked with; what comes up again inside itself adds nothing. */
  #once<Answer>(kept: Answers<Answer>, { from, source, path }: ImportedFunction, asked: string, find: (file: string, name: string, rest: readonly string[]) => Answer | undefined): Answer | undefined {
    if (this.#open.missesWhileOpening()) return undefined;
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

  /** Finds a function and what it does; `keep` hears what is to be said every time. */
  #find(file: string, name: string, rest: readonly string[], types: readonly string[], keep: (summary: Summary | undefined) => void): Summary | undefined {
    this.#open.closeOldest();
    const found = findFunction(this.#shelf(true), file, name, rest);
    if (!found) {
      keep(undefined);
      return undefined;
    }
    const { fn, module } = found;
    // What a constructor calls may lead back here.
    const self = this.#open.withoutCalls(() => thisOfAsked(this.#shelf(false), found, types));
    const summary = summarize(module.run, fn, [], self);
    if (!summary) return undefined;
    const known = this.#detached.get(summary) ?? detach(summary, module.run, fn.fn);
    this.#detached.set(summary, known);
    if (module.walks.isDone(walkedAs(fn.fn, self))) keep(known);
    return known;
  }

  #shelf(wantsFunction: boolean): Shelf {
    return { resolve: (source, from) => this.#resolve(source, from), open: (path, name) => this.#open.moduleOf(path, name, wantsFunction) };
  }

  #resolve(source: string, from: string): string | undefined {
    const known = answersOf(this.#resolved, from);
    if (!known.has(source)) known.set(source, this.#reader.resolve(source, from));
    return known.get(source);
  }

  /** A file and those it led to, over any number of files, each with what its specifiers were found to mean, and the files of which it was asked who mounts them. */
  ledTo(path: string): { readonly files: ReadonlyMap<string, ReadonlyMap<string, string | undefined>>; readonly sought: ReadonlySet<string>; readonly named: ReadonlyMap<string, NamedFor> } {
    const named = this.#namedFor(path);
    const mounting = [...named.keys()].map((file) => this.#routers.askedFor(file));
    const sought = new Set(mounting.flatMap((one) => [...one.sought]));
    const routers = mounting.flatMap((one) => [...one.routers]);
    const led = new Map<string, ReadonlyMap<string, string | undefined>>();
    const add = (files: Iterable<string | undefined>): void => {
      for (const file of files) if (file !== undefined && !led.has(file)) led.set(file, this.#resolved.get(file) ?? nothing);
    };
    add(named.keys());
    for (const [, meant] of routers) add(meant.values());
    for (const meant of led.values()) add(meant.values());
    // Of a router file, what it mounts beside is no matter.
    for (const [router, meant] of routers) if (!led.has(router)) led.set(router, meant);
    return { files: led, sought, named };
  }

  /** A file, and those that were looked into since a name of it stands in them, over any number of files: each with the names that were looked for. */
  #namedFor(path: string): ReadonlyMap<string, NamedFor> {
    const named = new Map<string, NamedFor>([[path, this.#callers.askedFor(path)]]);
    for (const asked of named.values()) for (const file of [...asked.values()].flatMap((files) => files ?? [])) if (!named.has(file)) named.set(file, this.#callers.askedFor(file));
    return named;
  }

  /** Drops what was found out in files whose text is another now, and in those that it led to, over any number of files. */
  forget(changed: Iterable<string>): void {
    const stale = new Set(changed);
    if (stale.size === 0) return;
    this.#callers.forget();
    for (let before = 0; before < stale.size; ) {
      before = stale.size;
      for (const [from, meant] of this.#resolved) if ([...meant.values()].some((path) => path !== undefined && stale.has(path))) stale.add(from);
    }
    for (const path of stale) {
      for (const kind of this.#kinds) kind.delete(path);
      this.#resolved.delete(path);
      this.#open.close(path);
    }
  }

  /** Drops what is known of who mounts what. */
  forgetRouters(): void {
    this.#routers.forget();
    this.#callers.forget();
  }

  /** Drops what was found out over imports that mean another file now. */
  resolveAnew(): void {
    const moved = [...this.#resolved].filter(([from, meant]) => [...meant].some(([source, path]) => this.#reader.resolve(source, from) !== path));
    this.forget(moved.map(([from]) => from));
  }
}

const nothing: ReadonlyMap<string, string | undefined> = new Map();

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
