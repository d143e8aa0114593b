import type { DeclaredModel } from "./declared-model.ts";
import { namesDoer } from "./principal.ts";
import { idType, type KeyIndex, requiredDependents } from "./key-index.ts";
import { keySpellings, keyStem, nameWeight } from "./tenant-names.ts";

/** One level of the tenant family, with the columns that usually name it. */
export interface Level {
  readonly name: string;
  /** Undefined where the tenants live elsewhere and only their ids are kept here. */
  readonly model: DeclaredModel | undefined;
  /** Type of its id, when it is known. */
  readonly idType: string | undefined;
  /** Names that its key usually has, over all models; others name it too, when a relation says so. */
  readonly keys: ReadonlySet<string>;
  /** True when the settings list the keys: then no other column counts, whatever it references. */
  readonly onlyKeys: boolean;
  readonly because: string;
}

/** A level for a model, with the key names that the schema's foreign keys give it. */
export function levelOf(model: DeclaredModel, keys: KeyIndex, because: string): Level {
  return { name: model.name, model, idType: idType(model), keys: usualKeys(model, keys), onlyKeys: false, because };
}

/**
 * The levels below the root, outermost first: models that belong to a level and own many others in turn.
 * A tenant-like name needs a fair number of models that hang on it. Any other model must be held by more models than the level above,
 * several of which repeat its key although a relation leads there: a key that is repeated is there to scope by. A user's own row,
 * such as an employee, is somebody whom rows are about.
 */
export function levelsBelow(root: DeclaredModel, keys: KeyIndex, user: DeclaredModel | undefined): Level[] {
  const levels: Level[] = [];
  let above = [root];
  while (above.length > 0) {
    const taken = new Set([root.name, user?.name, ...levels.map((level) => level.name)]);
    const found = [...keys.models.values()].flatMap((model) => (taken.has(model.name) ? [] : (nextLevel(model, above, keys, user) ?? [])));
    levels.push(...found);
    above = found.flatMap((level) => level.model ?? []);
  }
  // Both an organization's and a project's environments stand in one round when they repeat the organization's key.
  const depth = (level: Level): number => levels.filter((each) => level.model && each.model && keys.columns(level.model, each.model).length > 0).length;
  return levels.sort((a, b) => depth(a) - depth(b));
}

function nextLevel(model: DeclaredModel, above: readonly DeclaredModel[], keys: KeyIndex, user: DeclaredModel | undefined): Level | undefined {
  const parent = above.find((each) => {
    const belongs = keys.columns(model, each).some((field) => field.required || usualKeys(each, keys).has(field.name));
    return belongs && !keys.columns(each, model).some((field) => field.required);
  });
  if (!parent) return undefined;
  const holding = keys.holders(model);
  const over = keys.holders(parent).length;
  const { weight, whole } = nameWeight(model.name);
  const named = weight !== "none" && whole && Math.max(holding.length, requiredDependents(model, keys)) >= Math.max(3, over / 4);
  const repeats = holding.filter((each) => repeatsKey(each, model, keys)).length;
  const isSomebody = user !== undefined && keys.columns(model, user).some((field) => !namesDoer(field.name));
  if (!named && (isSomebody || !(holding.length >= 5 && holding.length > over && repeats >= 2))) return undefined;
  const why = named ? "it has a tenant's name" : `${repeats} of them repeat it although a relation leads there`;
  return levelOf(model, keys, `${model.name} is a level below ${parent.name}: it belongs to it, ${holding.length} models hold its key, ${why}.`);
}

/** True when a model holds the key of `level` and also a required relation to another model that holds it. */
function repeatsKey(model: DeclaredModel, level: DeclaredModel, keys: KeyIndex): boolean {
  return [...model.fields.values()].some((field) => {
    const parent = field.kind !== "relation" && field.required && field.references !== undefined ? keys.models.get(field.references) : undefined;
    return parent !== undefined && parent !== level && parent !== model && keys.columns(parent, level).length > 0;
  });
}

/** Spellings of the model's own name, tenant-like names of it, and names that a fifth of its holders use. */
function usualKeys(model: DeclaredModel, keys: KeyIndex): Set<string> {
  const uses = new Map<string, number>();
  const holding = keys.holders(model);
  for (const field of holding.flatMap((each) => keys.columns(each, model))) uses.set(field.name, (uses.get(field.name) ?? 0) + 1);
  const usual = [...uses].filter(([name, count]) => (count >= 2 && count >= holding.length / 5) || isTenantLike(name)).map(([name]) => name);
  return new Set([...keySpellings(model.name), ...usual].filter((name) => ![...keys.namedBy(name)].some((other) => other !== model.name)));
}

/** True for `workspaceId`, whatever the model it names is called. */
function isTenantLike(column: string): boolean {
  const stem = keyStem(column);
  if (stem === undefined) return false;
  const { weight, whole } = nameWeight(stem);
  return weight !== "none" && whole;
}
