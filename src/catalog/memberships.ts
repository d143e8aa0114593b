import type { DeclaredModel } from "./declared-model.ts";
import type { KeyIndex } from "./key-index.ts";
import { namesPrincipal } from "./principal.ts";
import { modelWords } from "./tenant-names.ts";

/** A model joins users to another one; `role` when it says what each may do there. */
export interface Membership {
  readonly kind: "membership";
  readonly through: string;
  readonly role: boolean;
}

/** How the schema ties its users to a model. */
export type UserLink =
  | Membership
  /** The user holds its key, required or not. */
  | { readonly kind: "column"; readonly column: string }
  /** A list on both sides, without a model between them. */
  | { readonly kind: "many-to-many"; readonly field: string }
  /** It holds the key of one user, such as its owner. */
  | { readonly kind: "owner"; readonly column: string; readonly required: boolean };

const memberWords = new Set(["member", "membership", "user", "collaborator", "employee", "staff", "access", "role", "permission"]);
/** What the rows that stand for a user elsewhere are called: one sign-in may have several, a role in each company. */
const standing = new Set(["profile", "person", "employee", "staff", "member"]);
const passing = new Set(["invite", "invitation", "request", "token", "session", "log", "key", "notification", "preference", "setting"]);

/** The strongest tie between the users and a model, or undefined. */
export function userLink(model: DeclaredModel, keys: KeyIndex, user: DeclaredModel | undefined): UserLink | undefined {
  const profiles = user ? keys.holders(user).filter((each) => each !== model && standing.has(modelWords(each.name).at(-1) ?? "") && keys.columns(each, model).length === 0) : [];
  const memberships = keys.holders(model).flatMap((each) => membership(each, model, keys, user, profiles) ?? []);
  const best = memberships.find((each) => each.role) ?? memberships[0];
  if (best) return best;
  const own = user && keys.columns(user, model).find((field) => !isPreference(field.name));
  if (own) return { kind: "column", column: own.name };
  const list = user && [...user.fields.values()].find((field) => field.list && field.relation?.model === model.name && holdsListOf(model, user.name));
  if (list) return { kind: "many-to-many", field: list.name };
  const owner = [...model.fields.values()].filter((field) => namesPrincipal(model, field.name, user));
  const first = owner.find((field) => field.required) ?? owner[0];
  return first && { kind: "owner", column: first.name, required: first.required };
}

/**
 * A model that joins users, or their profiles, to another one: it holds both keys, and its name, a role or its unique
 * key says so, which may be the user's alone, where each kind of user has a table: `Chef`, `Waiter`.
 */
function membership(join: DeclaredModel, model: DeclaredModel, keys: KeyIndex, user: DeclaredModel | undefined, profiles: readonly DeclaredModel[]): Membership | undefined {
  if (join === model || join === user || profiles.includes(join) || modelWords(join.name).some((word) => passing.has(word))) return undefined;
  const ours = keys.columns(join, model).filter((field) => field.required);
  const ofProfiles = profiles.flatMap((profile) => keys.columns(join, profile).flatMap((field) => (field.required ? [field.name] : [])));
  const users = [...[...join.fields.keys()].filter((column) => namesPrincipal(join, column, user)), ...ofProfiles];
  if (ours.length === 0 || users.length === 0) return undefined;
  const role = [...join.fields.values()].some((field) => /^(role|roles|permissions?|accessLevel|access_level)$/.test(field.name) || /(Role|Permission|AccessLevel)$/.test(field.type));
  const named = modelWords(join.name).some((word) => memberWords.has(word));
  const both = new Set([...ours.map((field) => field.name), ...users]);
  const unique = [...join.uniques.map((each) => each.columns), join.id].some((columns) => (columns.length === 2 && columns.every((column) => both.has(column))) || (columns.length === 1 && users.includes(columns[0] ?? "")));
  const counts = named || unique || (role && join.fields.size <= 12);
  return counts ? { kind: "membership", through: join.name, role } : undefined;
}

/** `defaultTeamId` or `activeTeamId` on the user is a choice, not a belonging. */
function isPreference(column: string): boolean {
  return /^(default|active|current|last|selected|preferred)/i.test(column);
}

function holdsListOf(model: DeclaredModel, other: string): boolean {
  return [...model.fields.values()].some((field) => field.list && field.relation?.model === other);
}
