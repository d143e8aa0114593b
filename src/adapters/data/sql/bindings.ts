import { itemsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";

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

/** Items before it that may be absent, or stand for many, move it to a place nobody knows. */
function itemAt(list: Extract<Value, { kind: "list" }>, index: number): Value {
  const before = itemsOf(list).slice(0, index + 1);
  const item = before.at(-1);
  return item && before.length === index + 1 && before.every(({ many, optional }) => !many && !optional) ? item.value : missing;
}
