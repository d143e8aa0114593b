import type { Settings } from "../settings/settings.ts";
import type { Tenancy } from "./catalog.ts";
import type { DeclaredModel, DeclaredModels } from "./declared-model.ts";
import { dependents, type KeyIndex, keyIndex } from "./key-index.ts";
import { outsideTenant } from "./outside-tenant.ts";
import { ownerKeys } from "./owner-keys.ts";
import { findPrincipal, namesDoer, type Principal, servesSignIn } from "./principal.ts";
import { type Level, levelOf, levelsBelow } from "./tenant-levels.ts";
import { keySpellings, keyTwin } from "./tenant-names.ts";
import { findRoot } from "./tenant-root.ts";

/** Who the tenants are, and the levels with their key names, outermost first, for the ownership of the models. */
export interface InferredTenancy {
  readonly tenancy: Tenancy;
  readonly levels: readonly Level[];
}

type TenantSettings = Settings["tenant"];

/** Infers the tenancy from the schema; what the settings say comes first, part by part. */
export function inferTenancy(models: DeclaredModels, settings: TenantSettings): InferredTenancy {
  const principal = findPrincipal(models);
  const user = principal?.model === undefined ? undefined : models.get(principal.model);
  const index = keyIndex(models);
  const notes: string[] = [];
  const found = chosenLevels(index, settings, user, notes) ?? foundLevels(index, user, principal);
  const levels = settings.keys ? found.map((level, index) => onlyKeys(level, index === 0, settings.keys ?? [], found)) : found;
  if (settings.keys) notes.push(`The settings name the tenant keys: ${settings.keys.join(", ")}.`);
  if (settings.principal) notes.push(`The settings name the columns of the user: ${settings.principal.join(", ")}.`);
  const keys = settings.keys ?? mostUsedKeys(models, levels);
  const principalKeys = settings.principal ?? principal?.keys ?? [];
  const fromSettings = settings.root !== undefined || settings.keys !== undefined || settings.principal !== undefined || settings.aliases.length > 0;
  const tenancy: Tenancy = {
    root: levels[0]?.model?.name,
    family: levels.flatMap((level) => level.model?.name ?? []),
    keys,
    aliases: [...new Set([...settings.aliases, ...otherNames(keys, levels)])],
    principal: principal || settings.principal ? { model: principal?.model, keys: principalKeys } : undefined,
    source: fromSettings ? "settings" : "inferred",
    because: [...notes, ...(levels.length > 0 ? levels.map((level) => level.because) : [nothingFound(models)]), ...(principal ? [principal.because] : [])],
  };
  return { tenancy, levels };
}

/** The levels below the root that the settings name; undefined when they name none, or one that this schema lacks. */
function chosenLevels(index: KeyIndex, { root, keys }: TenantSettings, user: DeclaredModel | undefined, notes: string[]): Level[] | undefined {
  if (root === undefined) return undefined;
  const model = index.models.get(root);
  if (model) return familyOf(model, `${root} is the tenant: the settings say so.`, index, user);
  if (keys) return [{ name: root, model: undefined, idType: undefined, keys: new Set(keys), onlyKeys: true, because: `${root} is the tenant: the settings say so, though this schema declares no such model.` }];
  notes.push(`The settings name ${root} as the tenant, but this schema declares no such model.`);
  return undefined;
}

/** How many models a schema may have where a single one that names its user makes each user a tenant. */
const SMALL = 8;

/** The share of the models that name the user which must say whose a row is, not only who did something to it. */
const mostly = 2 / 3;

/**
 * True where users own what there is: of many tables, one that names its user, or a tenth of all, says nothing of the others,
 * and where most only say which user did something, the users work on what is their company's.
 */
function isAppOfUsers(user: DeclaredModel, index: KeyIndex): boolean {
  const others = index.models.size - 1;
  const holders = index.holders(user).filter((model) => !servesSignIn(model));
  const owned = holders.filter((model) => index.columns(model, user).some((field) => !namesDoer(field.name)));
  if (others <= SMALL) return owned.length > 0;
  return owned.length > 1 && owned.length >= holders.length * mostly && dependents(user, index).size >= others / 10;
}

function foundLevels(index: KeyIndex, user: DeclaredModel | undefined, principal: Principal | undefined): Level[] {
  const root = findRoot(index, user);
  const outside = outsideTenant(index.models, false);
  if (outside && (!root || holdsForeignKey(root.model, outside))) {
    const named = namedByRelations(outside, index, user);
    return named ? familyOf(named, `${named.name} is the tenant: relations say so of ${[...outside.keys].join(", ")}, which other models hold too.`, index, user) : [outside];
  }
  if (root) return familyOf(root.model, root.because, index, user);
  if (user && isAppOfUsers(user, index)) {
    return [levelOf(user, index, `No model looks like a company, and ${index.holders(user).length} of ${index.models.size - 1} other models hold the key of ${user.name} (${dependents(user, index).size} hang on it): each user is a tenant of their own.`)];
  }
  const outsideUser = principal && !user ? outsideTenant(index.models, true) : undefined;
  return outsideUser ? [outsideUser] : [];
}

/** A root with the levels below it. */
function familyOf(root: DeclaredModel, because: string, index: KeyIndex, user: DeclaredModel | undefined): Level[] {
  return [levelOf(root, index, because), ...levelsBelow(root, index, user)];
}

/** The model that relations say a key names which seemed to lead elsewhere, since no model is called so: `tenant_id` of a `CustomerRegister`. */
function namedByRelations({ keys }: Level, index: KeyIndex, user: DeclaredModel | undefined): DeclaredModel | undefined {
  const [name, ...others] = new Set([...keys].flatMap((key) => [...index.namedBy(key)]));
  const model = name === undefined || others.length > 0 ? undefined : index.models.get(name);
  // What holds the key itself is no tenant, but one's customer or renter.
  return model === user || [...keys].some((key) => model?.fields.has(key)) ? undefined : model;
}

/** True when many rows of a model may name one tenant of a level that is kept elsewhere. */
function holdsForeignKey(model: DeclaredModel, outside: Level): boolean {
  const alone = new Set([model.id, ...model.uniques.map((each) => each.columns)].flatMap((columns) => (columns.length === 1 ? columns : [])));
  return [...model.fields.values()].some((field) => outside.keys.has(field.name) && field.required && !alone.has(field.name));
}

/** The level with those of the named keys that name it; keys that name no level go to the root. */
function onlyKeys(level: Level, outermost: boolean, keys: readonly string[], levels: readonly Level[]): Level {
  const claimed = (key: string): boolean => levels.some((each) => each !== level && each.keys.has(key));
  return { ...level, onlyKeys: true, keys: new Set(keys.filter((key) => level.keys.has(key) || (outermost && !claimed(key)))) };
}

/** Every column that names a level, over all models, most used first. */
function mostUsedKeys(models: DeclaredModels, levels: readonly Level[]): string[] {
  const uses = new Map<string, number>();
  for (const { column } of [...models.values()].flatMap((model) => ownerKeys(model, levels))) uses.set(column, (uses.get(column) ?? 0) + 1);
  return [...uses].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([column]) => column);
}

/** Other spellings of the keys and of the levels' names. */
function otherNames(keys: readonly string[], levels: readonly Level[]): string[] {
  const names = [...keys.map(keyTwin), ...levels.flatMap((level) => keySpellings(level.name))];
  return [...new Set(names)].filter((name) => !keys.includes(name));
}

function nothingFound(models: DeclaredModels): string {
  return models.size === 0 ? "No schema was found, so no tenant is known." : "No model looks like a company, and too little belongs to single users, so no tenant is known.";
}
