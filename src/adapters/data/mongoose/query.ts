import type { Filter, Related } from "../../../analysis/access.ts";
import { isFalsyConstant } from "../../../analysis/make-value.ts";
import { entriesOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Catalog, Model } from "../../../catalog/catalog.ts";
import { allOf, opaque, optionally } from "../../filter-parts.ts";
import type { Chain, Step } from "../../query/chains.ts";
import { comparisons, isOfLibrary, stages } from "./chain.ts";
import { conditionsOf, keyFilter, readFilter, readOperator, readOr, readPath, type Condition } from "./filter.ts";
import { methods, type Method } from "./methods.ts";
import { readPipeline, stagesOf, type Pipeline } from "./pipeline.ts";
import { populatedBy, type Populated } from "./populate.ts";

/** A query as its calls make it. */
export interface Query {
  readonly model: Model;
  readonly steps: readonly Step[];
  /** The method that says what it does: the last one that says so. */
  readonly verb: Step;
  readonly method: Method;
  readonly filter: Filter;
  readonly related: readonly Related[];
  readonly populated: readonly Populated[];
  readonly pipeline: Pipeline | undefined;
}

export function queryOf({ steps }: Pick<Chain, "steps">, model: Model, catalog: Catalog): Query | undefined {
  const [start] = steps;
  const verb = steps.findLast((step) => methods.has(step.method)) ?? start;
  if (!verb) return undefined;
  const method = methods.get(verb.method) ?? { operation: "read", filter: "filter", at: 0, many: true, writes: false };
  const pipeline = method.filter === "pipeline" ? pipelineOf(steps, verb, model, catalog) : undefined;
  const populated = steps.flatMap((step) => (step.method === "populate" ? populatedBy(step.args[0], model, catalog) : []));
  return { model, steps, verb, method, filter: pipeline?.filter ?? filterOf(steps, model), related: pipeline?.related ?? [], populated: [...populated, ...populatedBy(optionOf(verb, method, "populate"), model, catalog)], pipeline };
}

/** An option among the arguments behind the filter. */
function optionOf({ args }: Step, { at }: Method, name: string): Value | undefined {
  return args.slice(at + 1).map((value) => (value.kind === "object" ? propertyOf(value, name)?.value : undefined)).find((one) => one !== undefined);
}

/** What a query is told besides what it is for: options that are not false, and methods of the project's own. */
export function toldIn({ steps, verb, method }: Query): readonly string[] {
  const set = [...verb.args.slice(method.at + 1), ...steps.flatMap((step) => (step.method === "setOptions" ? step.args : []))];
  const options = set.flatMap((value) => [...entriesOf(value)].flatMap(([key, option]) => (isFalsyConstant(option.value) ? [] : [key])));
  return [...options, ...steps.map((step) => step.method)].filter((name) => !isOfLibrary(name));
}

function pipelineOf(steps: readonly Step[], verb: Step, model: Model, catalog: Catalog): Pipeline {
  const later = steps.filter(({ method }) => stages.has(method)).flatMap(({ method, args, optional }) => (method === "append" ? stagesOf(args[0]) : [{ name: `$${method}`, value: args[0] ?? { kind: "constant" as const, value: undefined }, optional }]));
  return readPipeline([...stagesOf(verb.args[0]), ...later], model, catalog);
}

/** All conditions together; of those that an object gives for one path, the last one counts. */
function filterOf(steps: readonly Step[], model: Model): Filter {
  let conditions: readonly Condition[] = [];
  let path: string | undefined;
  for (const step of steps) {
    const added = conditionsIn(step, path, model);
    path = step.method === "where" ? (textOf(step.args[0]) ?? path) : path;
    if (step.method === "setQuery") conditions = [];
    const replaced = new Set(step.optional ? [] : added.flatMap((one) => (one.replaces === true && one.path !== undefined ? [one.path] : [])));
    conditions = [...conditions.filter((one) => one.path === undefined || !replaced.has(one.path)), ...added.map((one) => ({ ...one, filter: optionally(one.filter, step.optional) }))];
  }
  return allOf(conditions.map(({ filter }) => filter));
}

interface Added extends Condition {
  /** True where it takes the place of what was said of its path before. */
  readonly replaces?: true;
}

function conditionsIn({ method, args }: Step, path: string | undefined, model: Model): readonly Added[] {
  const known = methods.get(method);
  if (known) return known.filter === "id" ? [{ path: "_id", filter: keyFilter(args[0]) }] : known.filter === "filter" ? merged(args[known.at], model) : [];
  switch (method) {
    case "where":
      return conditionsOfWhere(args, model);
    case "merge":
    case "setQuery":
      return merged(args[0], model);
    case "or":
      return args[0] ? [{ path: undefined, filter: readOr(args[0], model) }] : [];
    case "nor":
      return args[0] ? [{ path: undefined, filter: { kind: "not", of: readOr(args[0], model) } }] : [];
    case "and":
      return args[0]?.kind === "list" ? args[0].items.map((item) => ({ path: undefined, filter: optionally(readFilter(item.value, model), item.optional || item.many) })) : [];
  }
  return comparisons.has(method) ? comparisonOf(method, args, path, model) : [];
}

function merged(value: Value | undefined, model: Model): readonly Added[] {
  return conditionsOf(value, model).map((one) => ({ ...one, replaces: true }));
}

function conditionsOfWhere([first, second]: readonly Value[], model: Model): readonly Added[] {
  const path = textOf(first);
  if (path === undefined) return first ? merged(first, model) : [];
  return second ? [{ path, replaces: true, filter: readPath(path, { value: second, mayBeAbsent: false, node: second.node }, model) }] : [];
}

/** `.where("companyId").equals(companyId)` and `.in("estateId", ids)`. */
function comparisonOf(method: string, args: readonly Value[], before: string | undefined, model: Model): readonly Added[] {
  const named = args.length > 1 ? textOf(args[0]) : undefined;
  const path = named ?? before;
  const value = named === undefined ? args[0] : args[1];
  if (path === undefined || !value) return value ? [{ path: undefined, filter: opaque(value) }] : [];
  const operand = { value, mayBeAbsent: false, node: value.node };
  return [{ path, filter: readOperator(path, method === "equals" ? "$eq" : `$${method}`, operand, model) }];
}

function textOf(value: Value | undefined): string | undefined {
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : undefined;
}
