import type { FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Access } from "./access.ts";
import type { Tie } from "./interpret/facts.ts";
import type { Summary } from "./interpret/summary.ts";
import type { Judgement } from "./judgement.ts";
import type { Preparation } from "./preparation.ts";

/**
 * What an expression may be at run time, as far as the judge needs it. Values are immutable: an assignment such as
 * `where.companyId = id` binds the variable to a new object. Adapters read values, never syntax, so constants, spreads,
 * conditional assignment and helpers are resolved before they look.
 */
export type Value =
  | Constant
  | Reference
  | ObjectValue
  | ListValue
  | FunctionValue
  | Choice
  | Text
  | Unknown;

interface Written {
  /** The expression that was evaluated, in this file. Absent for values that were made up along the way. */
  readonly node?: Node | undefined;
}

export interface Constant extends Written {
  readonly kind: "constant";
  readonly value: string | number | bigint | boolean | null | undefined | RegExp;
}

/** A root and a property path: the identity of a value that comes from elsewhere. `*` is a step to any element. */
export interface Reference extends Written {
  readonly kind: "reference";
  readonly root: Root;
  readonly path: readonly string[];
  /** True where something else takes its place when it is undefined, as after `??` or with a default. */
  readonly replaced?: true;
  /** Of a variable that is set on several ways: what was known on the one on which it was set to this. */
  readonly known?: readonly Tie[] | undefined;
}

export interface ObjectValue extends Written {
  readonly kind: "object";
  /** In source order: a later entry overrides an earlier one. */
  readonly entries: readonly ObjectEntry[];
}

export type ObjectEntry = ObjectProperty | ObjectSpread;

export interface ObjectProperty {
  readonly kind: "property";
  readonly key: string;
  readonly value: Value;
  /** True when the property may be absent: set in one branch only, or spread under a condition. */
  readonly optional: boolean;
  /** Where one of these holds, the property is not absent: it was set under that condition. */
  readonly when?: readonly Asked[] | undefined;
  readonly node?: Node | undefined;
}

/** The properties of a value whose own properties are not known here. A computed key is a spread of an unknown value. */
export interface ObjectSpread {
  readonly kind: "spread";
  readonly value: Value;
  readonly node?: Node | undefined;
}

/** What a test asked for, and whether it was there. */
export interface Asked {
  readonly value: Reference;
  readonly set: boolean;
}

export interface ListValue extends Written {
  readonly kind: "list";
  readonly items: readonly ListItem[];
}

export interface ListItem {
  readonly value: Value;
  /** True when the item may be absent. */
  readonly optional: boolean;
  /** Where one of these holds, the item is not absent: it was added under that condition. */
  readonly when?: readonly Asked[] | undefined;
  /** True when the item stands for any number of such elements (`map`, a spread, `push` in a loop). */
  readonly many: boolean;
}

/** A function of this file, with what it closes over. `closure` belongs to the interpreter. */
export interface FunctionValue extends Written {
  readonly kind: "function";
  readonly fn: FunctionNode;
  readonly closure: unknown;
  /** What stands for the parameters of the functions around it where those were called, by the roots' ids. */
  readonly captured?: ReadonlyMap<string, Value>;
}

/** One of several values: a conditional, `??`, `||`, or a variable assigned in branches. Never nested, never empty. */
export interface Choice extends Written {
  readonly kind: "choice";
  readonly options: readonly Value[];
}

/** A string put together from parts: a template or a concatenation. */
export interface Text extends Written {
  readonly kind: "text";
  readonly parts: readonly Value[];
  /** True when a number is added, as in `count + 1`: the parts are its operands, and nothing is known to be a string. */
  readonly sum?: true;
}

export interface Unknown extends Written {
  readonly kind: "unknown";
  readonly reason: string;
  /** True for the answer of a test, which is yes or no. */
  readonly test?: true;
}

/** Where a reference starts. `id` is unique within one analysis of a file, so roots compare by it. */
export type Root =
  | ParameterRoot
  | CallRoot
  | RowRoot
  | { readonly kind: "import"; readonly id: string; readonly source: string; readonly name: string }
  | { readonly kind: "global"; readonly id: string; readonly name: string }
  | ThisRoot
  | OpaqueRoot;

/** What nobody could look into. */
export interface OpaqueRoot {
  readonly kind: "opaque";
  readonly id: string;
  readonly node: Node;
  /** Of what another file's query is called on: the type that it is declared to be of there, with its arguments. */
  readonly type?: readonly string[];
}

/** An object of the class around. */
export interface ThisRoot {
  readonly kind: "this";
  readonly id: string;
  readonly owner: Node | undefined;
  /** What its fields hold, where it is known to be one of a class that extends that class, or one that was made in a known place. */
  readonly held?: ReadonlyMap<string, Value>;
  /** What the names of the class's type parameters stand for: `Plot` for the `T` of `BaseRepository<T>`. */
  readonly types?: ReadonlyMap<string, string>;
}

/** A parameter of the function under analysis; `*` names for namespace and rest need no special case. */
export interface ParameterRoot {
  readonly kind: "parameter";
  readonly id: string;
  readonly fn: FunctionNode;
  readonly index: number;
  /** The parameter's own name, when it is a plain identifier. */
  readonly name: string | undefined;
  /** What it carries, when the function is entered from outside or its caller is known. */
  readonly shape: Shape | undefined;
  /** True for `...ids`: it stands for the list of all further arguments. */
  readonly rest?: boolean;
  /** For what an unread method hands to its callback, as `node` in `tree.visit((node) => …)`: the object it was found in. */
  readonly foundIn?: Reference;
}

/** The result of a call that nothing could look into (also `new X()` and tagged templates). */
export interface CallRoot {
  readonly kind: "call";
  readonly id: string;
  readonly node: Node;
  readonly callee: Value;
  readonly args: readonly Value[];
  readonly construct: boolean;
  /** True for an inner call of a chain: what it was given is not judged by it. */
  readonly step?: true;
  /** What it gives, when a framework or a setting says so. */
  readonly shape: Shape | undefined;
  /** For what a callback of a query is given: what the query is called on. */
  readonly within?: Value;
  /** For what a callback was handed in another file: the object it was found in. */
  readonly foundIn?: Value;
  /** For a client that another file made: what it does to its queries. */
  readonly preparations?: readonly Preparation[];
  /** True where its code shows that it says yes or no, and nothing of what it was given. */
  readonly test?: true;
}

/** The rows that an access loaded or wrote; a single row and its collection share one root. */
export interface RowRoot {
  readonly kind: "row";
  readonly id: string;
  readonly access: Access;
  /** What its filter pins or its data names by identifying columns: once the row is there, these belong with it. */
  readonly ties: readonly Reference[];
  /** What they name instead where it may be any of several, as `id: plotId ?? estate.plotId`: one of them belongs with the row, and nobody knows which. */
  readonly either?: readonly Reference[];
  /** What the judge said of the access, where another file's helper made it. */
  readonly judged?: Pick<Judgement, "verdict" | "reason" | "onTrust"> | undefined;
}

/**
 * What a value carries, as a tree over property names; `*` stands for every name not listed.
 * `request`: chosen by the client. `identity`: session, verified token, signed-in user, tenant context.
 * `server`: neither, such as a response object or a database client.
 */
export type Origin = "request" | "identity" | "server";
export type Shape = Origin | (Marks & { readonly [property: string]: Shape });

/** Marks a shape as one of a client, and says what that does to its queries. */
export const PREPARES = Symbol("prepares");

/** Marks a shape as one of a function that server code handed on, and says what a call of it comes to. */
export const DOES = Symbol("does");

/** What a shape says beside where values come from. */
export interface Marks {
  readonly [PREPARES]?: readonly Preparation[];
  readonly [DOES]?: Handed;
}

/** A function that server code handed on, such as a check that middleware puts on the context. */
export interface Handed {
  /** Tells it from others: the same code closes over something else in another place. */
  readonly id: string;
  readonly summary: Summary;
}
