import type { Access } from "../../analysis/access.ts";
import { optionsOf } from "../../analysis/object-value.ts";
import type { CallRoot, Reference, Value } from "../../analysis/value.ts";
import type { Node } from "../../syntax/source-file.ts";

/** One call of a chain. */
export interface Step {
  readonly method: string;
  /** Properties such as `or` and `not` that stand before it and change what it does. */
  readonly flags: readonly string[];
  readonly args: readonly Value[];
  readonly node: Node;
  /** True when the call may be left out at run time. */
  readonly optional: boolean;
}

/** A query as its calls make it, first call first. */
export interface Chain {
  /** What a table call such as `db("plots")` names; absent where a method names it, and in callbacks. */
  readonly table: Value | undefined;
  /** True for what a callback does to the builder it is given. */
  readonly inCallback: boolean;
  readonly steps: readonly Step[];
  /** Queries held in variables that it continues. */
  readonly extends: readonly Access[];
  /** What the method that begins it is called on. */
  readonly handle?: Value;
  /** What a table call calls. */
  readonly called?: Value;
}

/** The vocabulary of a library whose queries are chains of calls. */
export interface Grammar {
  /** The adapter's name. */
  readonly library: string;
  /** Calls that begin a query. */
  readonly starters: ReadonlySet<string>;
  /** Calls that go on with one. */
  readonly continuations: ReadonlySet<string>;
  /** Properties that change what the next call does. */
  readonly flags: ReadonlySet<string>;
  /** True where a handle itself is called with a table's name. */
  readonly tableCalls: boolean;
  /** Where a project may give queries methods of its own: calls that end a query. All others go on with it when they stand right on a call of its. */
  readonly ends?: RegExp;
  /** What a call goes on with that hands the query to a function, as `modify` does; undefined for every other call. */
  changed(method: string, args: readonly Value[], before: Value): Value | undefined;
}

/** More ways than this to build one query are taken as one whose differing calls may be left out. */
const MOST = 6;

const BUILDER = "builder of a query ";

/** The builder that a callback of a query is given; `within` is what the query is called on. */
export function builderAt(node: Node, within?: Value): Reference {
  return { kind: "reference", root: { kind: "call", id: `${BUILDER}${String(node.range[0])}`, node, callee: { kind: "unknown", reason: "a builder" }, args: [], construct: false, step: true, shape: undefined, ...(within && { within }) }, path: [] };
}

/** True for the builder that a callback is given. */
export function isBuilder(value: Value): boolean {
  return value.kind === "reference" && value.root.kind === "call" && value.root.id.startsWith(BUILDER);
}

/** Reads chains back from their last call, each call once. */
export class Chains {
  readonly #grammar: Grammar;
  readonly #known = new WeakMap<CallRoot, readonly Chain[]>();

  constructor(grammar: Grammar) {
    this.#grammar = grammar;
  }

  /** The chains that a query is made by: several where it was extended under a condition. */
  of(value: Value | undefined): readonly Chain[] {
    const chains = (value ? optionsOf(value) : []).flatMap((option): readonly Chain[] => {
      if (option.kind !== "reference" || option.path.length > 0) return [];
      const { root } = option;
      if (root.kind === "call") return root.step === true ? this.#at(root) : [];
      if (root.kind !== "row" || root.access.library !== this.#grammar.library || root.access.chain?.root.kind !== "call") return [];
      const { access } = root;
      return this.#at(root.access.chain.root).map((chain) => ({ ...chain, extends: [...chain.extends, access] }));
    });
    return merged(chains);
  }

  #at(root: CallRoot): readonly Chain[] {
    const chains = this.#known.get(root) ?? this.endingAt(root);
    this.#known.set(root, chains);
    return chains;
  }

  /** The chains that end with a call, which need not be a step yet. */
  endingAt(call: Pick<CallRoot, "callee" | "args" | "node" | "id">): readonly Chain[] {
    if (call.id.startsWith(BUILDER)) return [{ table: undefined, inCallback: true, steps: [], extends: [] }];
    return merged(optionsOf(call.callee).flatMap((callee) => this.#through(callee, call)));
  }

  #through(callee: Value, { args, node }: Pick<CallRoot, "args" | "node">): readonly Chain[] {
    const { starters, continuations, flags, tableCalls } = this.#grammar;
    const atTable: readonly Chain[] = tableCalls ? [{ table: args[0], inCallback: false, steps: [], extends: [], called: callee }] : [];
    // A handle that nobody handed over, as where a parameter has a default.
    if (callee.kind !== "reference") return atTable;
    const method = callee.path.at(-1) ?? "";
    const first = callee.path.findLastIndex((step, index) => index < callee.path.length - 1 && !flags.has(step)) + 1;
    const step: Step = { method, flags: callee.path.slice(first, -1), args, node, optional: false };
    const before = { ...callee, path: callee.path.slice(0, first) };
    if (continuations.has(method) || this.#isOwnMethod(method, before)) {
      const chains = this.of(this.#grammar.changed(method, args, before) ?? before);
      if (chains.length > 0) return chains.map((chain) => ({ ...chain, steps: [...chain.steps, step] }));
    }
    if (starters.has(method)) return [{ table: undefined, inCallback: false, steps: [step], extends: [], handle: before }];
    return continuations.has(method) ? [] : atTable;
  }

  /** True for a method of the project's own on a query: on its rows, the same name is theirs. */
  #isOwnMethod(method: string, { root, path }: Reference): boolean {
    return this.#grammar.ends?.test(method) === false && root.kind === "call" && root.step === true && path.length === 0;
  }

  /** True for a call on whose result the next call of the chain stands right there. */
  isInner(node: Node): boolean {
    const { parent } = node;
    if (parent?.type === "TSNonNullExpression" || parent?.type === "ChainExpression" || parent?.type === "TSAsExpression") return this.isInner(parent);
    if (parent?.type !== "MemberExpression" || parent.object !== node || parent.computed || parent.property.type !== "Identifier") return false;
    if (this.#grammar.flags.has(parent.property.name)) return this.isInner(parent);
    const isCalled = parent.parent.type === "CallExpression" && parent.parent.callee === parent;
    return isCalled && (this.#grammar.continuations.has(parent.property.name) || this.#grammar.ends?.test(parent.property.name) === false);
  }
}

/** Where one chain has all the calls of the others, its other calls may be left out; so may those that differ, where there are too many chains. */
function merged(chains: readonly Chain[]): readonly Chain[] {
  const longest = [...chains].sort((a, b) => b.steps.length - a.steps.length);
  const [first] = longest;
  if (!first || chains.length === 1) return chains;
  if (chains.length <= MOST && !longest.every((chain, index) => index === 0 || isPart(chain, first))) return chains;
  const counts = new Map<Node, number>();
  for (const { steps } of chains) for (const { node } of steps) counts.set(node, (counts.get(node) ?? 0) + 1);
  const steps = longest.reduce<readonly Step[]>(joinedInOrder, []).map((step) => (counts.get(step.node) === chains.length ? step : { ...step, optional: true }));
  return [{ ...first, steps, extends: [...new Set(chains.flatMap((chain) => chain.extends))] }];
}

/** The steps of a chain among those of others, each behind the one that it follows: a function that adds some may stand anywhere. */
function joinedInOrder(others: readonly Step[], { steps }: Chain): readonly Step[] {
  const joined = [...others];
  let before = -1;
  for (const step of steps) {
    const known = joined.findIndex(({ node }) => node === step.node);
    before = known < 0 ? before + 1 : known;
    if (known < 0) joined.splice(before, 0, step);
  }
  return joined;
}

function isPart({ steps }: Chain, whole: Chain): boolean {
  return steps.every((step) => whole.steps.some((other) => other.node === step.node));
}
