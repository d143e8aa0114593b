import type { FileFacts } from "../analysis/file-facts.ts";
import { given, type Preparation } from "../analysis/preparation.ts";
import type { CallRoot, Value } from "../analysis/value.ts";
import { calledName } from "./calls.ts";

const RUNTIME = /^@ringfence\/runtime(?:\/scoped)?$/;

/** What a client does that a scope of our runtime is given to; nothing for a function of the same name from elsewhere. */
export function scopedByRuntime(made: CallRoot, file: FileFacts, leaves?: "references"): readonly Preparation[] {
  const name = calledName(made) ?? "a scope";
  if (!isOfRuntime(made.callee) && !isOfRuntime(file.imported(made.callee))) return [];
  return [{ args: given, hold: { sure: true, text: `the client is made with \`${name}\`, which keeps its queries to the tenant in force`, ...(leaves ? { leaves } : {}) } }];
}

function isOfRuntime(callee: Value | undefined): boolean {
  return callee?.kind === "reference" && callee.root.kind === "import" && RUNTIME.test(callee.root.source);
}
