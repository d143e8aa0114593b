/** Entries over those of another layer; once others may see it, it does not change. */
interface Layer<Key, Entry> {
  readonly below: Layer<Key, Entry> | undefined;
  readonly own: ReadonlyMap<Key, Entry>;
}

/** What two maps with a common past share, and what each holds beyond it. */
export interface Split<Key, Entry extends object | true> {
  readonly shared: Layers<Key, Entry>;
  readonly ofA: ReadonlyMap<Key, Entry>;
  readonly ofB: ReadonlyMap<Key, Entry>;
}

/**
 * A map in order of insertion whose forks share what was there before them: to fork one costs nothing, and to compare two
 * costs as much as they differ. A layer is at least twice as large as the one above it, so there are few.
 */
export class Layers<Key, Entry extends object | true> {
  #top: Layer<Key, Entry> | undefined;
  /** The entries that no fork shares yet. */
  #own: Map<Key, Entry> | undefined;

  fork(): Layers<Key, Entry> {
    this.#settle();
    const fork = new Layers<Key, Entry>();
    fork.#top = this.#top;
    return fork;
  }

  get(key: Key): Entry | undefined {
    const own = this.#own?.get(key);
    if (own !== undefined) return own;
    for (let layer = this.#top; layer; layer = layer.below) {
      const entry = layer.own.get(key);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  set(key: Key, entry: Entry): void {
    this.#own ??= new Map();
    this.#own.set(key, entry);
  }

  /** All entries, the latest of each key, in the order in which the keys were first set. */
  entries(): ReadonlyMap<Key, Entry> {
    return joined(this.layers());
  }

  /** The layers, lowest first. None of them changes any more, so what is found out about one is worth keeping. */
  layers(): readonly ReadonlyMap<Key, Entry>[] {
    this.#settle();
    return above(this.#top, undefined);
  }

  /** What was set here since the common past with another, in order. */
  beyond(other: Layers<Key, Entry>): ReadonlyMap<Key, Entry> {
    return this.split(other).ofA;
  }

  split(other: Layers<Key, Entry>): Split<Key, Entry> {
    this.#settle();
    other.#settle();
    const past = commonPast(this.#top, other.#top);
    const shared = new Layers<Key, Entry>();
    shared.#top = past;
    return { shared, ofA: joined(above(this.#top, past)), ofB: joined(above(other.#top, past)) };
  }

  #settle(): void {
    if (!this.#own) return;
    let own = this.#own;
    let below = this.#top;
    for (; below && below.own.size < 2 * own.size; below = below.below) own = over(below.own, [own]);
    this.#top = { below, own };
    this.#own = undefined;
  }
}

function above<Key, Entry>(top: Layer<Key, Entry> | undefined, past: Layer<Key, Entry> | undefined): readonly ReadonlyMap<Key, Entry>[] {
  const layers: ReadonlyMap<Key, Entry>[] = [];
  for (let layer = top; layer && layer !== past; layer = layer.below) layers.push(layer.own);
  return layers.reverse();
}

function joined<Key, Entry>(layers: readonly ReadonlyMap<Key, Entry>[]): ReadonlyMap<Key, Entry> {
  const [only = new Map<Key, Entry>(), ...others] = layers;
  return others.length === 0 ? only : over(only, others);
}

/** A map with the entries of others set over its own, one after the other: lists of pairs would be made to be thrown away. */
function over<Key, Entry>(lowest: ReadonlyMap<Key, Entry>, others: readonly ReadonlyMap<Key, Entry>[]): Map<Key, Entry> {
  const all = new Map(lowest);
  for (const other of others) for (const [key, entry] of other) all.set(key, entry);
  return all;
}

function commonPast<Key, Entry>(a: Layer<Key, Entry> | undefined, b: Layer<Key, Entry> | undefined): Layer<Key, Entry> | undefined {
  const past = new Set<Layer<Key, Entry>>();
  for (let layer = a; layer; layer = layer.below) past.add(layer);
  for (let layer = b; layer; layer = layer.below) if (past.has(layer)) return layer;
  return undefined;
}
