import { keyOf, reference, referencesIn } from "../make-value.ts";
import { pinsOf } from "../pins.ts";
import type { CallRoot, Reference, Value } from "../value.ts";
import type { Fact } from "./facts.ts";

/** What follows from a value being there: all that a found row, or a helper's result, was asked for belongs together. */
export function foundFacts(value: Reference): readonly Fact[] {
  const whole = reference(value.root, [], value.node);
  const present: readonly Fact[] = [whole, value].map((one) => ({ kind: "present", value: one }));
  if (value.root.kind === "call") return [...present, ...guardFacts(value)];
  if (value.root.kind !== "row") return [{ kind: "present", value }];
  const ties = value.root.ties.map((tie): Fact => ({ kind: "tie", a: whole, b: tie, node: value.node }));
  // Each of them is vouched for where it is the one, and none vouches for the row.
  const either = (value.root.either ?? []).map((one): Fact => ({ kind: "tie", a: one, b: whole, node: value.node, oneWay: true }));
  return [...present, ...ties, ...either, ...value.root.ties.flatMap(guardFacts), ...loadedFacts(value)];
}

/** `team.users` loaded for the signed-in user alone: that there is one shows that the team is the user's. */
function loadedFacts({ root, path, node }: Reference): readonly Fact[] {
  const [relation] = path;
  if (root.kind !== "row" || relation === undefined) return [];
  const loads = root.access.related.filter((related) => related.kind === "load" && related.relation === relation);
  const pins = loads.flatMap((load) => (load.filter && pinsOf(load.filter)) ?? []).filter((pin) => !pin.optional && !pin.among);
  return pins.flatMap((pin) => referencesIn(pin.value)).map((tie): Fact => ({ kind: "tie", a: reference(root, [], node), b: tie, node }));
}

/** What a call that judges its arguments ties together. */
export function guardFacts(value: Reference): readonly Fact[] {
  const { root } = value;
  if (root.kind !== "call" || isBystander(root.callee)) return [];
  const whole = reference(root, [], value.node);
  return argumentsOf(root).map((argument): Fact => ({ kind: "tie", a: whole, b: argument, node: value.node }));
}

/** Calls that are given ids without looking at whose they are. */
const BYSTANDER = /rate.?limit|^(?:log|info|warn|error|debug|track|audit|capture|emit|send|notify|publish|print|upload|download|enqueue|dispatch|render|format|encode|encrypt|compress|resize|hash)|^fetch$/i;

function isBystander(callee: Value): boolean {
  if (callee.kind !== "reference") return false;
  const { root, path } = callee;
  return BYSTANDER.test(path.at(-1) ?? (root.kind === "import" || root.kind === "global" ? root.name : ""));
}

const given = new WeakMap<CallRoot, readonly Reference[]>();

/** All that a call was given, each once, its receiver last. */
function argumentsOf(root: CallRoot): readonly Reference[] {
  const known = given.get(root);
  if (known) return known;
  const { args, callee } = root;
  const receiver = callee.kind === "reference" && callee.path.length > 0 && callee.root.kind !== "import" && callee.root.kind !== "global" ? [reference(callee.root, callee.path.slice(0, -1))] : [];
  const all = new Map<string, Reference>();
  for (const value of [...args.flatMap(referencesIn), ...receiver]) {
    const key = keyOf(value);
    if (!all.has(key)) all.set(key, value);
  }
  const distinct = [...all.values()];
  given.set(root, distinct);
  return distinct;
}
