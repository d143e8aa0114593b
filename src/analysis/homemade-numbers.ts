import type { SourceFile } from "../syntax/source-file.ts";
import type { Access } from "./access.ts";
import { isForming, keyParts } from "./cache-key.ts";
import type { HomemadeFrom } from "./homemade-id.ts";
import { moduleCounterIn } from "./module-counter.ts";
import type { Reference, Text, Value } from "./value.ts";

/** An addition to what is there, and the query it adds to. */
export interface HomemadeNumber {
  readonly from: HomemadeFrom;
  readonly read: Access | undefined;
  readonly value: Value;
}

/** Additions to a count, a maximum or the last row, wherever in the value they stand. */
export function numbersIn(value: Value, file: SourceFile): readonly HomemadeNumber[] {
  const counter = moduleCounterIn(value, file);
  if (counter) return [{ from: "memory", read: undefined, value }];
  if (value.kind === "text") return value.sum === true ? numberOfSum(value) : value.parts.flatMap((part) => numbersIn(part, file));
  if (value.kind === "choice") return value.options.flatMap((option) => numbersIn(option, file));
  if (value.kind === "reference" && value.root.kind === "call" && isForming(value.root)) return value.root.args.flatMap((argument) => numbersIn(argument, file));
  return [];
}

/** The sum, when something positive is added to what rows say. */
export function numberOfSum(sum: Text): readonly HomemadeNumber[] {
  const isMore = sum.parts.some((part) => part.kind === "constant" && typeof part.value === "number" && part.value > 0);
  const [found] = sum.parts.flatMap(keyParts).flatMap(highestIn);
  return isMore && found ? [{ ...found, value: sum }] : [];
}

/** What a reference to rows says about how many there are, or how far their numbers go. */
function highestIn(value: Value): readonly Pick<HomemadeNumber, "from" | "read">[] {
  if (value.kind !== "reference") return [];
  const { root } = value;
  if (root.kind === "call") return isMaximum(root.callee) ? root.args.flatMap(keyParts).flatMap(rowsIn).map((read) => ({ from: "max", read })) : [];
  if (root.kind !== "row") return [];
  const from = highestOf(value, root.access);
  return from ? [{ from, read: root.access }] : [];
}

function highestOf({ path }: Reference, access: Access): HomemadeFrom | undefined {
  if (path.includes("_max")) return "max";
  if (path.includes("_count") || (access.many && path.at(-1) === "length")) return "count";
  if (access.operation === "count") return path.some((step) => step.startsWith("_") && step !== "_all") ? undefined : "count";
  return access.operation === "read" && access.highestFirst === true && path.length > 0 ? "last-row" : undefined;
}

function isMaximum(callee: Value): boolean {
  return callee.kind === "reference" && callee.root.kind === "global" && callee.root.name === "Math" && callee.path[0] === "max";
}

function rowsIn(value: Value): readonly Access[] {
  return value.kind === "reference" && value.root.kind === "row" && value.root.access.operation === "read" ? [value.root.access] : [];
}
