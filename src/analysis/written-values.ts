import type { Node } from "../syntax/source-file.ts";
import { memberOf, optionsOf } from "./object-value.ts";
import type { ObjectEntry, Reference, Value } from "./value.ts";

/** One value that a column may be set to. */
export interface WrittenValue {
  readonly value: Value;
  /** What it is one option of, which a test may have chosen: `estate ? estateId : null`. */
  readonly chosenFrom: Value;
  /** Where it is written: the property, or the spread that may bring it. */
  readonly node: Node | undefined;
  /** The object whose properties are taken over as they are, where the column is not named. */
  readonly whole: Reference | undefined;
}

/** What a row's columns may set a column to, the last entry first; empty where nothing sets it. */
export function valuesWrittenTo(columns: Value, column: string): readonly WrittenValue[] {
  return optionsOf(columns).flatMap((option) => {
    if (option.kind === "reference") return [fromWhole(option, column, option.node)];
    return option.kind === "object" ? fromEntries(option.entries, column).values : [];
  });
}

interface Gathered {
  readonly values: readonly WrittenValue[];
  /** True where one of the entries sets the column whatever the others do. */
  readonly settled: boolean;
}

/** Later entries override earlier ones, so what stands before one that surely sets the column never counts. */
function fromEntries(entries: readonly ObjectEntry[], column: string): Gathered {
  const values: WrittenValue[] = [];
  for (const entry of [...entries].reverse()) {
    const gathered = fromEntry(entry, column);
    values.push(...gathered.values);
    if (gathered.settled) return { values, settled: true };
  }
  return { values, settled: false };
}

function fromEntry(entry: ObjectEntry, column: string): Gathered {
  if (entry.kind === "spread") return fromSpread(entry.value, column, entry.node);
  if (entry.key !== column) return { values: [], settled: false };
  return { values: optionsOf(entry.value).map((value) => ({ value, chosenFrom: entry.value, node: entry.node, whole: undefined })), settled: !entry.optional };
}

function fromSpread(spread: Value, column: string, node: Node | undefined): Gathered {
  const parts = optionsOf(spread).map((option): Gathered => {
    if (option.kind === "reference") return { values: [fromWhole(option, column, node)], settled: false };
    return option.kind === "object" ? fromEntries(option.entries, column) : { values: [], settled: false };
  });
  return { values: parts.flatMap(({ values }) => values), settled: parts.every(({ settled }) => settled) };
}

function fromWhole(whole: Reference, column: string, node: Node | undefined): WrittenValue {
  const value = { ...memberOf(whole, column), node: whole.node };
  return { value, chosenFrom: value, node: node ?? whole.node, whole };
}
