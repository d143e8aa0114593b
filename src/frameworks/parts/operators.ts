import type { Node } from "../../syntax/source-file.ts";
import { namesIn } from "./names.ts";
import { readsOwnTenant } from "./own-tenant.ts";
import { wordsOf } from "./words.ts";

const setOf = (...lines: readonly string[]): ReadonlySet<string> => new Set(lines.flatMap((line) => line.split(" ")));

/** Words that lift an admin above all tenants. */
const lifting = setOf("super site platform system global root instance staff internal saas master");
const admins = setOf("admin admins administrator administrators");
/** Words that name the platform's own people by themselves. */
const operators = setOf("superadmin superadmins superuser sysadmin staff internal system");
/**
 * Words that may stand around them. Any other word limits whom the name lets in, or lets in others: a tenant's
 * (`workspaceAdmin`), a negation, an alternative (`adminOrOwner`).
 */
const around = setOf(
  "with use wrap wrapper create make is be are the a an for to must has have needs need only ensure ensures assert check checks verify",
  "require requires required guard guards protect protected private auth authed authenticated authenticate authenticates authentication authorize",
  "authorise logged in signed login session sessions user users role roles access permission permissions middleware handler handlers route routes router",
  "request action actions procedure procedures client base trpc api token key secret",
);

/** True for a role that only the platform's own people have: `SUPER_ADMIN`; a plain `ADMIN` is often a tenant's. */
export function isOperatorRole(name: string): boolean {
  const words = wordsOf(name).filter((word) => word !== "role" && word !== "roles");
  const [first = "", ...rest] = words;
  if (rest.length === 0) return /^(super(admin|user)|sysadmin)$/.test(first);
  return lifting.has(first) && rest.length === 1 && (admins.has(rest[0] ?? "") || (first === "super" && rest[0] === "user"));
}

/** True for a permission of the platform's own people, by the area it stands in: `superadmin.view_all`, `platform:tenants:write`. */
function isOperatorPermission(name: string): boolean {
  const [area = "", ...rest] = name.split(/[.:/]/);
  return rest.length > 0 && (isOperatorRole(area) || area.toLowerCase() === "platform");
}

/** True for a role that is an admin's, of a tenant's or of the platform's. */
export function isAdminRole(name: string): boolean {
  const words = wordsOf(name).filter((word) => word !== "role" && word !== "roles");
  return isOperatorRole(name) || (words.length === 1 && admins.has(words[0] ?? ""));
}

/**
 * True for a wrapper, guard or middleware that lets in nobody but the platform's own people: by the roles it is given,
 * else by its name. A name that says no more than `admin` is not believed where the file reads the caller's own tenant:
 * a tenant has admins too.
 */
export function admitsOnlyOperators(expression: Node): boolean {
  const names = namesIn(expression) ?? [];
  const words = names.flatMap(wordsOf);
  const roles = expression.type === "CallExpression" ? expression.arguments.flatMap(rolesIn) : [];
  if (roles.length > 0) return roles.every((role) => isOperatorRole(role) || isOperatorPermission(role)) && !words.some((word) => negations.has(word));
  if (!words.some((word) => operators.has(word) || admins.has(word))) return false;
  if (!words.every((word) => operators.has(word) || admins.has(word) || lifting.has(word) || around.has(word))) return false;
  return isTelling(words) || !readsOwnTenant(expression);
}

const negations = setOf("not no non except exclude excluding unless forbid deny block skip ignore or");

/** `internal` and `system` are no people of a tenant's, nor is an admin above all others. */
function isTelling(words: readonly string[]): boolean {
  const lifted = words.some((word) => admins.has(word)) && words.some((word) => lifting.has(word));
  return lifted || words.some((word) => operators.has(word) && word !== "staff");
}

/** What reads as a role among a call's arguments: a string, `Role.SUPER_ADMIN`, a list of these. */
function rolesIn(argument: Node): readonly string[] {
  switch (argument.type) {
    case "Literal":
      return typeof argument.value === "string" ? [argument.value] : [];
    case "MemberExpression":
      return namesIn(argument)?.slice(-1) ?? [];
    case "Identifier":
      return /^[A-Z][A-Z\d_]+$/.test(argument.name) ? [argument.name] : [];
    case "ArrayExpression":
      return argument.elements.flatMap((element) => (element === null ? [] : rolesIn(element)));
    default:
      return [];
  }
}
