import type { Filter } from "./access.ts";
import { choiceOf } from "./object-value.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Value } from "./value.ts";

/** A column that every matching row must equal, with the value it must equal. */
export interface Pin {
  /** Relations walked before the column, outermost first. */
  readonly path: readonly string[];
  readonly column: string;
  readonly value: Value;
  /** True when the condition may be left out at run time. */
  readonly optional: boolean;
  /** True when an undefined value leaves the condition out. */
  readonly drops: boolean;
  /** True for one of several that the row names: it has a part in the row, and says nothing of the others. */
  readonly among?: true;
  readonly node: Node | undefined;
}

/** A condition that names a column without pinning it, and why it does not: `left-out` where it may be missing at run time. */
export interface Weakness {
  readonly path: readonly string[];
  readonly column: string;
  readonly why: "or-branch" | "left-out" | "negated" | "not-equality";
  readonly node: Node | undefined;
}

/** AND unites, OR intersects, NOT gives none, a relation prefixes its path. Undefined: nothing can match at all. */
export function pinsOf(filter: Filter): readonly Pin[] | undefined {
  switch (filter.kind) {
    case "none":
      return undefined;
    case "equals":
      return [{ path: [], column: filter.column, value: filter.value, optional: filter.optional, drops: filter.whenUndefined === "drops", ...(filter.among && { among: true }), node: filter.node }];
    case "in":
      return [{ path: [], column: filter.column, value: filter.values, optional: false, drops: filter.whenUndefined === "drops", ...(filter.among && { among: true }), node: filter.node }];
    case "related":
      if (filter.quantifier === "every" || filter.quantifier === "none") return [];
      return pinsOf(filter.of)?.map((pin) => ({ ...pin, path: [filter.relation, ...pin.path] }));
    case "and": {
      const all = filter.of.map(pinsOf);
      return all.includes(undefined) ? undefined : all.flatMap((pins) => pins ?? []);
    }
    case "or": {
      // A branch without a condition stands for leaving the others out.
      const branches = filter.of.filter((branch) => branch.kind !== "all");
      const pins = intersection(branches.map(pinsOf).filter((one) => one !== undefined));
      return branches.length === filter.of.length ? pins : (pins ?? []).map((pin) => ({ ...pin, optional: true }));
    }
    default:
      return [];
  }
}

function intersection(branches: readonly (readonly Pin[])[]): readonly Pin[] | undefined {
  const [first, ...rest] = branches;
  if (!first) return undefined;
  return first.flatMap((pin) => {
    const twins = rest.map((pins) => pins.find((other) => placeOf(other) === placeOf(pin)));
    const same = twins.filter((twin) => twin !== undefined);
    if (same.length < rest.length) return [];
    const all = [pin, ...same];
    return [{ ...pin, value: choiceOf([pin.value, ...same.map((one) => one.value)]), optional: all.some((one) => one.optional), drops: all.some((one) => one.drops) }];
  });
}

export function placeOf(pin: { readonly path: readonly string[]; readonly column: string }): string {
  return [...pin.path, pin.column].join(".");
}

/** Conditions that a reader may take for a pin: in one branch of an OR, under a condition, under NOT, or not an equality. */
export function weaknessesOf(filter: Filter, why?: Weakness["why"], path: readonly string[] = []): readonly Weakness[] {
  switch (filter.kind) {
    case "equals":
    case "in":
      return why ? [{ path, column: filter.column, why, node: filter.node }] : [];
    case "other":
      return [{ path, column: filter.column, why: "not-equality", node: filter.node }];
    case "and":
      return filter.of.flatMap((one) => weaknessesOf(one, why, path));
    case "or": {
      // As in `pinsOf`: a branch without a condition stands for leaving the others out.
      const branch = filter.of.some(({ kind }) => kind === "all") ? "left-out" : "or-branch";
      return filter.of.flatMap((one) => weaknessesOf(one, branch, path));
    }
    case "not":
      return weaknessesOf(filter.of, "negated", path);
    case "related":
      return weaknessesOf(filter.of, filter.quantifier === "every" || filter.quantifier === "none" ? "not-equality" : why, [...path, filter.relation]);
    default:
      return [];
  }
}

/** The parts of a filter that could not be read and that may hold the missing condition. */
export function opaquePartsOf(filter: Filter): readonly Extract<Filter, { kind: "opaque" }>[] {
  switch (filter.kind) {
    case "opaque":
      return filter.orNone ? [] : [filter];
    case "and":
      return filter.of.flatMap(opaquePartsOf);
    case "or":
      // One branch that surely reaches other tenants' rows decides, whatever the unread ones say.
      return filter.of.every((branch) => opaquePartsOf(branch).length > 0 || pinsOf(branch)?.length !== 0) ? filter.of.flatMap(opaquePartsOf) : [];
    case "related":
      return opaquePartsOf(filter.of);
    default:
      return [];
  }
}

/** All that a filter compares with, those of subqueries that could not be read as conditions included. */
export function valuesIn(filter: Filter): readonly Value[] {
  switch (filter.kind) {
    case "equals":
    case "other":
      return [filter.value];
    case "in":
      return [filter.values];
    case "opaque":
      return filter.value.kind === "reference" && filter.value.root.kind === "row" ? [filter.value] : [];
    case "and":
    case "or":
      return filter.of.flatMap(valuesIn);
    case "not":
    case "related":
      return valuesIn(filter.of);
    default:
      return [];
  }
}
