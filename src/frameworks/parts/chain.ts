import type { Node } from "../../syntax/source-file.ts";
import { namesIn } from "./names.ts";

/** A chain of method calls, read from its start: `t.procedure.input(schema).use(check)`. */
export interface Chain {
  /** The names before the first call: `t`, `procedure`. */
  readonly base: readonly string[];
  /** The methods called, in order. */
  readonly steps: readonly string[];
  /** The arguments of its `use` calls. */
  readonly used: readonly Node[];
}

export function chainOf(node: Node): Chain {
  const steps: string[] = [];
  const used: Node[] = [];
  let here = node;
  while (here.type === "CallExpression" && here.callee.type === "MemberExpression") {
    const method = namesIn(here.callee.property)?.[0] ?? "";
    steps.unshift(method);
    if (method === "use") used.unshift(...here.arguments);
    here = here.callee.object;
  }
  return { base: namesIn(here) ?? [], steps, used };
}
