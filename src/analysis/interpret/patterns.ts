import { withoutCasts } from "../../syntax/casts.ts";
import type { Node } from "../../syntax/source-file.ts";
import { constant, listOf, replacedWhenUndefined, unknown } from "../make-value.ts";
import { choiceOf, entriesOf, mayBeUndefined, opaqueSpreadsOf, optionsOf } from "../object-value.ts";
import { notePosition } from "../position.ts";
import { changeable } from "../preparation.ts";
import type { ObjectEntry, ObjectValue, Value } from "../value.ts";
import { writtenText } from "../written-text.ts";
import { evaluate } from "./expressions.ts";
import { elementAt, elementsOf, member } from "./members.ts";
import { notePlaced } from "./placed.ts";
import type { Run } from "./run.ts";
import { enclosingFunction } from "./this-value.ts";

/** Binds a pattern's variables to the parts of a value: declarations, parameters, assignments, loops. */
export function bind(run: Run, pattern: Node, value: Value): void {
  switch (pattern.type) {
    case "Identifier": {
      const variable = run.variables.get(pattern);
      if (variable) run.state.assign(variable, value);
      return;
    }
    case "AssignmentPattern":
      bind(run, pattern.left, withDefault(run, value, pattern.right));
      return;
    case "ObjectPattern": {
      const taken: string[] = [];
      for (const property of pattern.properties) {
        if (property.type === "RestElement") {
          bind(run, property.argument, without(value, taken));
          continue;
        }
        const key = propertyKey(run, property);
        if (key !== undefined) taken.push(key);
        bind(run, property.value, key === undefined ? unknown("computed key", property) : member(run, value, key, property));
      }
      return;
    }
    case "ArrayPattern":
      pattern.elements.forEach((element, index) => {
        if (!element) return;
        if (element.type === "RestElement") bind(run, element.argument, listOf(elementsOf(value)));
        else bind(run, element, elementAt(value, index, element));
      });
      return;
    case "RestElement":
      bind(run, pattern.argument, value);
      return;
    case "TSParameterProperty":
      bind(run, pattern.parameter, value);
      return;
    case "MemberExpression":
      assignMember(run, pattern, value);
      return;
    case "ThisExpression": {
      const fn = run.trial && enclosingFunction(pattern);
      if (fn && run.state.variables.has(fn)) run.state.assign(fn, value);
      return;
    }
    case "TSAsExpression":
    case "TSNonNullExpression":
      bind(run, pattern.expression, value);
      return;
    default:
  }
}

function withDefault(run: Run, value: Value, fallback: Node): Value {
  const other = evaluate(run, fallback);
  if (optionsOf(value).every((option) => option.kind === "constant" && option.value === undefined)) return other;
  if (value.kind !== "choice" || !mayBeUndefined(value)) return replacedWhenUndefined(value);
  const [first = other, ...rest] = value.options.filter((option) => option.kind !== "constant" || option.value !== undefined);
  return choiceOf([replacedWhenUndefined(first), ...rest.map(replacedWhenUndefined), other]);
}

/** `{ a, ...rest }`: what is left of an object; a reference keeps its identity. */
function without(value: Value, taken: readonly string[]): Value {
  if (value.kind !== "object") return value;
  return { ...value, entries: value.entries.filter((entry) => entry.kind === "spread" || !taken.includes(entry.key)) };
}

/** `where.companyId = id` gives the variable at the root of the target a new object. */
function assignMember(run: Run, target: Extract<Node, { type: "MemberExpression" }>, value: Value): void {
  const key = target.computed ? symbolKey(run, evaluate(run, target.property)) : target.property.name;
  const before = evaluate(run, target.object);
  if (before.kind === "reference" && key !== undefined) {
    notePlaced(run, before, key, value);
    notePosition(run, before, key, value);
  }
  const [first, ...others] = (run.trial ? optionsOf(before).map(changeable) : [before]).flatMap((option) => (option.kind === "object" ? [withProperty(option, key, value, target)] : []));
  if (!first) return;
  const changed = choiceOf([first, ...others]);
  for (const name of namesOfSame(run, target.object)) bind(run, name, changed);
}

/** `const wanted = args as Wanted`: what is set on one name of an object is set on the others that it was made from. */
function namesOfSame(run: Run, name: Node): readonly Node[] {
  const variable = run.variables.get(name);
  const [definition] = variable?.defs ?? [];
  if (!variable || definition?.type !== "Variable" || definition.parent.kind !== "const" || definition.node.id !== definition.name || !definition.node.init) return [name];
  const other = withoutCasts(definition.node.init);
  const first = run.variables.get(other);
  return first && run.state.variables.get(first) === run.state.variables.get(variable) ? [name, ...namesOfSame(run, other)] : [name];
}

function withProperty(object: ObjectValue, key: string | undefined, value: Value, node: Node): ObjectValue {
  const entry: ObjectEntry = key === undefined ? { kind: "spread", value: unknown("computed key", node), node } : { kind: "property", key, value, optional: false, node };
  const kept = object.entries.filter((one) => one.kind === "spread" || one.key !== key);
  return { ...object, entries: [...kept, entry] };
}

export function propertyKey(run: Run, property: { readonly computed: boolean; readonly key: Node }): string | undefined {
  const { key } = property;
  if (property.computed) return keyWritten(run, evaluate(run, key));
  if (key.type === "Identifier" || key.type === "PrivateIdentifier") return key.name;
  return key.type === "Literal" ? String(key.value) : undefined;
}

/** The key that a value is, also where a constant of another file says so, or where it is a symbol of a library. */
function keyWritten(run: Run, value: Value): string | undefined {
  return symbolKey(run, value) ?? writtenText(value, run.facts);
}

/** The key that a value is by itself: a constant, or a symbol of a library. */
export function symbolKey({ dataAdapters }: Run, value: Value): string | undefined {
  if (value.kind !== "reference") return constantKey(value);
  for (const adapter of dataAdapters) {
    const name = adapter.symbol?.(value);
    if (name !== undefined) return name;
  }
  return undefined;
}

export function constantKey(value: Value): string | undefined {
  return value.kind === "constant" && (typeof value.value === "string" || typeof value.value === "number") ? String(value.value) : undefined;
}

/** An object's properties by name, for `Object.entries` and the like; undefined when some are not known. */
export function knownEntries(value: Value): readonly { readonly key: string; readonly value: Value }[] | undefined {
  if (value.kind !== "object" || opaqueSpreadsOf(value).length > 0) return undefined;
  return [...entriesOf(value)].map(([key, property]) => ({ key, value: property.mayBeAbsent ? choiceOf([property.value, constant(undefined)]) : property.value }));
}
