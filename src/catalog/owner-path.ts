import type { Field, OwnerKey } from "./catalog.ts";
import type { DeclaredModel, DeclaredModels } from "./declared-model.ts";
import { namesDoer } from "./principal.ts";

/** The way from a model to the row that owns it. */
export interface OwnerPath {
  /** Relation fields, the one to the owner included where it is declared. */
  readonly path: readonly string[];
  /** The model that the first of them leads to. */
  readonly parent: string;
  /** True when the first relation is held by the other side, one to one. */
  readonly reversed: boolean;
  /** True when a row may lack a step of the way. */
  readonly optional: boolean;
  /** True when one of the steps leads to a user. */
  readonly overUser: boolean;
  readonly cost: number;
}

/** The keys of every model that has its own; none for the levels of the family, where a way ends. */
export type Owned = ReadonlyMap<string, readonly OwnerKey[]>;

/** Required steps beat any number of steps over the user, those beat a step held by the other side, and that beats an optional one. */
const stepCost = { required: 1, overUser: 50, reversed: 1_000, optional: 100_000 } as const;

/** The cheapest way of every model that has no key of its own: the shortest over required relations, if there is one. */
export function ownerPaths(models: DeclaredModels, keys: Owned, user: string | undefined): Map<string, OwnerPath> {
  const paths = new Map<string, OwnerPath>();
  for (let changed = true; changed; ) {
    changed = false;
    for (const model of models.values()) {
      if (keys.has(model.name)) continue;
      for (const field of model.fields.values()) {
        const found = step(model, field, models, keys, paths, user);
        if (found && found.cost < (paths.get(model.name)?.cost ?? Infinity)) {
          paths.set(model.name, found);
          changed = true;
        }
      }
    }
  }
  return paths;
}

function step(
  model: DeclaredModel,
  field: Field,
  models: DeclaredModels,
  keys: Owned,
  paths: ReadonlyMap<string, OwnerPath>,
  user: string | undefined,
): OwnerPath | undefined {
  if (!field.relation || field.list) return undefined;
  const target = models.get(field.relation.model);
  if (!target || target === model) return undefined;
  const reversed = field.relation.columns.length === 0;
  // A column that names a level and is no owner key, such as the company that made a referral, is a mere reference.
  if (!reversed && keys.get(target.name)?.length === 0) return undefined;
  // The user who entered a row, or whom something inside it mentions, may be anybody's: the platform's own among them. A row that lists its people or tenants is none of the platform's.
  if (!reversed && target.name === user && field.relation.columns.every((column) => namesDoer(column) || column.includes(".")) && !listsSomebody(model, keys, user)) return undefined;
  const required = field.relation.columns.every((column) => model.fields.get(column)?.required ?? true);
  // Whom a user's own row belongs to is for the user's own key to say: they may be members of several tenants.
  if (model.name === user && (reversed || !required)) return undefined;
  const rest = onward(target, keys, paths);
  if (!rest) return undefined;
  const optional = rest.optional || (!reversed && !required);
  const overUser = target.name === user || rest.overUser;
  // Whoever looks after a row, if anybody does, says nothing of whom it belongs to.
  if (optional && overUser) return undefined;
  // A user's own row may be linked to something else, and that may belong to nobody.
  if (!reversed && !required && rest.optional && belongsToUser(model, user)) return undefined;
  const cost = reversed ? stepCost.reversed : required ? stepCost.required : stepCost.optional;
  return {
    path: [field.name, ...rest.path],
    parent: target.name,
    reversed,
    optional,
    overUser,
    cost: cost + rest.cost + (target.name === user ? stepCost.overUser : 0),
  };
}

/** True for a row that several users or tenants have a part in. */
function listsSomebody({ fields }: DeclaredModel, keys: Owned, user: string): boolean {
  return [...fields.values()].some(({ list, references }) => list && references !== undefined && (references === user || keys.get(references)?.length === 0));
}

/** True for a row that always names the user whose it is. */
function belongsToUser({ fields }: DeclaredModel, user: string | undefined): boolean {
  return user !== undefined && [...fields.values()].some(({ relation }) => relation?.model === user && relation.columns.length > 0 && relation.columns.every((column) => fields.get(column)?.required));
}

/** The way from an owned model onward: over its nearest key, or over its own path. */
function onward(target: DeclaredModel, keys: Owned, paths: ReadonlyMap<string, OwnerPath>): Pick<OwnerPath, "path" | "optional" | "overUser" | "cost"> | undefined {
  const own = keys.get(target.name);
  if (!own) {
    const further = paths.get(target.name);
    return further && { ...further, optional: further.optional || further.reversed };
  }
  const key = own.find((each) => each.required) ?? own.at(-1);
  if (!key) return { path: [], optional: false, overUser: false, cost: 0 };
  return { path: key.relation === undefined ? [] : [key.relation], optional: !key.required, overUser: false, cost: key.required ? 0 : stepCost.optional };
}
