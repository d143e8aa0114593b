import type { Catalog } from "../catalog/catalog.ts";
import { nameOfValue } from "./make-value.ts";
import type { Reference } from "./value.ts";

/** Objects that carry the signed-in user or the tenant context in most code bases. */
const CONTEXT = new Set(["session", "user", "auth", "ctx", "context", "viewer", "currentUser", "actor", "principal", "me"]);

/** Objects whose properties are plain arguments, not the columns of a row. */
const BAGS = new Set(["input", "params", "args", "data", "opts", "options", "props", "body", "payload", "dto", "query", "where", "filter", "request", "req", "values", "command", "cmd"]);

/** True when a reference reads as naming a tenant: a key of the family, an alias, or the id of a model of the family. */
export function namesTenant(reference: Reference, catalog: Catalog): boolean {
  const name = nameOfValue(reference);
  if (name === undefined) return false;
  const { keys, aliases } = catalog.tenancy;
  const isKey = (one: string): boolean => keys.includes(unqualified(one)) || aliases.includes(unqualified(one));
  if (isKey(name) || isFamilyName(name, catalog)) return true;
  if (name !== "id" && name !== "_id") return false;
  // What `workspaceId` names is the id of the `workspace`, which MongoDB calls `_id`.
  const before = nameBefore(reference);
  return before !== undefined && (isFamilyName(before, catalog) || isKey(`${before}Id`) || isKey(`${before}_id`));
}

/** `currentCompanyId` names what `companyId` does; a `targetCompanyId` may be another. */
function unqualified(name: string): string {
  const [, rest] = /^(?:current|active|expected|own|my|session|authenticated|authorized|auth)_?([A-Za-z]\w*)$/.exec(name) ?? [];
  return rest === undefined ? name : `${rest.charAt(0).toLowerCase()}${rest.slice(1)}`;
}

/** True when a reference reads as naming the signed-in user or carrying the tenant context. */
export function namesPrincipal(reference: Reference, catalog: Catalog): boolean {
  const name = nameOfValue(reference);
  if (name === undefined) return false;
  if (catalog.tenancy.principal?.keys.includes(name) || /^(current|session)?user_?id$/i.test(name)) return true;
  return namesOf(reference).some((one) => CONTEXT.has(one));
}

/** True for `link.id`, `link.folderId`: a property of what reads as a row that the caller has loaded. */
export function isOfEntity(reference: Reference): boolean {
  const before = nameBefore(reference);
  return before !== undefined && !isBag(before) && reference.path.length > 0;
}

/** Names of parameters that hold what a client has sent. */
const SENT = new Set(["body", "payload", "dto", "query", "req", "request", "data", "values"]);

/** True for the name of a parameter that holds what a client has sent. */
export function isSentName(name: string): boolean {
  return SENT.has(name) || /dto$/i.test(name);
}

/** True for a value that reads as one row, so that what is known of its owner's key is known of all of it. */
export function isEntity(reference: Reference): boolean {
  const name = nameOfValue(reference);
  return name !== undefined && !isBag(name) && !CONTEXT.has(name);
}

/** `input`, `body`, `requestBody`; what ends in `data` may as well be a row. */
function isBag(name: string): boolean {
  return BAGS.has(name) || /(?:Body|Payload|Dto|DTO|Request)$/.test(name);
}

function isFamilyName(name: string, catalog: Catalog): boolean {
  return catalog.tenancy.family.some((model) => model.toLowerCase() === name.toLowerCase());
}

function nameBefore(reference: Reference): string | undefined {
  const names = namesOf(reference);
  return names.at(-2);
}

function namesOf(reference: Reference): readonly string[] {
  const { root } = reference;
  const first = root.kind === "parameter" || root.kind === "import" || root.kind === "global" ? root.name : undefined;
  return [...(first === undefined ? [] : [first]), ...reference.path.filter((step) => step !== "*")];
}
