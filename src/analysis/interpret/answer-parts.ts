import { constant, unknown } from "../make-value.ts";
import { isNullish, optionsOf, propertyOf } from "../object-value.ts";
import type { ListValue, Reference, Value } from "../value.ts";
import { absentIn, NOTHING } from "./conditions.ts";
import type { Fact } from "./facts.ts";
import { waysTo } from "./make-summary.ts";
import type { AnswerPart, Outcome, Run } from "./run.ts";
import { shared } from "./shared-facts.ts";
import type { State } from "./state.ts";

interface Answer {
  readonly option: Value;
  readonly state: State;
}

/** In the place of a property: whether the answer is a `Response` at all. */
const RESPONSE = "instanceof Response";

/**
 * What the parts of its answers show, where a function answers with objects that say yes or no, or with something in one case only
 * (`{ allowed: false, reason }`, `{ error }` or `{ member }`), or with an object or a `Response`.
 */
export function partsOfAnswers(run: Run, before: State["facts"]): readonly AnswerPart[] {
  const answers = run.frame.returns.flatMap(({ value, state }) => optionsOf(value).flatMap((option): readonly Answer[] => (isNullish(option) ? [] : [{ option, state }])));
  if (!run.state.ended) return [];
  return keysOf(run, answers).flatMap((key): readonly AnswerPart[] => {
    const read = answers.map(({ option, state }) => ({ value: partOf(run, option, state, key), state }));
    const shownWhere = (truth: boolean): readonly Fact[] => shared(waysTo(run, read, truth, [], before)).map(ofElements);
    const [whenTrue, whenFalse] = [shownWhere(true), shownWhere(false)];
    return [...whenTrue, ...whenFalse].some(({ kind }) => kind === "tie") ? [{ key, whenTrue, whenFalse }] : [];
  });
}

/** An element is there wherever it is used: what holds of it where its list is set holds. */
function ofElements(fact: Fact): Fact {
  return fact.kind === "when-set" && fact.tie.a.path.includes("*") ? fact.tie : fact;
}

/** What the truth of a part teaches, of an object that a function answered with. */
export function taughtByPart(run: Run, answered: Value, key: string): Outcome | undefined {
  const outcome = run.outcomes.get(answered) ?? (answered.kind === "reference" && answered.path.length === 0 ? run.answers.get(answered.root.id) : undefined);
  return outcome?.parts?.find((part) => part.key === key);
}

/** What `answer instanceof NextResponse` teaches. */
export function taughtByClass(run: Run, answered: Value, { root, path }: Reference): Outcome | undefined {
  return path.length === 0 && (root.kind === "import" || root.kind === "global") && isResponseClass(root.name) ? taughtByPart(run, answered, RESPONSE) : undefined;
}

function keysOf(run: Run, answers: readonly Answer[]): readonly string[] {
  const objects = answers.flatMap(({ option }) => (option.kind === "object" ? [option] : []));
  if (objects.length < answers.length) return objects.length > 0 && answers.some(({ option }) => isResponse(option)) ? [RESPONSE] : [];
  const written = objects.flatMap(({ entries }) => entries.flatMap((entry) => (entry.kind === "property" ? [entry] : [])));
  const isLeftOut = (key: string): boolean => objects.some((one) => isNullish(propertyOf(one, key)?.value ?? constant(undefined)));
  return [...new Set(written.filter(({ key, value }) => saysYesOrNo(run, value) || isLeftOut(key)).map(({ key }) => key))];
}

/** Whether there is anything in a list, as in `{ missing: ids.filter((id) => !found.includes(id)) }`. */
function anyOf(run: Run, list: ListValue): Value {
  if (list.items.length === 0) return constant(false);
  const any = unknown("whether a list holds anything");
  const { whenTrue, whenFalse } = run.outcomes.get(list) ?? NOTHING;
  run.outcomes.set(any, { whenTrue, whenFalse: [...whenFalse, ...absentIn(list)] });
  return any;
}

function saysYesOrNo({ outcomes }: Run, value: Value): boolean {
  return value.kind === "constant" ? typeof value.value === "boolean" : (value.kind === "unknown" || value.kind === "list") && outcomes.has(value);
}

function partOf(run: Run, answer: Value, state: State, key: string): Value {
  if (key === RESPONSE) return answer.kind === "object" ? constant(false) : isResponse(answer) ? constant(true) : unknown("what may be a response");
  const property = propertyOf(answer, key);
  if (!property) return constant(undefined);
  if (!property.mayBeAbsent && property.value.kind === "list") return anyOf(run, property.value);
  return property.mayBeAbsent ? unknown("a property that may be left out") : isThere(property.value, state) ? constant(true) : property.value;
}

/** True for a text, for what a function was asked for in place, as `{ error: NextResponse.json(…) }`, and for what was found to be there. */
function isThere(value: Value, state: State): boolean {
  return value.kind === "text" || (value.kind === "reference" && ((value.root.kind === "call" && value.path.length === 0) || state.isPresent(value)));
}

/** `new Response()`, `NextResponse.json()`. */
function isResponse(value: Value): boolean {
  if (value.kind !== "reference" || value.path.length > 0 || value.root.kind !== "call" || value.root.callee.kind !== "reference") return false;
  const { root, path } = value.root.callee;
  return (root.kind === "import" || root.kind === "global") && path.length === (value.root.construct ? 0 : 1) && isResponseClass(root.name);
}

function isResponseClass(name: string): boolean {
  return name === "Response" || name === "NextResponse";
}
