import type { Field } from "./catalog.ts";
import type { DeclaredModel, DeclaredModels } from "./declared-model.ts";
import { keySpellings } from "./tenant-names.ts";

/** Which models hold keys to which, over relations, and by name and type where none is declared. */
export interface KeyIndex {
  readonly models: DeclaredModels;
  /** The columns of a model that name a row of `target`. */
  columns(model: DeclaredModel, target: DeclaredModel): readonly Field[];
  /** The models that hold a key to `target`. */
  holders(target: DeclaredModel): readonly DeclaredModel[];
  /** Names of the models that some column of this name references. */
  namedBy(column: string): ReadonlySet<string>;
}

/** Type of a model's only id column; undefined where the id is composite or missing. */
export function idType(model: DeclaredModel): string | undefined {
  const [id, ...others] = model.id;
  return id === undefined || others.length > 0 ? undefined : model.fields.get(id)?.type;
}

/** Indexes the keys of a schema. */
export function keyIndex(models: DeclaredModels): KeyIndex {
  const bySpelling = new Map([...models.values()].flatMap((model) => keySpellings(model.name).map((key) => [key, model] as const)));
  const held = new Map<DeclaredModel, Map<DeclaredModel, Field[]>>();
  const named = new Map<string, Set<string>>();
  for (const model of models.values()) {
    for (const field of model.fields.values()) {
      if (field.references !== undefined && !field.list) named.set(field.name, (named.get(field.name) ?? new Set()).add(field.references));
      const target = targetOf(field, models, bySpelling);
      if (!target || target === model) continue;
      const holders = held.get(target) ?? new Map<DeclaredModel, Field[]>();
      held.set(target, holders.set(model, [...(holders.get(model) ?? []), field]));
    }
  }
  return {
    models,
    columns: (model, target) => held.get(target)?.get(model) ?? [],
    holders: (target) => [...(held.get(target)?.keys() ?? [])],
    namedBy: (column) => named.get(column) ?? new Set(),
  };
}

/** The models whose rows hang on `target`: they hold its key, or a required key of a model that hangs on it. */
export function dependents(target: DeclaredModel, keys: KeyIndex): Set<string> {
  return reached(target, keys, (holder, model) => model === target || keys.columns(holder, model).some((field) => field.required && field.references !== undefined));
}

/** How many models hang on `target` and cannot do without it. */
export function requiredDependents(target: DeclaredModel, keys: KeyIndex): number {
  return reached(target, keys, (holder, model) => keys.columns(holder, model).some((field) => field.required)).size;
}

function reached(target: DeclaredModel, keys: KeyIndex, hangs: (holder: DeclaredModel, model: DeclaredModel) => boolean): Set<string> {
  const found = new Set<DeclaredModel>([target]);
  // A set that grows while it is walked: each model found brings its own holders.
  for (const model of found) {
    for (const holder of keys.holders(model)) {
      if (hangs(holder, model)) found.add(holder);
    }
  }
  found.delete(target);
  return new Set([...found].map((model) => model.name));
}

function targetOf(field: Field, models: DeclaredModels, bySpelling: ReadonlyMap<string, DeclaredModel>): DeclaredModel | undefined {
  if (field.kind !== "scalar" || field.list) return undefined;
  if (field.references !== undefined) return models.get(field.references);
  const target = bySpelling.get(field.name);
  const type = target && idType(target);
  return type === undefined || type === field.type ? target : undefined;
}
