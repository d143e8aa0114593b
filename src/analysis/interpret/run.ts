import type { Variable } from "@typescript-eslint/scope-manager";
import type { CacheAdapter } from "../../adapters/cache-adapter.ts";
import type { DataAdapter } from "../../adapters/data-adapter.ts";
import type { EntryPoint, Framework } from "../../frameworks/framework.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Access, Hinge } from "../access.ts";
import type { CacheUse } from "../cache-use.ts";
import type { FileFacts } from "../file-facts.ts";
import type { Judgement } from "../judgement.ts";
import type { Setting } from "../row-settings.ts";
import type { SystemFile } from "../../settings/system-files.ts";
import type { FunctionValue, ParameterRoot, Reference, RowRoot, Value } from "../value.ts";
import type { Model } from "../../catalog/catalog.ts";
import type { Walks } from "../modules/walks.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { HandOver } from "./hand-over.ts";
import type { Placed } from "./placed.ts";
import type { Promised } from "./promises.ts";
import type { Fact } from "./facts.ts";
import type { RoleTest } from "./roles.ts";
import type { State } from "./state.ts";
import type { Summary } from "./summary.ts";
import type { Trial } from "./trial.ts";

/** Everything one analysis of one file knows and collects. */
export interface Run {
  readonly facts: FileFacts;
  /** Path from the project's root, with forward slashes. */
  readonly path: string;
  readonly dataAdapters: readonly DataAdapter[];
  readonly cacheAdapters: readonly CacheAdapter[];
  readonly frameworks: readonly Framework[];
  /** The variable that an identifier reads, writes or declares. */
  readonly variables: ReadonlyMap<Node, Variable>;
  readonly summaries: Map<FunctionNode, Summary>;
  /** Functions walked already, at home or inline. */
  readonly walked: Set<FunctionNode>;
  /** What holds when a value turns out true or false. */
  readonly outcomes: WeakMap<Value, Outcome>;
  /** The same for results of calls, by their root's id. */
  readonly answers: Map<string, Outcome>;
  /** What promises that are kept in variables teach whoever waits for them, by their value. */
  readonly promises: Map<unknown, Promised>;
  /** The verdict of each access, by the access. */
  readonly verdicts: Map<Access, Pick<Judgement, "verdict" | "reason" | "onTrust"> & Partial<Pick<Judgement, "confidence">>>;
  /** Every judgement, by what is judged; a second look at the same call replaces the first when it is worse. */
  readonly judgements: Map<unknown, Judgement>;
  /** What is reported in functions that ignore the tenant at hand, until all of their calls are seen. */
  readonly blamed: Blamed[];
  /** What calls pass to queries that are reported behind them, by the queries' names. */
  readonly heard: Map<string, Map<Node, Answer>>;
  /** The calls that led to the code of a function. */
  readonly led: Set<Node>;
  /** Loads by the rows' own ids that strangers are let through to, until all that is done with the rows is seen. */
  readonly served: Served[];
  /** What changes have reached rows by: see `noteChanged`. */
  readonly changed: Set<unknown>;
  readonly caches: Map<Node, CachedCall>;
  /** Judgements of open queries that a longer chain has taken the place of, by the access's node; they come back where the query is run as it was. */
  readonly superseded: Map<Node, readonly (readonly [key: unknown, judgement: Judgement])[]>;
  /** The functions that requests or jobs enter. */
  readonly entries: Map<FunctionNode, EntryPoint>;
  /** Recognised accesses, those to global models included. */
  readonly accesses: Map<Node, Access>;
  /** Source text of the tenant in scope at additions to counts, maxima and last rows. */
  readonly tenantsAtSums: Map<Node, string>;
  /** Columns of loaded rows that are set to what is handed in for each of several rows, by model and column. */
  readonly reordered: Set<string>;
  /** What runs in the file, when it belongs to a system context: scripts, seeds, cron, queues, tests. */
  readonly system: SystemFile | undefined;
  /** The other files of the project. */
  readonly elsewhere: Elsewhere | undefined;
  /** Set for a file whose functions are summarised on demand, for calls in other files: nothing else of it is walked. */
  readonly walks: Walks | undefined;
  /** Set while a function is run apart, for one case that is fully known. */
  readonly trial?: Trial;
  state: State;
  frame: Frame;
  lastId: number;
  /** Functions that are being walked, by themselves or in place, and classes of which an object is being made: one that comes up again inside itself is a recursion. */
  readonly inlined: Set<Node>;
  /** How many calls deep the current function is, to bound work on deep call chains. */
  depth: number;
}

export interface CachedCall {
  readonly use: CacheUse;
  readonly frame: Frame;
  readonly state: State;
}

/** What a truth value teaches. */
export interface Outcome {
  readonly whenTrue: readonly Fact[];
  readonly whenFalse: readonly Fact[];
  /** For a value that is one of several constants: what each of them teaches. */
  readonly cases?: readonly Case[];
  /** For a test of somebody's role that asks for nothing more. */
  readonly role?: RoleTest | undefined;
  /** For an object of answers, such as `{ allowed: false, reason }`: what the truth of each teaches. */
  readonly parts?: readonly AnswerPart[];
}

/** A part of what a function answers with: a property of an object, or whether it is a `Response`. */
export interface AnswerPart {
  readonly key: string;
  readonly whenTrue: readonly Fact[];
  readonly whenFalse: readonly Fact[];
}

/** One of the constants that a value may be, such as "guest" or 403. */
export interface Case {
  readonly value: string | number;
  readonly facts: readonly Fact[];
}

/** The function being walked; callbacks are walked in the frame of the function that holds them. */
export interface Frame {
  readonly fn: FunctionNode | undefined;
  readonly parent: Frame | undefined;
  /** Set when the function is entered from outside. */
  readonly entry: EntryPoint | undefined;
  readonly parameters: readonly ParameterRoot[];
  readonly returns: { value: Value; state: State }[];
  /** Accesses whose scoping is the callers' duty. */
  readonly duties: Duty[];
  /** What writes set a column to, where it is the callers' duty that it names nothing foreign. */
  readonly owedColumns: OwedColumn[];
  /** Loads that are not scoped, or whose scoping is the callers' duty, but whose rows may be checked before they are used. */
  readonly pending: Pending[];
  /** Functions made here, to be walked at the end unless a call walked them. */
  readonly functions: FunctionValue[];
  /** What it hands to callbacks, where functions are summarised on demand. */
  readonly handed?: HandOver[];
  /** What it puts on what its parameters carry, likewise. */
  readonly placed?: Placed[];
  /** What was set for the transactions that it runs, in order. */
  readonly settings: Setting[];
  /** Set once the session or the tenant context was read: the code knows who is asking. */
  readonly identity: {
    seen: boolean;
    /** Set once a call said so: it does not hang on what middleware may have put on the request. */
    asked?: boolean;
  };
  /** True for a callback whose result goes on where its call stands, so that nothing is handed out by returning. */
  readonly passesOn?: boolean;
  /** Why everything inside runs for all tenants on purpose. */
  readonly bypass: string | undefined;
  /** States that leave the innermost loops and switches early, innermost last. */
  readonly jumps: { readonly label: string | undefined; readonly states: State[] }[];
}

export interface Duty {
  /** The rows that the access loads or writes. */
  readonly row: RowRoot;
  readonly model: Model;
  /** Where the query stands. */
  readonly at: Place;
  /** What was known at the access. */
  readonly facts: readonly Fact[];
  /** True where the access is scoped by a tenant or a user that the callers pass: all they owe is one of their own. */
  readonly onTrust?: boolean;
  /** The conditions of which they have to pass something for one. */
  readonly hinges?: readonly Hinge[] | undefined;
  /** What its rows are compared with, where that is what the callers pass. */
  readonly comparand?: Reference;
  /** True where something made with what its rows hold was at work: as `Pending.atWork`. */
  readonly atWork?: boolean;
  /** True where its rows led to others: as `Pending.leads`. */
  readonly leads?: boolean;
  /** True where its rows are then changed or deleted. */
  readonly changed?: boolean;
  /** Set where the access is reported itself, to the name under which its callers may show that there is nothing to report. */
  readonly blamed?: string | undefined;
}

/** An access of a function that ignores the tenant at hand. */
export interface Blamed {
  /** What its judgement is kept under. */
  readonly key: unknown;
  /** What it is called in every file. */
  readonly name: string;
  readonly fn: FunctionNode;
}

/** Whether a call passes what is the tenant's own; the function around it, where that hangs on what the function is passed. */
export type Answer = boolean | FunctionNode;

/** A load whose rows are what a route in front of sign-in is there for. */
export interface Served {
  /** What its judgement is kept under. */
  readonly key: unknown;
  readonly row: RowRoot;
}

/** A column that a write sets to what the function is passed. */
export interface OwedColumn extends WrittenName {
  /** What its own judgement is kept under. */
  readonly key: string;
  /** Where the write stands. */
  readonly at: Place;
  /** What was known at the write. */
  readonly facts: readonly Fact[];
  /** True where an object that may hold it goes there as the function is passed it, with nothing taken out. */
  readonly asIs: boolean;
}

/** A column that a write sets, and what it sets it to. */
export interface WrittenName {
  readonly access: Access;
  readonly model: Model;
  readonly column: string;
  /** The model whose row the column names; absent for the tenant of a row that is there. */
  readonly target: Model | undefined;
  /** The object that holds the column: one with it alone, or one that is taken over as it is. */
  readonly columns: Value;
}

export interface Place {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

export interface Pending {
  readonly row: RowRoot;
  judgement: Judgement;
  /** What the judgement is kept under; absent for a load that only another function's callers hear of. */
  readonly key: unknown;
  /** The check that tied the row to the tenant, once one was seen. */
  checked: boolean;
  /** True once a key of the row was written into another, led to others, or was handed to a call that is told of nobody. */
  leads?: boolean;
  /** The rows that were found by its keys, over any number of steps. */
  readonly followers: RowRoot[];
  /** True once something made with what the row holds was at work. */
  atWork?: boolean;
  /** True while all that was done with the rows is to show what everybody may see. */
  isPublic?: boolean;
  /** True once another query was filtered by the rows' keys. */
  narrows?: boolean;
  /** The tenant or user that the callers pass, where it is all that the rows were checked against when they left. */
  comparand?: Reference;
  /** Where the row was used or handed out before any check. */
  exposedAt: Node | undefined;
}

export function nextId(run: Run, prefix: string): string {
  run.lastId += 1;
  return `${prefix}${run.lastId}`;
}

export function placeOf(run: Run, { range }: Node): Place {
  const { path, text } = run.facts.file;
  return { file: path, line: text.slice(0, range[0]).split("\n").length };
}

/** The frames from the current one outwards. */
export function* framesOf(frame: Frame): Iterable<Frame> {
  for (let at: Frame | undefined = frame; at; at = at.parent) yield at;
}

/** The nearest enclosing function that requests or jobs enter. */
export function entryOf(frame: Frame): EntryPoint | undefined {
  for (const at of framesOf(frame)) if (at.entry) return at.entry;
  return undefined;
}
