import type { Catalog, Model, UniqueKey } from "../catalog/catalog.ts";
import { wordsOf } from "../frameworks/parts/words.ts";
import type { Filter } from "./access.ts";
import type { Run } from "./interpret/run.ts";
import type { State } from "./interpret/state.ts";
import { pinsOf } from "./pins.ts";
import { standingOf } from "./standing.ts";

/** True for rows sought by a unique key of several columns, such as a domain and a path in it, none of which names an owner. */
export function isByUniqueKey(model: Model, filter: Filter): boolean {
  return uniqueKeysIn(model, filter).length > 0;
}

/** The same of a key that people give, and no row's id: where one of its columns names a row, it is by what people call that. */
export function isByPeoplesKey(catalog: Catalog, model: Model, filter: Filter): boolean {
  return uniqueKeysIn(model, filter).some(({ columns }) => !columns.some((column) => namesRow(catalog, model, column)));
}

function uniqueKeysIn({ uniques }: Model, filter: Filter): readonly UniqueKey[] {
  const pinned = new Set(pinsOf(filter)?.flatMap(({ path, column, optional }) => (path.length === 0 && !optional ? [column] : [])));
  return uniques.filter(({ columns }) => columns.length > 1 && columns.every((column) => pinned.has(column)));
}

/** True for a column that names another row by its id. */
function namesRow({ models }: Catalog, { fields }: Model, column: string): boolean {
  const relation = [...fields.values()].find((field) => field.relation?.columns.includes(column))?.relation;
  const referenced = relation?.references[relation.columns.indexOf(column)];
  return referenced === undefined ? /id$/i.test(column) : models.get(relation?.model ?? "")?.id.includes(referenced) !== false;
}

/** True for rows sought by an id that they keep in their content, such as `data.payment.id`, unless the client sent it: where no table has it, it is an outer service's. */
export function isByOutersId(run: Run, state: State, { fields }: Model, filter: Filter): boolean {
  const isOuters = (column: string): boolean => {
    const [field = "", ...inside] = column.split(".");
    const named = inside.length > 0 && fields.get(field)?.kind === "scalar" ? namedById([field, ...inside]) : undefined;
    return named !== undefined && !isModel(run.facts.catalog, named);
  };
  return (pinsOf(filter) ?? []).some(({ path, column, optional, value }) => path.length === 0 && !optional && isOuters(column) && standingOf(run, state, value).kind !== "request");
}

/** What the last of some steps names, where it is an id: `payment` of `payment.id`, `paymentId` and `payment_id`. */
function namedById(steps: readonly string[]): string | undefined {
  const last = steps.at(-1) ?? "";
  return last === "id" ? steps.at(-2) : /^(\w*[a-z\d])(?:_id|Id)$/.exec(last)?.[1];
}

function isModel({ models }: Catalog, name: string): boolean {
  const words = wordsOf(name).join(" ");
  return [...models.keys()].some((model) => wordsOf(model).join(" ").replace(/s$/, "") === words);
}
