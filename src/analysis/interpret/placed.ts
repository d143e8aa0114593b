import type { Call } from "../call.ts";
import { reference } from "../make-value.ts";
import type { Reference, Value } from "../value.ts";
import { callbackCalls } from "./callback-calls.ts";
import { partOf, vouchedIn, type Part, type Passed } from "./hand-over.ts";
import { constantKey } from "./patterns.ts";
import { framesOf, type Frame, type Run } from "./run.ts";

/** What was put on something that a parameter of the walked function carries: `req.company = …`, `c.set("company", …)`. */
export interface Placed {
  readonly parameter: string;
  readonly path: readonly string[];
  readonly value: Value;
}

/** Notes that a member of a parameter is set, where functions are summarised on demand. */
export function notePlaced(run: Run, { root, path }: Reference, key: string, value: Value): void {
  if (root.kind !== "parameter" || root.shape === undefined) return;
  for (const { handed, placed, parameters } of framesOf(run.frame)) {
    if (handed && placed && parameters.some(({ id }) => id === root.id)) placed.push({ parameter: root.id, path: [...path, key], value });
  }
}

/** `c.set("company", company)` is what `c.get("company")` and `c.var.company` give. */
export function noteSet(run: Run, { callee, args: [name, value] }: Call): void {
  const key = name && constantKey(name);
  if (!run.walks || key === undefined || !value || callee.kind !== "reference" || callee.path.join(".") !== "set") return;
  const whole = reference(callee.root, []);
  notePlaced(run, whole, `get(${key})`, value);
  notePlaced(run, reference(callee.root, ["var"]), key, value);
}

/** What the parameters of the walked function carry, what was put on them and what was tied to who is asking apart. */
export function passedBy(run: Run, { parameters, placed = [] }: Frame): readonly Passed[] {
  return parameters.map((parameter) => {
    if (parameter.shape === undefined || typeof parameter.shape === "string") return { placed: {}, vouched: {} };
    const own = placed.filter((one) => one.parameter === parameter.id);
    return { placed: own.reduce<Part>((part, { path, value }) => placedAt(part, path, partOf(run, value)), {}), vouched: vouchedIn(run, reference(parameter, []), {}) };
  });
}

/** Notes what a hook that returns, and calls nothing to go on, leaves where it ends. */
export function notePassedOn(run: Run): void {
  const { frame, state } = run;
  const { fn, handed, placed = [] } = frame;
  if (!fn || !handed || (placed.length === 0 && fn.params.length > 2) || callbackCalls(fn, run.facts.file.scopes).length > 0) return;
  const goingOn = frame.returns.filter(({ value }) => !isAnswer(value)).map((one) => one.state);
  const left = [...goingOn, ...(state.ended ? [] : [state])].map((end) => {
    run.state = end;
    return { operators: end.isForOperators, passed: passedBy(run, frame) };
  });
  run.state = state;
  if (placed.length === 0 && !left.every(({ operators }) => operators) && left.every(({ passed }) => passed.every(({ vouched }) => Object.keys(vouched).length === 0))) return;
  for (const one of left) handed.push({ depth: 0, index: -1, path: [], given: [], signedIn: frame.identity.seen, only: false, ...one });
}

/** True for what a call of the second parameter gives: `return reply.code(403).send()` ends the request. */
function isAnswer(value: Value): boolean {
  let at = value;
  while (at.kind === "reference" && at.root.kind === "call") at = at.root.callee;
  return at !== value && at.kind === "reference" && at.root.kind === "parameter" && at.root.index === 1;
}

/** Parts with others laid over them. */
export function layered(below: Part, above: Part): Part {
  if (typeof below === "string" || typeof above === "string") return above;
  // A symbol says what a client prepares: the one above takes the place of the one below.
  return { ...below, ...above, ...Object.fromEntries(Object.entries(above).map(([key, part]) => [key, layered(below[key] ?? {}, part)])) };
}

function placedAt(whole: Part, [step, ...rest]: readonly string[], part: Part): Part {
  if (step === undefined) return part;
  const beside = typeof whole === "string" ? {} : whole;
  return { ...beside, [step]: placedAt(beside[step] ?? {}, rest, part) };
}
