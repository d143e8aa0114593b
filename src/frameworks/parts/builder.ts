import type { FunctionSite } from "../framework.ts";
import { chainOf, type Chain } from "./chain.ts";
import { nobody, strongest, vouchingOf, type Vouching } from "./vouching.ts";
import { wrapperCallees } from "./wrapped.ts";

/** Libraries whose builders chain middleware before a function: `client.use(signIn).action(fn)`. */
export const builderPackages: ReadonlySet<string> = new Set(["@trpc/server", "@orpc/server", "next-safe-action", "zsa"]);

/** Names under which builders hand what the client sent to middleware and to the function at the end. */
export const INPUTS = ["input", "rawInput", "parsedInput", "clientInput"];

/** A function that ends a builder's chain, as in `companyProcedure.input(schema).use(check).query(fn)`. */
export interface Built {
  /** The names the chain starts with: `t`, `procedure`. */
  readonly base: readonly string[];
  /** The methods called on it, in order, the last one (`query`) excluded. */
  readonly steps: readonly string[];
  readonly vouching: Vouching;
}

/**
 * The chain that a function ends, when its last call is one of `methods`. A base other than a public one vouches: it sees
 * the parsed input, and projects authorise the ids in it there, whatever they call it.
 */
export function builtBy(site: FunctionSite, methods: ReadonlySet<string>): Built | undefined {
  if (site.property !== undefined) return undefined;
  const index = site.wrappers.findIndex(({ call }) => methods.has(call.method ?? "") && call.node.type === "CallExpression");
  const wrapper = site.wrappers[index];
  if (wrapper?.argument !== 0 || wrapper.call.node.type !== "CallExpression") return undefined;
  const { callee } = wrapper.call.node;
  if (callee.type !== "MemberExpression") return undefined;
  const chain = chainOf(callee.object);
  const inner = vouchingOf(wrapperCallees(site.wrappers.slice(0, index)));
  return { base: chain.base, steps: chain.steps, vouching: strongest([inner, vouchingOf(chain.used.flat()), vouchingOfBase(chain)]) };
}

function vouchingOfBase({ base, start }: Chain): Vouching {
  if (base.length === 0) return nobody;
  const { signedIn, operators } = vouchingOf([start]);
  return signedIn ? { signedIn, vouched: true, operators } : nobody;
}
