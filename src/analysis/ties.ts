import type { Catalog } from "../catalog/catalog.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Fact, Facts } from "./interpret/facts.ts";
import { keyOf } from "./make-value.ts";
import { isEverybody } from "./publication.ts";
import type { Reference } from "./value.ts";

/** One thing that another is tied to. */
export interface Tied {
  readonly to: Reference;
  readonly node: Node | undefined;
  /** True for a row that the value was sought by, and that may not be there. */
  readonly sought: boolean;
}

/** The ties of one layer of facts. */
interface TiesOfLayer {
  /** By what is tied. */
  readonly from: ReadonlyMap<string, readonly Tied[]>;
  /** The keys of `from`, by the ids of their roots. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
  /** True where something is tied to everybody. */
  readonly isOpen: boolean;
}

/** What is tied to what on a path. What holds of a row where it is set holds: where it is not, there is none. */
export class Ties {
  readonly #layers: readonly TiesOfLayer[];

  constructor(facts: Facts, catalog: Catalog) {
    this.#layers = facts.layers().map((layer) => tiesOf(layer, catalog));
  }

  /** What a value is tied to. */
  of(key: string): readonly Tied[] {
    return this.#inAll(({ from }) => from.get(key));
  }

  has(key: string): boolean {
    return this.#layers.some(({ from }) => from.has(key));
  }

  /** True where everybody may see some row. */
  get isOpen(): boolean {
    return this.#layers.some((layer) => layer.isOpen);
  }

  /** The keys of what is tied and has a root. */
  keysOf(root: string): readonly string[] {
    return this.#inAll(({ keys }) => keys.get(root));
  }

  #inAll<Item>(found: (layer: TiesOfLayer) => readonly Item[] | undefined): readonly Item[] {
    let all: readonly Item[] = [];
    for (const layer of this.#layers) {
      const more = found(layer);
      if (more) all = all.length > 0 ? [...all, ...more] : more;
    }
    return all;
  }
}

const known = new WeakMap<ReadonlyMap<string, Fact>, TiesOfLayer>();

function tiesOf(layer: ReadonlyMap<string, Fact>, catalog: Catalog): TiesOfLayer {
  const ties = known.get(layer) ?? readTies(layer, catalog);
  known.set(layer, ties);
  return ties;
}

function readTies(layer: ReadonlyMap<string, Fact>, catalog: Catalog): TiesOfLayer {
  const from = new Map<string, Tied[]>();
  const keys = new Map<string, string[]>();
  let isOpen = false;
  const add = (one: Reference, to: Reference, node: Node | undefined, sought = false): void => {
    const key = keyOf(one);
    if (!from.has(key)) append(keys, one.root.id, key);
    append(from, key, { to, node, sought });
  };
  for (const fact of layer.values()) {
    const tie = fact.kind === "tie" ? fact : fact.kind === "when-set" && fact.tie.a.root.kind === "row" ? fact.tie : undefined;
    if (tie?.b.kind !== "reference") continue;
    isOpen ||= isEverybody(tie.b.root);
    add(tie.a, tie.b, tie.node);
    if (!tie.oneWay) add(tie.b, tie.a, tie.node);
    else if (fact.kind === "when-set" && isSoughtByKey(catalog, tie.a, tie.b)) add(tie.b, tie.a, tie.node, true);
  }
  return { from, keys, isOpen };
}

function append<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** True where a row was sought by a key of one column and nothing else: when none was found, the value is no row's. */
export function isSoughtByKey(catalog: Catalog, { root, path }: Reference, value: Reference): boolean {
  if (root.kind !== "row" || path.length > 0 || root.access.filter?.kind !== "equals") return false;
  const { filter, model } = root.access;
  const [tied, ...others] = root.ties;
  const { id, uniques } = catalog.models.get(model) ?? { id: [], uniques: [] };
  const isKey = [id, ...uniques.map(({ columns }) => columns)].some((columns) => columns.length === 1 && columns[0] === filter.column);
  return isKey && tied !== undefined && others.length === 0 && keyOf(tied) === keyOf(value);
}
