import type { Model } from "../catalog/catalog.ts";
import { wordsOf } from "../frameworks/parts/words.ts";
import type { Run } from "./interpret/run.ts";
import { propertyOf } from "./object-value.ts";
import type { Reference, Value } from "./value.ts";

/** What a row is known by, to people or to other rows. */
const NAME = /^(?:id|uid|uuid|key|number|code|serial|reference|version)$/;

const PLACE = /^(?:position|ordinal|rank|sort|order|index)$/;

/** `orderNo` is the number of an order. */
const COUNT = /^(?:num|nr|no)$/;

/**
 * True for a column that says where a row stands among others, where two alike do no harm: its name says so, or the rows
 * are put into another order elsewhere, each by what is handed in for it.
 */
export function isPosition({ name }: Model, column: string, { accesses, reordered }: Pick<Run, "accesses" | "reordered">): boolean {
  const words = wordsOf(column);
  if (words.some((word) => NAME.test(word))) return false;
  if (words.some((word) => PLACE.test(word)) && !words.some((word) => COUNT.test(word))) return true;
  if (reordered.has(keyOfColumn(name, column))) return true;
  return [...accesses.values()].some(({ model, operation, data }) => model === name && operation !== "create" && data.some(({ columns }) => isHandedIn(propertyOf(columns, column)?.value)));
}

/** Notes that a column of a loaded row is set, which writes it once the row is saved: `plot.position = row.position`. */
export function notePosition({ reordered }: Run, { root, path }: Reference, column: string, value: Value): void {
  if (root.kind === "row" && path.every((step) => step === "*") && isHandedIn(value)) reordered.add(keyOfColumn(root.access.model, column));
}

function keyOfColumn(model: string, column: string): string {
  return `${model}.${column}`;
}

/** True for a part of one of several things that are handed in: `row.position` of `for (const row of rows)`. */
function isHandedIn(value: Value | undefined): boolean {
  return value?.kind === "reference" && value.root.kind === "parameter" && value.path.includes("*");
}
