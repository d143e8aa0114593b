import { constant, reference } from "./make-value.ts";
import { choiceOf, isNullish, itemsOf, optionsOf, propertyOf } from "./object-value.ts";
import type { Hold } from "./access.ts";
import type { Setting } from "./row-settings.ts";
import type { ObjectEntry, ObjectValue, Reference, Root, Value } from "./value.ts";

/**
 * What a client does to the arguments of queries before it runs them: scoping by construction, in the terms of whoever
 * made the client. Nobody describes it; the code that does it is run, once for each case that it tells apart.
 */
export interface Preparation {
  /** Names of the models that it is for; all where absent. */
  readonly models?: readonly string[] | undefined;
  /** Methods that it is for; all where absent. */
  readonly methods?: readonly string[] | undefined;
  /** Forms of queries that it is for, as the library's adapter calls them in `Access.form`; all where absent. */
  readonly forms?: readonly string[] | undefined;
  /** What a query is run with: `given` stands for the arguments that it is called with. A choice where the code may take several ways. */
  readonly args: Value;
  /** What is set for the transaction that the query is run in. */
  readonly settings?: readonly Setting[];
  /** Columns that the query's rows must equal besides, and that it gives to new rows, whatever it is run with. */
  readonly adds?: readonly AddedColumn[];
  /** What holds other tenants' rows back, whatever the query is run with. */
  readonly hold?: Hold;
}

/** `column = value`, in the model's own names. */
export interface AddedColumn {
  readonly column: string;
  readonly value: Value;
}

/** What a query is run with, and what is set for it. */
export type Passed = Pick<Preparation, "args" | "settings">;

/** The same with other values. */
export function withValues<Part extends Passed & Pick<Preparation, "adds">>(part: Part, swap: (value: Value) => Value): Part {
  return { ...part, args: swap(part.args), ...(part.settings && { settings: part.settings.map((one) => ({ ...one, value: swap(one.value) })) }), ...(part.adds && { adds: part.adds.map((one) => ({ ...one, value: swap(one.value) })) }) };
}

function placeholder(name: string): Root {
  return { kind: "global", id: `global @${name}`, name: `@${name}` };
}

const givenRoot = placeholder("given");
const onwardsRoot = placeholder("onwards");

/** True for what stands in the place of a value that is not known yet. */
export function isPlaceholder({ root }: Reference): boolean {
  return root.kind === "global" && root.name.startsWith("@");
}

/** Values with something else in the place of each that is no constant, and what that stands for, by its root's id. */
export function withPlaceholders(values: readonly Value[]): { readonly values: readonly Value[]; readonly meant: ReadonlyMap<string, Value> } {
  const meant = new Map<string, Value>();
  const stand = values.map((value, index): Value => {
    if (value.kind === "constant" || isOnwards(value)) return value;
    const root = placeholder(`argument ${String(index)}`);
    meant.set(root.id, value);
    return value.kind === "object" ? changeable(reference(root, [])) : reference(root, []);
  });
  return { values: stand, meant };
}

/** The arguments of whichever query is prepared, as an object that code may change. */
export const given: ObjectValue = { kind: "object", entries: [{ kind: "spread", value: reference(givenRoot, []) }] };

/** What a preparation calls to run the query: `query(args)`, `next(params)`. */
export const onwards: Reference = reference(onwardsRoot, []);

export function isOnwards(value: Value): boolean {
  return value.kind === "reference" && value.root.id === onwardsRoot.id;
}

/** An object that code may change in place of what the query was given at a path: `args.where.companyId = …`. */
export function changeable(value: Value): Value {
  return value.kind === "reference" && isPlaceholder(value) ? { kind: "object", entries: [{ kind: "spread", value }] } : value;
}

/** A query as its client runs it. */
export interface Prepared {
  /** What the query is run with, one way or another; as it was called where one way of it cannot be read. */
  readonly args: Value;
  /** False where there are several ways, or one that cannot be read. */
  readonly sure: boolean;
  readonly settings: readonly Setting[];
}

/** What becomes of the arguments of one query, after all that its client does to them in turn; undefined where that is nothing. */
export function prepared(preparations: readonly Preparation[], model: string, method: string, args: Value): Prepared | undefined {
  const own = preparations.filter(({ models, methods }) => (models?.includes(model) ?? true) && (methods?.includes(method) ?? true)).filter((one) => !isUnchanged(one.args) || one.settings);
  if (own.length === 0) return undefined;
  const changing = own.filter((one) => !isUnchanged(one.args));
  const isRead = changing.every((one) => optionsOf(one.args).every((option) => !isUnchanged(option) && isSettled(option)));
  const changed = changing.reduce((before, one) => withRoots(one.args, new Map([[givenRoot.id, before]])), args);
  return { args: isRead ? changed : args, sure: isRead && changing.every((one) => one.args.kind !== "choice"), settings: own.flatMap((one) => one.settings ?? []) };
}

/** False for arguments some of which may be left out, or are undefined where nobody is known. */
function isSettled(value: Value): boolean {
  if (value.kind !== "object") return value.kind !== "unknown" && value.kind !== "function";
  return value.entries.every((entry) => entry.kind === "spread" || isHandedOn(entry) || (!entry.optional && optionsOf(entry.value).every((option) => !isNullish(option) && isSettled(option))));
}

/** `...(args.include && { include: args.include })`: what was given is kept, and what was not stays away. */
function isHandedOn(entry: ObjectEntry): boolean {
  return entry.kind === "property" && entry.value.kind === "reference" && entry.value.root.id === givenRoot.id && entry.value.path.length === 1 && entry.value.path[0] === entry.key;
}

function isUnchanged(args: Value): boolean {
  const [entry, ...others] = args.kind === "object" ? args.entries : [];
  return entry?.kind === "spread" && others.length === 0 && entry.value.kind === "reference" && entry.value.root.id === givenRoot.id && entry.value.path.length === 0;
}

/** A value with others in the place of roots, by their ids. What it is made of around them stands nowhere that a report could point at. */
export function withRoots(value: Value, roots: ReadonlyMap<string, Value>): Value {
  const swap = (part: Value): Value => withRoots(part, roots);
  switch (value.kind) {
    case "reference": {
      const stands = roots.get(value.root.id);
      return stands ? value.path.reduce(read, stands) : { ...value, node: undefined };
    }
    case "object":
      return { kind: "object", entries: value.entries.map((entry): ObjectEntry => ({ ...entry, value: swap(entry.value), node: undefined })) };
    case "list":
      return { kind: "list", items: value.items.map((item) => ({ ...item, value: swap(item.value) })) };
    case "text":
      return { ...value, parts: value.parts.map(swap) };
    case "choice": {
      const [first = value, ...others] = value.options.map(swap);
      return choiceOf([first, ...others], value.node);
    }
    default:
      return value;
  }
}

function read(value: Value, key: string): Value {
  if (key === "*") {
    const [first, ...others] = itemsOf(value).map((item) => item.value);
    return first ? choiceOf([first, ...others]) : constant(undefined);
  }
  const property = propertyOf(value, key);
  if (!property) return constant(undefined);
  return property.mayBeAbsent && property.node ? choiceOf([property.value, constant(undefined)]) : property.value;
}

/** Preparations that do the same, as one for all that they are for. */
export function merged(preparations: readonly Preparation[]): readonly Preparation[] {
  const alike = new Map<string, Preparation>();
  for (const one of preparations) {
    const key = JSON.stringify([one.methods, wordingOf(one.args), settingsWording(one)]);
    const before = alike.get(key);
    alike.set(key, before ? { ...before, models: before.models && one.models && [...before.models, ...one.models] } : one);
  }
  const byMethod = new Map<string, Preparation>();
  for (const one of alike.values()) {
    const key = JSON.stringify([one.models, wordingOf(one.args), settingsWording(one)]);
    const before = byMethod.get(key);
    byMethod.set(key, before ? { ...before, methods: before.methods && one.methods && [...before.methods, ...one.methods] } : one);
  }
  return [...byMethod.values()];
}

function settingsWording({ settings = [] }: Preparation): unknown {
  return settings.map(({ name, value }) => [name, wordingOf(value)]);
}

/** Equal for values that say the same; what each run of the code calls anew counts as the same call. */
function wordingOf(value: Value): unknown {
  switch (value.kind) {
    case "reference":
      return [value.root.kind === "call" ? [wordingOf(value.root.callee), value.root.args.map(wordingOf)] : value.root.id, value.path];
    case "object":
      return value.entries.map((entry) => [entry.kind, entry.kind === "property" ? [entry.key, entry.optional] : "", wordingOf(entry.value)]);
    case "list":
      return value.items.map((item) => [item.many, item.optional, wordingOf(item.value)]);
    case "choice":
      return ["choice", value.options.map(wordingOf)];
    case "text":
      return ["text", value.parts.map(wordingOf)];
    case "constant":
      return ["constant", String(value.value)];
    default:
      return value.kind;
  }
}
