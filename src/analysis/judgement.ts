import type { FunctionNode } from "../syntax/functions.ts";
import type { Access, Hinge, Related, WrittenRow } from "./access.ts";
import type { CacheUse } from "./cache-use.ts";
import type { Model } from "../catalog/catalog.ts";
import type { Node } from "../syntax/source-file.ts";
import type { EntryPoint } from "../frameworks/framework.ts";
import type { Value } from "./value.ts";

export type Verdict = "scoped" | "derived" | "checked" | "exempt" | "caller" | "unscoped" | "unknown";

/** `certain`: a client reaches a foreign row. `likely`: the tenant is at hand and ignored. `possible`: the rest. */
export type Confidence = "certain" | "likely" | "possible";

export type Reason =
  // scoped
  | "tenant-key" | "principal" | "tenant-relation" | "capability" | "scoped-client"
  // derived
  // `follows-row`: by the id of a row that is judged where it is loaded; whatever is wrong is said there, once
  | "from-scoped-row" | "follows-row" | "from-created-row" | "from-trusted-call" | "constant"
  // checked
  | "checked-after-load" | "checked-before"
  // exempt
  | "system-context" | "bypass" | "unscoped-client" | "comment"
  // caller
  | "parameter"
  // unscoped
  | "no-filter" | "no-key" | "ignored-tenant" | "request-id" | "stored-id" | "or-branch" | "negated" | "optional-key" | "nullable-key"
  | "untrusted-key" | "natural-key" | "missing-column" | "missing-level" | "caller-passes-untrusted" | "foreign-reference" | "tenant-change"
  // unknown
  // `ambient`: something that the source does not show may hold other tenants' rows back
  | "opaque-filter" | "opaque-data" | "unresolved-origin" | "ambient";

/** One step of the chain that led to a verdict, for `explain` and for messages. */
export interface Evidence {
  readonly node: Node | undefined;
  /** One clause, no full stop, such as `id comes from the request (params.id)`. */
  readonly text: string;
}

/** An access, or a part of one, and what the judge thinks of it. */
export interface Judgement {
  readonly access: Access;
  /** The part that is judged: the access's filter, or one of the rows it creates, or a nested load or write, or what one column is set to. */
  readonly part: { readonly kind: "filter" } | WrittenColumn | { readonly kind: "row"; readonly row: WrittenRow } | { readonly kind: "related"; readonly related: Related };
  /** The model of the judged part. */
  readonly model: Model;
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** Set for `unscoped`, `unknown` and `caller`: how sure a report of it would be. */
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  /** Where a report points: the smallest node the reader has to change. */
  readonly node: Node;
  /** The column the verdict is about or that would satisfy it, such as `companyId`. */
  readonly column: string | undefined;
  /** The relations from the model to the one that has the column; absent where it is the model's own. */
  readonly columnPath?: readonly string[];
  /** The value that decided, such as the untrusted or nullable tenant. */
  readonly value: Value | undefined;
  /** True where the verdict holds only if the callers pass a tenant or a user of their own. */
  readonly onTrust?: boolean | undefined;
  /** Set where the tenant is left out only if the callers pass none: they answer for that. */
  readonly hinges?: readonly Hinge[] | undefined;
  /** True for a load whose rows go nowhere: all that it gives away is that there are any. */
  readonly isOnlySought?: true;
  /** Set for a load by the rows' own ids to which strangers come: why they do, in words. */
  readonly letsThrough?: string | undefined;
  /** Source text of a trusted tenant in scope at the access, when there is one: what a suggestion fills in. Looked for where one is missing. */
  readonly tenantInScope: string | undefined;
  /** Where the query stands that a call reaches with what it passes; absent for a query of its own. */
  readonly reached?: Reached | undefined;
  /** The function around the access that requests or jobs enter; absent where its callers are code. */
  readonly entered?: Entered | undefined;
}

export interface Reached {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The place as messages name it: `line 12` in the call's own file, else `src/plots.ts:12`, from the project's root. */
  readonly text: string;
}

/** A column or relation that a write sets, and the model whose row its value names. */
export interface WrittenColumn {
  readonly kind: "column";
  readonly names: Model;
  /** True where the column is not named: an object that is taken over as it is may hold it. */
  readonly whole: boolean;
}

export interface Entered {
  readonly fn: FunctionNode;
  readonly entry: EntryPoint;
}

/** A cache use and what the judge thinks of its key. */
export interface CacheJudgement {
  readonly use: CacheUse;
  readonly verdict: "scoped" | "exempt" | "unscoped" | "unknown";
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
  readonly node: Node;
  readonly tenantInScope: string | undefined;
}
