import { shapeAt } from "../../frameworks/shape.ts";
import type { Call } from "../call.ts";
import { reference } from "../make-value.ts";
import { detach } from "../modules/detach.ts";
import { DOES, type FunctionValue, type Handed } from "../value.ts";
import { walkShaped } from "./functions.ts";
import { carried, type Part } from "./hand-over.ts";
import { framesOf, nextId, type Run } from "./run.ts";
import type { Summary } from "./summary.ts";

/** By what a function closes over: it is handed on at every way on. */
const known = new WeakMap<object, Part>();

/** What a function carries that is handed on: what a call of it comes to, wherever that stands. */
export function partOfFunction(run: Run, value: FunctionValue): Part {
  const closure = value.closure as object;
  const before = known.get(closure);
  if (before !== undefined) return before;
  // What hands itself on says no more by that.
  known.set(closure, "unknown");
  const part: Part = { [DOES]: handed(run, value) };
  known.set(closure, part);
  return part;
}

function handed(run: Run, value: FunctionValue): Handed {
  const summary = walkShaped(run, value, []);
  const around = [...framesOf(run.frame)].flatMap(({ parameters }) => parameters);
  const closedOver = new Map(around.filter(({ shape }) => shape !== undefined).flatMap((root) => carried(run, reference(root, []))));
  return { id: `${run.facts.file.path} ${String(value.fn.range[0])} ${nextId(run, "handed")}`, summary: detach(summary, run, value.fn, closedOver) };
}

/** What the function does that a call names, where server code handed it on. */
export function summaryHanded({ callee }: Pick<Call, "callee">): Summary | undefined {
  if (callee.kind !== "reference" || (callee.root.kind !== "parameter" && callee.root.kind !== "call")) return undefined;
  const shape = shapeAt(callee.root.shape, callee.path);
  return typeof shape === "object" ? shape[DOES]?.summary : undefined;
}
