import type { Call } from "../call.ts";
import { answer, constant, list, listOf, referencesIn, unknown } from "../make-value.ts";
import { choiceOf, isNullish, itemsOf } from "../object-value.ts";
import { isPlaceholder } from "../preparation.ts";
import type { FunctionValue, ListItem, ListValue, Value } from "../value.ts";
import { factsAmongMembers } from "./among-members.ts";
import { NOTHING, outcomeOf, tiesBetween } from "./conditions.ts";
import { noteBrokenCheck } from "./exposure.ts";
import { foldByReduce } from "./folds.ts";
import { runInline } from "./functions.ts";
import { elementsOf } from "./members.ts";
import { bind, knownEntries } from "./patterns.ts";
import { amongListed, roleTestIn } from "./roles.ts";
import type { Outcome, Run } from "./run.ts";
import type { Fact } from "./facts.ts";
import type { Node } from "../../syntax/source-file.ts";

/** Methods of arrays, `Promise`, `Object`, `Array`, `Map` and `Set`, as far as they say where elements come from. */
export function callCollectionMethod(run: Run, call: Call): Value | undefined {
  return callStatic(run, call) ?? callConstructor(call) ?? callOnCollection(run, call) ?? callWithCollection(run, call) ?? callOnKey(run, call);
}

/** `plot.companyId.equals(companyId)`: keys that are objects, as MongoDB's are, are compared by a method. */
function callOnKey(run: Run, { receiver, method, args, node }: Call): Value | undefined {
  const [other, ...more] = args;
  if (method !== "equals" || !other || more.length > 0 || receiver?.kind !== "reference" || receiver.root.kind !== "row" || receiver.path.length === 0) return undefined;
  const said = answer("a comparison", node);
  run.outcomes.set(said, { whenTrue: tiesBetween(receiver, other, node), whenFalse: [] });
  return said;
}

/** The first object takes over the others' properties, and a list their elements, where it is known too. */
function assigned(run: Run, { node, args }: Call): Value {
  const [target, ...sources] = args;
  const value = target?.kind === "list" ? filledWith(target, sources, node) : objectWith(target, args, node);
  const isKnown = target?.kind === "object" || target?.kind === "list";
  if (isKnown && node.type === "CallExpression" && node.arguments[0]?.type === "Identifier") bind(run, node.arguments[0], value);
  return value;
}

function objectWith(target: Value | undefined, parts: readonly Value[], node: Node): Value {
  const entries = parts.flatMap((part) => (part.kind === "object" ? part.entries : [{ kind: "spread", value: part } as const]));
  return { kind: "object", entries, node: target?.kind === "object" ? target.node : node };
}

/** `Object.assign([], rows)` has the elements of `rows`, whichever they are. */
function filledWith(target: ListValue, sources: readonly Value[], node: Node): Value {
  const [only, ...more] = [target, ...sources].filter((list) => list.kind !== "list" || list.items.length > 0);
  if (only && more.length === 0) return { ...only, node };
  return list([target, ...sources].flatMap(itemsOf), node);
}

/** Helpers of other modules that are given a collection and what to do with its elements: `pMap(plots, fn)`, `_.filter(plots, fn)`. */
function callWithCollection(run: Run, call: Call): Value | undefined {
  const [, method] = /^(?:p|async|promise)?(map|filter|find|forEach|each|flatMap|some|every)(?:Series|Limit|Async|Parallel)?$/i.exec(call.method ?? "") ?? [];
  const [receiver, ...args] = call.args;
  const fn = args.find(isFunction);
  if (method === undefined || !receiver || !fn || call.callee.kind !== "reference" || call.callee.root.kind !== "import") return undefined;
  const name = method.toLowerCase() === "flatmap" ? "flatMap" : /^(foreach|each)$/i.test(method) ? "forEach" : method.toLowerCase();
  return callOnCollection(run, { ...call, receiver, method: name, args: [fn] });
}

function callStatic(run: Run, call: Call): Value | undefined {
  const { callee, args } = call;
  if (callee.kind !== "reference" || callee.root.kind !== "global") return undefined;
  const [first, second] = args;
  switch ([callee.root.name, ...callee.path].join(".")) {
    case "Promise.all":
    case "Promise.allSettled":
    case "Promise.any":
    case "Promise.race":
    case "Promise.resolve":
    case "Object.freeze":
    case "structuredClone":
      return first;
    case "Array.from":
      return first && (isFunction(second) ? mapped(run, first, second, call.node) : listOf(elementsOf(first), call.node));
    case "Array.isArray":
    case "Boolean":
      return first && tested(run, first, call.node);
    case "Object.assign":
      return assigned(run, call);
    case "Object.values":
      return first && listOf(joined(knownEntries(first)?.map((entry) => entry.value)) ?? elementsOf(first), call.node);
    case "Object.keys":
      return first && listOf(joined(knownEntries(first)?.map((entry) => constant(entry.key))) ?? keysOf(first), call.node);
    default:
      return undefined;
  }
}

/** What somebody else's object is keyed by is as much theirs as what it holds; the keys of one that was spread are anything. */
function keysOf(value: Value): Value {
  return value.kind === "object" ? unknown("a key") : elementsOf(value);
}

function tested(run: Run, value: Value, node: Node): Value {
  const said = answer("a test", node);
  run.outcomes.set(said, outcomeOf(run, value));
  return said;
}

function callConstructor(call: Call): Value | undefined {
  const { callee, args, construct } = call;
  if (!construct || callee.kind !== "reference" || callee.root.kind !== "global") return undefined;
  const [first] = args;
  if (callee.root.name === "Set" || callee.root.name === "Array") return first ? { ...toList(first), node: call.node } : list([], call.node);
  if (callee.root.name !== "Map") return undefined;
  if (!first) return list([], call.node);
  const pair = elementsOf(first);
  return listOf(pair.kind === "list" ? elementsOf({ ...pair, items: pair.items.slice(1) }) : elementsOf(pair), call.node);
}

function callOnCollection(run: Run, call: Call): Value | undefined {
  const { receiver, method, args, node } = call;
  if (!receiver || method === undefined || !isCollection(receiver)) return undefined;
  const [first, second] = args;
  switch (method) {
    case "map":
    case "flatMap":
      if (!isFunction(first)) return undefined;
      return method === "map" ? mapped(run, receiver, first, node) : flattened(mapped(run, receiver, first, node), node);
    case "filter":
      return isFunction(first) ? filtered(run, receiver, first, node) : receiver;
    case "find":
    case "findLast":
      if (!isFunction(first)) return undefined;
      return found(run, receiver, first, node);
    case "at":
    case "pop":
    case "shift":
      return choiceOf([elementsOf(receiver), constant(undefined, node)], node);
    case "some":
    case "every":
      return isFunction(first) ? someOf(run, method, receiver, first, node) : undefined;
    case "forEach":
      if (isFunction(first)) runInline(run, first, [elementsOf(receiver)], "each");
      return constant(undefined, node);
    case "reduce":
    case "reduceRight":
      if (!isFunction(first)) return undefined;
      return foldByReduce(run, first.fn, receiver, second) ?? runInline(run, first, [second ?? elementsOf(receiver), elementsOf(receiver)], "many");
    case "includes":
    case "has":
      return first && memberTest(run, receiver, first, node);
    case "push":
    case "unshift":
    case "add":
    case "set":
      return grown(run, call, receiver, method === "set" ? args.slice(1) : args);
    case "concat":
      return { ...toList(receiver), items: [receiver, ...args].flatMap(itemsOf), node };
    case "get":
      return receiver.kind === "list" ? choiceOf([elementsOf(receiver), constant(undefined, node)], node) : undefined;
    case "slice":
    case "sort":
    case "reverse":
    case "toSorted":
    case "flat":
    case "values":
    case "splice":
      return method === "flat" ? flattened(toList(receiver), node) : receiver;
    case "keys":
      return undefined;
    case "entries":
      return listOf(list([{ value: unknown("an index", node), optional: false, many: false }, { value: elementsOf(receiver), optional: false, many: false }], node), node);
    case "join":
      return receiver.kind === "list" ? joinedText(receiver, first, node) : undefined;
    default:
      return undefined;
  }
}

/** The text of all elements, and where some may be absent also that of the others. */
function joinedText({ items }: ListValue, between: Value | undefined, node: Node): Value {
  const textOf = (some: readonly ListItem[]): Value => ({ kind: "text", parts: some.flatMap((item, index) => [...(index > 0 && between ? [between] : []), item.value]), node });
  const certain = items.filter(({ optional, many }) => !optional || many);
  return certain.length === items.length ? textOf(items) : choiceOf([textOf(items), textOf(certain)], node);
}

/** Lists, and references where a row or a value from elsewhere may be a collection. Clients of libraries are not. */
function isCollection(value: Value): boolean {
  if (value.kind === "list") return true;
  if (value.kind === "choice") return value.options.some(isCollection) && value.options.every((option) => isCollection(option) || isNullish(option));
  if (value.kind !== "reference") return false;
  return isPlaceholder(value) || (value.root.kind !== "import" && value.root.kind !== "global" && value.root.kind !== "this");
}

function isFunction(value: Value | undefined): value is FunctionValue {
  return value?.kind === "function";
}

/** One value for the few that there are; large tables of constants say nothing worth comparing them for. */
function joined(values: readonly Value[] | undefined): Value | undefined {
  const [first, ...rest] = values ?? [];
  return first && (rest.length < 32 ? choiceOf([first, ...rest]) : unknown("one of many"));
}

function toList(value: Value): ListValue {
  return value.kind === "list" ? value : listOf(elementsOf(value), value.node);
}

/** Each item on its own where the list is short and known, so that pairs stay pairs; else any element. */
function mapped(run: Run, receiver: Value, fn: FunctionValue, node: Node): ListValue {
  const items: readonly ListItem[] = receiver.kind === "list" && receiver.items.length > 0 && receiver.items.length <= 4 ? receiver.items : [{ value: elementsOf(receiver), optional: true, many: true }];
  return list(items.map((item) => ({ ...item, value: runInline(run, fn, [item.value], "each") })), node);
}

function flattened(nested: ListValue, node: Node): ListValue {
  return list(nested.items.flatMap((item) => (item.value.kind === "list" ? item.value.items : [{ value: elementsOf(item.value), optional: true, many: true }])), node);
}

/**
 * What is left of a collection: what the predicate ties to its elements holds for them. That nothing is left shows that
 * it holds for none: `if (rows.filter((row) => row.companyId !== companyId).length > 0) throw`.
 */
function filtered(run: Run, receiver: Value, fn: FunctionValue, node: Node): Value {
  const element = elementsOf(receiver);
  const { whenTrue, whenFalse } = predicateOf(run, fn, element);
  run.state.learn(whenTrue.flatMap((fact) => vouchedBy(fact, element)));
  const left: Value = receiver.kind === "list" ? { ...receiver, node } : { ...toList(receiver), node };
  run.outcomes.set(left, { whenTrue, whenFalse });
  return left;
}

function found(run: Run, receiver: Value, fn: FunctionValue, node: Node): Value {
  const outcome = predicateOf(run, fn, elementsOf(receiver));
  const value = choiceOf([elementsOf(receiver), constant(undefined, node)], node);
  run.outcomes.set(value, outcome);
  return value;
}

/** `some` is false, and `every` true, when the predicate says the same of all; else it says something of one element only. */
function someOf(run: Run, method: "some" | "every", receiver: Value, fn: FunctionValue, node: Node): Value {
  const value = answer("a test of elements", node);
  const element = elementsOf(receiver);
  const { whenTrue, whenFalse } = predicateOf(run, fn, element);
  const ofOne = (facts: readonly Fact[]): readonly Fact[] => [...facts.flatMap((fact) => vouchedFor(fact, element)), ...factsAmongMembers(run, facts)];
  run.outcomes.set(value, method === "some" ? { whenTrue: ofOne(whenTrue), whenFalse } : { whenTrue, whenFalse: ofOne(whenFalse) });
  return value;
}

/** What is known of one element says nothing of the others, but it vouches for what equals it. */
function vouchedFor(fact: Fact, element: Value): readonly Fact[] {
  const [{ root } = { root: undefined }] = referencesIn(element);
  if (fact.kind !== "tie" || fact.b.kind !== "reference" || !root) return [];
  const { a, b } = fact;
  if (b.root.id === root.id && a.root.id !== root.id) return [{ ...fact, oneWay: true }];
  return a.root.id === root.id && b.root.id !== root.id ? [{ ...fact, a: b, b: a, oneWay: true }] : [];
}

/** What is left was vouched for by what it was compared with; there need not be anything left to vouch for that in turn. */
function vouchedBy(fact: Fact, element: Value): readonly Fact[] {
  return vouchedFor(fact, element).flatMap((one) => (one.kind === "tie" && one.b.kind === "reference" ? { ...one, a: one.b, b: one.a } : []));
}

/** What a predicate teaches of an element; the promise of an async one is true whatever it comes to. */
function predicateOf(run: Run, fn: FunctionValue, element: Value): Outcome {
  const result = runInline(run, fn, [element], "many");
  const outcome = outcomeOf(run, result);
  if (!fn.fn.async) return outcome;
  noteBrokenCheck(run, outcome, fn.fn);
  return NOTHING;
}

function memberTest(run: Run, receiver: Value, value: Value, node: Node): Value {
  const said = answer("a membership test", node);
  const ties = tiesBetween(elementsOf(receiver), value, node);
  run.outcomes.set(said, { whenTrue: [...ties, ...factsAmongMembers(run, ties), ...amongListed(value, receiver)], whenFalse: [], role: roleTestIn(receiver, value) });
  return said;
}

/** `list.push(x)` binds the variable to a longer list. */
function grown(run: Run, call: Call, receiver: Value, added: readonly Value[]): Value | undefined {
  if (receiver.kind !== "list" || (call.node.type !== "CallExpression" && call.node.type !== "NewExpression")) return undefined;
  const { callee } = call.node;
  if (callee.type !== "MemberExpression") return undefined;
  bind(run, callee.object, { ...receiver, items: [...receiver.items, ...added.map((value) => ({ value, optional: false, many: false }))] });
  return unknown("a length", call.node);
}
