import type { Node } from "../../syntax/source-file.ts";
import { namesIn } from "./names.ts";

/** A chain of method calls, read from its start: `t.procedure.input(schema).use(check)`. */
export interface Chain {
  /** What it starts with: `t.procedure`, `roleProcedure("owner")`. */
  readonly start: Node;
  /** The names before the first call: `t`, `procedure`. */
  readonly base: readonly string[];
  /** The methods called, in order. */
  readonly steps: readonly string[];
  /** The arguments of each of its `use` calls. */
  readonly used: readonly (readonly Node[])[];
}

export function chainOf(node: Node): Chain {
  const steps: string[] = [];
  const used: (readonly Node[])[] = [];
  let here = node;
  while (here.type === "CallExpression" && here.callee.type === "MemberExpression") {
    const method = namesIn(here.callee.property)?.[0] ?? "";
    steps.unshift(method);
    if (method === "use") used.unshift(here.arguments);
    here = here.callee.object;
  }
  return { start: here, base: namesIn(here) ?? [], steps, used };
}
