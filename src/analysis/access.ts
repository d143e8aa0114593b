import type { Node } from "../syntax/source-file.ts";
import type { Reference, Value } from "./value.ts";

/** What a call does to rows. */
export type Operation = "read" | "count" | "create" | "update" | "upsert" | "delete" | "raw";

/** True for an access that changes nothing. */
export function isLoad({ operation }: Pick<Access, "operation">): boolean {
  return operation === "read" || operation === "count";
}

/** How the adapter knew the call: strongest evidence first. */
export type Recognition = "import" | "type" | "settings" | "shape";

/** One call that reads or writes rows, in neutral form. */
export interface Access {
  /** The adapter's name. */
  readonly library: string;
  /** The catalog's name of the model. */
  readonly model: string;
  readonly operation: Operation;
  /** The method as the source writes it, such as `findMany`. */
  readonly method: string;
  /** How the query stands, where clients tell queries apart by more than their models and methods: under an alias, inside another. */
  readonly form?: string;
  /** The whole call. */
  readonly node: Node;
  readonly recognizedBy: Recognition;
  /** Absent for a create; `{ kind: "all" }` when no filter is written. */
  readonly filter: Filter | undefined;
  /** One entry per written row; empty when nothing is written. */
  readonly data: readonly WrittenRow[];
  /** Loads and writes of other models inside this call. */
  readonly related: readonly Related[];
  /** True when at most one row can match, because a unique key is demanded. */
  readonly unique: boolean;
  /** True when the call returns a collection. */
  readonly many: boolean;
  /** True for a read that gives the rows with the highest values first. */
  readonly highestFirst?: boolean;
  /** True when the call throws instead of returning nothing. */
  readonly throwsWhenMissing: boolean;
  /** True for a query that may still be continued: `chain` is then what it was made of. False for one that a call has run. */
  readonly open?: boolean;
  /** True for an open query that awaiting does not run: only a call that ends it does, or the query that it is a part of. */
  readonly waits?: true;
  /** True for a query in a condition of another: its rows go nowhere, they say which of the other's count. */
  readonly narrows?: true;
  /** The calls of an open query, last call first over `callee`; the interpreter fills it in. */
  readonly chain?: Reference;
  /** Open queries that this one continues, and in whose place it is run. */
  readonly extends?: readonly Access[];
  /** The same call on the other models that it may be about, where code chooses one: `from(kind === "plot" ? plots : estates)`. */
  readonly instead?: readonly Access[];
  /** Set for a query that is a text of SQL. */
  readonly text?: TextPart;
  /** What awaiting the call gives, where that is not the rows themselves with the columns' own names; `row` is the call's result. */
  readonly rows?: (row: Reference) => Value;
  /** Set where a call is looked at with what it passes: the conditions that hang on that. */
  readonly hinges?: readonly Hinge[] | undefined;
  /** Set where the database or the library decides itself which rows the call reaches, whatever its filter says. */
  readonly heldBy?: Hold;
  /** The schema that the query itself names for the table. */
  readonly schema?: Value;
  /** True for a query that goes to the driver past the library, so that nothing the library does holds for it. */
  readonly isDriver?: true;
  /** Where the library's own edits go; each is absent when there is no exact place. */
  readonly places: { readonly args?: Node | undefined; readonly filter?: Node | undefined; readonly data?: Node | undefined };
}

/** A condition on the tenant that is there where something is passed, and left out where nothing is. */
export interface Hinge {
  /** The column that it compares, with the relations before it, as `placeOf` names it. */
  readonly place: string;
  /** What has to be passed. */
  readonly on: Value;
}

/** What holds other tenants' rows back beside the filter: row-level security, or a filter that the library adds. */
export interface Hold {
  /** False where nothing in the source says whether it is there. */
  readonly sure: boolean;
  /** One clause, no full stop. */
  readonly text: string;
  /** Set where a key to another tenant's row can be written all the same: databases look up what a key names without regard to policies. */
  readonly leaves?: "references";
  /** Set where what names a tenant itself is left as it is. */
  readonly yields?: true;
  /** The client that a function's callers hand over, where it hangs on that. */
  readonly client?: Value;
}

/** One table of an SQL text: each that it touches is an access of its own, at the same call. */
export interface TextPart {
  /** Names the access among those of the text. */
  readonly part: string;
  /** The other tables, with the one whose rows the call gives: those that are judged before it, and those after. */
  readonly before: readonly Access[];
  readonly after: readonly Access[];
}

/** The columns of one written row: an object value, or whatever the source passes instead. */
export interface WrittenRow {
  /** `create` sets a new row's columns, `update` changes an existing row's. */
  readonly kind: "create" | "update";
  readonly columns: Value;
  /**
   * Links to other rows by relation rather than by column (`company: { connect: { id } }`): relation field and the
   * identity that is linked, as a filter on the related model.
   */
  readonly links: readonly { readonly relation: string; readonly to: Filter; readonly node: Node | undefined }[];
  readonly node: Node | undefined;
}

/** A load or a write of another model, reached over a relation inside an access. */
export interface Related {
  readonly kind: "load" | "create" | "connect" | "update" | "delete";
  readonly relation: string;
  readonly model: string;
  readonly filter: Filter | undefined;
  readonly data: readonly WrittenRow[];
  readonly related: readonly Related[];
  readonly node: Node | undefined;
}

/**
 * A filter, whatever the library: what every touched row must satisfy. Columns are the catalog's field names.
 * `all` is no condition, `none` matches nothing.
 */
export type Filter =
  | { readonly kind: "all" }
  | { readonly kind: "none" }
  | { readonly kind: "and" | "or"; readonly of: readonly Filter[] }
  | { readonly kind: "not"; readonly of: Filter }
  | Comparison
  /** Only where `whenUndefined` says so the library leaves it out when the list is undefined. */
  | { readonly kind: "in"; readonly column: string; readonly values: Value; readonly node: Node | undefined; readonly whenUndefined?: "drops" | "throws"; readonly among?: true }
  /** A condition on rows reached over a relation. Only `is` and `some` restrict the row to those that have one. */
  | { readonly kind: "related"; readonly relation: string; readonly quantifier: "is" | "some" | "every" | "none"; readonly of: Filter }
  /** A condition that cannot tie the row to one value: a range, a pattern, `not`. */
  | { readonly kind: "other"; readonly column: string; readonly value: Value; readonly node: Node | undefined }
  /** Cannot be read; `value` is what stands there. `orNone` where no condition at all may take its place. */
  | { readonly kind: "opaque"; readonly value: Value; readonly reason: string; readonly orNone?: true };

/** `column = value`. */
export interface Comparison {
  readonly kind: "equals";
  readonly column: string;
  readonly value: Value;
  /** True when the condition may be left out at run time, as under a conditional spread. */
  readonly optional: boolean;
  /** What the library does when the value is undefined. */
  readonly whenUndefined: "drops" | "matches-nothing" | "matches-null" | "throws";
  readonly node: Node | undefined;
  /** True for a column that is a list of keys, of which one is asked for: who else is among them is anybody's guess. */
  readonly among?: true;
}

/** Rows are found by rows. How the last of them were found, over more steps than this, is of no use any more, and to follow it would exhaust the stack. */
export const DEEPEST_ROWS = 64;

/** An access of which only is known that there is one. */
export function withoutDetails<One extends Pick<Access, "filter" | "data" | "related">>(access: One): One {
  const reason = "a row that was found by too many others";
  return { ...access, filter: access.filter && { kind: "opaque", value: { kind: "unknown", reason }, reason }, data: [], related: [] };
}
