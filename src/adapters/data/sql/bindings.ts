import { choiceOf, itemsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { ListValue, Value } from "../../../analysis/value.ts";

/** The values that are sent beside a text, by position or by name. */
export class Bindings {
  readonly #given: readonly Value[];
  #next = 0;

  /** `given` are the arguments after the text: one list, one object, or one value for each placeholder. */
  constructor(given: readonly Value[]) {
    this.#given = given;
  }

  /** The value of `$1`, counted from 1. */
  at(position: number): Value {
    const [first] = this.#given;
    if (first?.kind === "list") return itemAt(first, position - 1);
    const lists = first?.kind === "choice" && this.#given.length === 1 ? first.options.filter((one) => one.kind === "list") : [];
    if (first?.kind === "choice" && lists.length === first.options.length) return inAnyOf(lists, position - 1);
    if (this.#given.length > 1 || first?.kind === "constant") return this.#given[position - 1] ?? missing;
    if (first?.kind === "reference" && position === 1 && !/s$/i.test(first.path.at(-1) ?? (first.root.kind === "parameter" ? (first.root.name ?? "") : ""))) return first;
    return first?.kind === "reference" || !first ? missing : (this.#given[position - 1] ?? missing);
  }

  /** The value of the next `?`. */
  next(): Value {
    this.#next += 1;
    return this.at(this.#next);
  }

  named(name: string): Value {
    const [first] = this.#given;
    return (first && propertyOf(first, name)?.value) ?? missing;
  }
}

const missing: Value = { kind: "unknown", reason: "what is bound here cannot be read" };

/** Of several lists each that is long enough: a text with more placeholders does not run with the others. */
function inAnyOf(lists: readonly ListValue[], index: number): Value {
  const [first, ...others] = lists.filter(({ items }) => items.length > index || items.some(({ many }) => many)).map((list) => itemAt(list, index));
  return first && others.length > 0 ? choiceOf([first, ...others]) : (first ?? missing);
}

/** Items before it that may be absent, or stand for many, move it to a place nobody knows; without the last a text that asks for it does not run. */
function itemAt(list: ListValue, index: number): Value {
  const items = itemsOf(list);
  const item = items[index];
  const isThere = item !== undefined && !item.many && (!item.optional || index === items.length - 1);
  return isThere && items.slice(0, index).every(({ many, optional }) => !many && !optional) ? item.value : missing;
}
