import type { Access, Operation } from "../analysis/access.ts";
import type { Passed, Preparation } from "../analysis/preparation.ts";
import type { CallRoot, FunctionValue, ObjectEntry, Value } from "../analysis/value.ts";
import type { FileFacts } from "../analysis/file-facts.ts";
import type { Call } from "../analysis/call.ts";
import type { Catalog } from "../catalog/catalog.ts";
import type { Refusal, TextEdit } from "../syntax/source-file.ts";

/** Everything Ringfence knows about one library that reads and writes rows. It knows nothing of hosts, settings or verdicts. */
export interface DataAdapter {
  readonly name: string;
  /** npm packages whose import is evidence. */
  readonly packages: readonly string[];
  readonly docs: string;
  readonly support: Support;
  /** A file whose text does not match holds no call of this library; keep it cheap and generous. */
  readonly hint: RegExp;
  /** The same, once the models are known; it is asked only where `hint` matches. Undefined where none of them is the library's. */
  mentions?(catalog: Catalog): RegExp | undefined;
  /** The row that a call makes in memory alone, such as `new Plot()`: what is set on it later is followed, until something writes it. */
  make?(call: Call, file: FileFacts): Made | undefined;
  /**
   * The access that a call is, or undefined for "not mine". "step" for an inner call of a chain that is one access as a
   * whole: it comes back with the next call of the chain, as a reference to what was called with what.
   */
  recognize(call: Call, file: FileFacts): Access | "step" | undefined;
  /** The name that a symbol of the library's has as a key, such as `Op.or` in `{ [Op.or]: … }`; undefined for what is none. */
  symbol?(key: Value): string | undefined;
  /** True for a method that changes the query it is called on, so that whoever holds that holds the longer one; false for those that make another. */
  inPlace?(method: string): boolean;
  /** Set where clients can be made that change the arguments of their queries. */
  readonly clients?: Clients;
  /** Set where clients or queries can be bound to a schema or a database of their own. */
  readonly binds?: Binds;
  /** Puts `column = value` into the filter of an access; `value` is source text, `column` may name to-one relations first: `estate.companyId`. */
  addFilter(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal;
  /** Puts `column = value` into every row that an access creates; `value` is source text. */
  addColumn(access: Access, column: string, value: string, file: FileFacts): readonly TextEdit[] | Refusal;
}

/** What the docs say of a library, in phrases that may hold Markdown. */
export interface Support {
  readonly recognized: readonly string[];
  /** What is passed over, or left unknown where a phrase says so. */
  readonly missed: readonly string[];
}

/** Clients that do something to the arguments of a query before they run it, and so may scope it. */
export interface Clients {
  /** Names of the methods that make one, or a part of one. */
  readonly makers: RegExp;
  /** Names of what makes a part of a client that a maker is given, where it may be told functions to call. */
  readonly parts?: RegExp;
  /** Of these, those that change the client that they are called on. */
  readonly inPlace?: RegExp;
  /** Where a client is seen to be the library's own, with nothing around it. */
  readonly open?: OpenClients;
  /** What the client does that a call of such a method makes, in order. */
  preparations(made: CallRoot, file: FileFacts, tools: PreparationTools): readonly Preparation[];
  /** Whether a client that is made of a scoped one takes the scope's condition out of a query again. */
  undoes?(preparation: Preparation, operation: Operation): "always" | "sometimes" | "never";
  /** What a function of the library's own gives, where code of a client calls it. */
  evaluates?(call: Call, file: FileFacts): Value | undefined;
  /** What a method gives that a class of the library's hands down; undefined where nobody can say. `own` are the methods of the object, `call` calls one of these or another that is handed down. */
  inherits?(base: string, method: string, args: readonly Value[], own: readonly string[], call: (method: string, args: readonly Value[]) => Value | undefined): Value | undefined;
}

/** What gives a client that scopes nothing. */
export interface OpenClients {
  /** Names of what makes one, as the library exports them. */
  readonly makers: RegExp;
  /** Names of the properties and methods of a scoped client that lead back to one. */
  readonly back?: RegExp;
}

/** What the interpreter does for an adapter that looks into the code of a client. */
export interface PreparationTools {
  /** What another client, or a part of one, does. */
  of(client: Value): readonly Preparation[];
  /** What a function gives for some arguments. */
  run(fn: FunctionValue, args: readonly Value[]): Value;
  /** What a method of an object gives, whichever file declares it; undefined where it cannot be looked into. */
  called(object: Value, method: string, args: readonly Value[]): Value | undefined;
  /** What the same call does with a function of another file, or with what such a function gives; undefined for what is none. */
  there(part: Value): readonly Preparation[] | undefined;
  /** What a function calls `onwards` with, and what it sets before, once for each `situation`, which names what it is given. */
  passed(fn: FunctionValue, args: readonly Value[], situation: string): Passed;
}

/** What binds a client or a query to a schema or a database. */
export interface Binds {
  /** Names of the methods that give what is bound, to what their first argument names. */
  readonly methods?: RegExp;
  /** Names of what makes a client, and of the options that name what it is bound to. */
  readonly makers?: RegExp;
  readonly options?: RegExp;
  /** Names of the methods that run a text for a client whose own queries name their schemas, so that a search path says nothing to them. */
  readonly qualifies?: RegExp;
  /** Names of the types of what gives every query another connection, so that nothing is set for the next one. */
  readonly pools?: RegExp;
}

/** A row that no database knows yet. */
export interface Made {
  /** The catalog's name of the model. */
  readonly model: string;
  readonly columns: readonly ObjectEntry[];
  /** True where saving it can only add a row: under a key that is taken already it fails. */
  readonly addsOnly?: true;
}

export function defineAdapter(adapter: DataAdapter): DataAdapter {
  return adapter;
}
