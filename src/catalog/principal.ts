import type { DeclaredModel, DeclaredModels } from "./declared-model.ts";
import { idType } from "./key-index.ts";
import { modelWords } from "./tenant-names.ts";

/** The signed-in user as the schema shows them. */
export interface Principal {
  /** Undefined where the users live elsewhere and only their ids are kept here. */
  readonly model: string | undefined;
  /** Columns that name the user, most used first. */
  readonly keys: readonly string[];
  readonly because: string;
}

const people = ["profile", "person", "employee", "staff", "member", "account", "customer", "agent", "admin"];
const credential = /^(password|passwd|pwd|hash|salt|email_?verified|clerk|auth0|firebase|supabase|cognito|google|last_?(login|sign))/i;
const authWords = new Set([
  "account", "session", "token", "authenticator", "passkey", "credential", "password", "verification", "totp", "otp", "device", "oauth", "identity", "challenge", "mfa", "login",
]);

/** Finds the model of the signed-in user, and the columns that name it. */
export function findPrincipal(models: DeclaredModels): Principal | undefined {
  const model = userModel(models);
  const keys = principalKeys(models, model);
  if (model) {
    return { model: model.name, keys, because: `${model.name} is the signed-in user${keys.length > 0 ? `; ${list(keys)} ${keys.length > 1 ? "name" : "names"} it` : ""}.` };
  }
  return keys.length > 0 ? { model: undefined, keys, because: `No model of the user stands in the schema, but ${list(keys)} names one.` } : undefined;
}

/** True for models that only serve signing in, such as sessions and tokens. */
export function servesSignIn(model: Pick<DeclaredModel, "name">): boolean {
  return modelWords(model.name).some((word) => authWords.has(word));
}

/** True for a column that names the user: by its relation, or by its name where no relation is declared. */
export function namesPrincipal(model: DeclaredModel, column: string, principal: DeclaredModel | undefined): boolean {
  const field = model.fields.get(column);
  if (!field || field.kind === "relation" || field.list) return false;
  if (field.references !== undefined) return field.references === principal?.name;
  if (!/^user_?id$/i.test(column) || model === principal) return false;
  return principal === undefined || idType(principal) === undefined || idType(principal) === field.type;
}

/** True for a column that tells who did something to a row, such as `created_by` or `approvedById`, which is not whose the row is. */
export function namesDoer(column: string): boolean {
  return /[a-z]_?by(_?(user_?)?id)?$/i.test(column);
}

function userModel(models: DeclaredModels): DeclaredModel | undefined {
  const named = (test: (parts: string[]) => boolean): DeclaredModel | undefined => [...models.values()].find((model) => test(modelWords(model.name)));
  return (
    named((parts) => parts.length === 1 && parts[0] === "user") ??
    named((parts) => parts.length === 2 && parts[1] === "user" && ["app", "auth", "application", "account", "system", "base"].includes(parts[0] ?? "")) ??
    [...models.values()].find((model) => people.includes(modelWords(model.name).at(-1) ?? "") && signsIn(model))
  );
}

function signsIn(model: DeclaredModel): boolean {
  const names = [...model.fields.keys()];
  return names.some((name) => /^(e_?mail|user_?name)/i.test(name)) && names.some((name) => credential.test(name));
}

function principalKeys(models: DeclaredModels, principal: DeclaredModel | undefined): string[] {
  const uses = new Map<string, number>();
  for (const model of models.values()) {
    for (const column of model.fields.keys()) {
      if (namesPrincipal(model, column, principal)) uses.set(column, (uses.get(column) ?? 0) + 1);
    }
  }
  return [...uses].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([column]) => column);
}

function list(keys: readonly string[]): string {
  const shown = keys.slice(0, 4).join(", ");
  return keys.length > 4 ? `${shown} and ${keys.length - 4} more` : shown;
}
