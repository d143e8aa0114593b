import type { Access } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import { optionsOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Node } from "../../../syntax/source-file.ts";

/** One call of a chain. */
export interface Step {
  readonly method: string;
  readonly args: readonly Value[];
  readonly node: Node;
}

/** A query as its calls make it, first call first. */
export interface Chain {
  readonly steps: readonly Step[];
  /** Queries held in variables that it continues. */
  readonly extends: readonly Access[];
}

/** Calls that begin a query. https://orm.drizzle.team/docs/select */
export const starters: ReadonlySet<string> = new Set(["select", "selectDistinct", "selectDistinctOn", "insert", "update", "delete", "$count"]);

/** Calls that go on with one. */
const joins = ["inner", "left", "right", "full", "cross"].flatMap((kind) => [`${kind}Join`, `${kind}JoinLateral`]);
const sets = ["union", "unionAll", "intersect", "intersectAll", "except", "exceptAll"];
export const continuations: ReadonlySet<string> = new Set([
  ...["from", "where", "groupBy", "having", "orderBy", "limit", "offset", "for", "set", "values", "returning", "$returningId", "output"],
  ...["onConflictDoUpdate", "onConflictDoNothing", "onDuplicateKeyUpdate", "ignore", "overridingSystemValue", "select", "$dynamic", "$withCache"],
  ...["prepare", "execute", "all", "get", "run", "as"],
  ...joins, ...sets,
]);

const most = 8;

/** The chains that a call may end: several where what it is called on was extended under a condition. */
export function chainsOf(call: Call): readonly Chain[] {
  if (call.method === undefined || (!starters.has(call.method) && !continuations.has(call.method))) return [];
  return backwards(call.callee, [{ method: call.method, args: call.args, node: call.node }], []).slice(0, most);
}

/** The chain that an open query was made by. */
export function chainOf({ chain }: Access): Chain | undefined {
  const root = chain?.root;
  if (root?.kind !== "call") return undefined;
  return backwards(root.callee, [{ method: methodOf(root.callee) ?? "", args: root.args, node: root.node }], [])[0];
}

/** The method of a call, on one handle or on one of several: `tx ?? db`. */
function methodOf(callee: Value): string | undefined {
  const methods = new Set(optionsOf(callee).map((option) => (option.kind === "reference" ? option.path.at(-1) : undefined)));
  const [method] = methods;
  return methods.size === 1 ? method : undefined;
}

function backwards(callee: Value, steps: readonly Step[], extended: readonly Access[]): readonly Chain[] {
  const [first] = steps;
  if (first === undefined) return [];
  if (starters.has(first.method) && !(first.method === "select" && isInsertSelect(callee))) return [{ steps, extends: extended }];
  return optionsOf(callee).flatMap((option): readonly Chain[] => {
    if (option.kind !== "reference" || option.path.length !== 1) return [];
    const access = option.root.kind === "row" && option.root.access.library === "drizzle" ? option.root.access : undefined;
    const before = access ? access.chain?.root : option.root;
    if (before?.kind !== "call" || before.callee.kind === "unknown") return [];
    const method = methodOf(before.callee);
    if (method === undefined || (!starters.has(method) && !continuations.has(method))) return [];
    return backwards(before.callee, [{ method, args: before.args, node: before.node }, ...steps], access ? [...extended, access] : extended);
  });
}

/** `db.insert(plots).select(…)` goes on with the insert. */
function isInsertSelect(callee: Value): boolean {
  return callee.kind === "reference" && callee.root.kind === "call" && callee.path.length === 1 && callee.root.callee.kind === "reference" && callee.root.callee.path.at(-1) === "insert";
}

/** True for a call on whose result the next call of the chain stands right there. */
export function isInner(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === "TSNonNullExpression" || parent?.type === "ChainExpression") return isInner(parent);
  if (parent?.type !== "MemberExpression" || parent.object !== node || parent.computed || parent.property.type !== "Identifier") return false;
  const isCalled = parent.parent.type === "CallExpression" && parent.parent.callee === parent;
  return isCalled && continuations.has(parent.property.name);
}
