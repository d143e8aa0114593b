import { calledName } from "../adapters/calls.ts";
import { isAdminRole, isOperatorRole } from "../frameworks/parts/operators.ts";
import { originAt } from "../frameworks/shape.ts";
import { wordsOf } from "../frameworks/parts/words.ts";
import { isOwned, type Catalog } from "../catalog/catalog.ts";
import { roleOf, type ColumnRole } from "./column-role.ts";
import { isCredential, isSignatureCheck } from "./credential.ts";
import { pinsOf } from "./pins.ts";
import { namesTenant } from "./tenant-names.ts";
import { referencesIn } from "./make-value.ts";
import { isNullish, optionsOf } from "./object-value.ts";
import type { Fact, Operators } from "./interpret/facts.ts";
import type { CallRoot, Reference, Value } from "./value.ts";

/** Words before what somebody is: `userIsSuperAdmin`, `currentUserIsSuperAdmin`. */
const leading = new Set(["current", "user", "viewer", "caller", "is", "has", "am"]);

/**
 * What a value shows that is true for the platform's own operators only: `user.isSuperAdmin`, `await isSuperAdmin(user)`,
 * `roles.includes("SUPER_ADMIN")`. A plain `isAdmin` may be a tenant's, and what the client claims of itself is no test.
 */
export function operatorsWhereTrue(value: Reference, catalog: Catalog): Operators | undefined {
  if (isSignedByService(value) || isFoundByServicesKey(value, catalog) || isOperatorsOwn(value, catalog)) return { kind: "operators" };
  return saysOperator(value) && isOfCaller(value) ? { kind: "operators", by: value } : undefined;
}

/**
 * True for a flag that the session carries of its user, such as `user.isOwner`: who is excused from a comparison by it is an operator, whatever
 * the flag is called. A plain `isAdmin` may be a tenant's all the same.
 */
export function isFlagOfSession(value: Value): boolean {
  const options = optionsOf(value).filter((option) => !isNullish(option));
  return options.length > 0 && options.every((option) => option.kind === "reference" && isOfSession(option) && isFlag(option.path.at(-1) ?? ""));
}

function isOfSession({ root, path }: Reference): boolean {
  return (root.kind === "parameter" || root.kind === "call") && originAt(root.shape, path) === "identity";
}

function isFlag(name: string): boolean {
  const [first, ...rest] = wordsOf(name);
  return first === "is" && rest.length > 0 && !isAdminRole(rest.join(" "));
}

/** The platform's queues and the services that it works with sign what they send. */
function isSignedByService({ root, path }: Reference): boolean {
  return root.kind === "call" && path.length === 0 && isSignatureCheck(calledName(root) ?? "", root.args);
}

/** A key of the whole service: a row that is found by the secret of a header, and that says of nobody that it is theirs. */
function isFoundByServicesKey({ root, path }: Reference, catalog: Catalog): boolean {
  if (root.kind !== "row" || path.length > 0 || !root.access.filter) return false;
  const model = catalog.models.get(root.access.model);
  if (!model || isOwned(model) || [...model.fields.values()].some(({ name, relation }) => relation !== undefined || namesSomebody(roleOf(catalog, model, [], name)))) return false;
  return (pinsOf(root.access.filter) ?? []).some((pin) => pin.path.length === 0 && !pin.optional && roleOf(catalog, model, [], pin.column) === "secret" && isCredential(pin.value));
}

/**
 * What an operator signed in with: a row of a table of the platform's own admins or of their sessions (`platform_sessions`), which no
 * company owns, that is found by the secret that it keeps, or by who the session says is asking.
 */
function isOperatorsOwn({ root, path }: Reference, catalog: Catalog): boolean {
  if (root.kind !== "row" || path.some((step) => step !== "0" && step !== "*") || !root.access.filter) return false;
  const model = catalog.models.get(root.access.model);
  if (!model || isOwned(model) || model.name === catalog.tenancy.principal?.model || !isNamedForOperators(model.name)) return false;
  return (pinsOf(root.access.filter) ?? []).some((pin) => pin.path.length === 0 && !pin.optional && (roleOf(catalog, model, [], pin.column) === "secret" || isOfSessionAlone(pin.value)));
}

/** `PlatformAdmin`, `super_admin_sessions`; whose admins those of `AdminSession` are, the name does not say. */
function isNamedForOperators(name: string): boolean {
  const words = wordsOf(name).map((word) => word.replace(/s$/, ""));
  return words.some((word, at) => isOperatorRole([word, ...words.slice(at + 1, at + 2)].join(" ")) || isOperatorRole(word)) || (words[0] === "platform" && words.some((word) => /^(?:session|token|user)$/.test(word)));
}

function isOfSessionAlone(value: Value): boolean {
  const given = referencesIn(value);
  return given.length > 0 && given.every(isOfSession);
}

function namesSomebody(role: ColumnRole | undefined): boolean {
  return role !== undefined && role !== "id" && role !== "secret" && role !== "natural";
}

/**
 * What two values show that are equal for operators only: `user.role` and `"SUPER_ADMIN"` or `Role.SuperAdmin`, the caller's tenant and
 * the platform's own, or what a request brings and a secret of the server's own, which the platform's jobs and services know.
 */
export function operatorsWhereEqual(left: Value, right: Value, catalog: Catalog): Operators | undefined {
  for (const [one, other] of [[left, right], [right, left]] as const) {
    if (isRoleOfCaller(one, other) || isPlatformsTenant(one, other, catalog)) return { kind: "operators", by: one };
    if (isSecretGiven(one, other)) return { kind: "operators" };
  }
  return undefined;
}

/**
 * What the answer of a helper shows that has the name of a flag of theirs, `isPlatformAdmin(user)`, and whose code compares something of
 * whoever it is asked about with a constant: whom that lets in, its name says.
 */
export function operatorsByName(args: readonly Value[], shown: readonly Fact[]): Operators | undefined {
  if (shown.some(({ kind }) => kind === "operators")) return undefined;
  const asked = new Set(args.flatMap(referencesIn).map(({ root }) => root.id));
  const by = shown.flatMap(comparedIn).find((one) => asked.has(one.root.id) && isOfCaller(one));
  return by && { kind: "operators", by };
}

/** What a fact says is a constant, of this file or another. */
function comparedIn(fact: Fact): readonly Reference[] {
  if (fact.kind === "is") return [fact.value];
  if (fact.kind !== "tie" || fact.b.kind !== "reference") return [];
  return fact.b.root.kind === "import" ? [fact.a] : fact.a.root.kind === "import" ? [fact.b] : [];
}

/** True for a role that only the platform's own people have, where it is the caller's: what the client says of itself tells nobody apart. */
export function isRoleOfOperators(value: Reference, name: string): boolean {
  return isOfCaller(value) && isNameOfOperators(value, name);
}

/** True for what may be believed of whoever asks: the client chose no part of it. */
export function isSaidOfCaller(value: Value): boolean {
  return referencesIn(value).every(isOfCaller);
}

/**
 * Whether a value that equals another, or one that does not, is found on developers' machines and in tests only: `process.env.NODE_ENV` and
 * `"development"`, or `"production"`. Nobody's tenants are there.
 */
export function developmentOf(left: Value, right: Value): "when-equal" | "when-other" | undefined {
  const [environment, name] = left.kind === "constant" ? [right, left] : [left, right];
  if (name.kind !== "constant" || environment.kind !== "reference" || !isEnvironmentName(environment)) return undefined;
  if (name.value === "production") return "when-other";
  return typeof name.value === "string" && /^(dev|development|local|test|testing)$/.test(name.value) ? "when-equal" : undefined;
}

function isEnvironmentName({ root, path }: Reference): boolean {
  return root.kind === "global" && root.name === "process" && path.length === 2 && path[0] === "env" && path[1] === "NODE_ENV";
}

/** True for a tenant and one that the code names by a fixed id, as `OUR_COMPANY_ID`: the platform's own company. */
function isPlatformsTenant(tenant: Value, fixed: Value, catalog: Catalog): boolean {
  const options = optionsOf(written(tenant)).filter((option) => option.kind !== "constant" || Boolean(option.value));
  return options.length > 0 && options.every((option) => option.kind === "reference" && namesTenant(option, catalog) && isOfCaller(option)) && isFixedId(fixed);
}

function isFixedId(value: Value): boolean {
  if (value.kind === "constant") return typeof value.value === "string" && /^(?:[\da-f]{24}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/i.test(value.value);
  if (value.kind !== "reference" || (value.root.kind !== "import" && value.root.kind !== "global" && !isOfEnvironment(value))) return false;
  return /^[A-Z][A-Z0-9_]*_ID$/.test(value.path.at(-1) ?? rootNameOf(value) ?? "");
}

/** `String(id)` is what the id is. */
function written(value: Value): Value {
  if (value.kind !== "reference" || value.path.length > 0 || value.root.kind !== "call") return value;
  const { callee, args: [only, ...others] } = value.root;
  return callee.kind === "reference" && callee.root.kind === "global" && callee.root.name === "String" && only && others.length === 0 ? only : value;
}

/** That a secret is set at all shows nothing, nor does that it is another of the server's own. */
function isSecretGiven(secret: Value, given: Value): boolean {
  return given.kind !== "constant" && isServersSecret(secret) && !isServersSecret(given);
}

/** `process.env.CRON_SECRET`, `env().CRON_SECRET`, `Bearer ${env.CRON_SECRET}`. */
function isServersSecret(value: Value): boolean {
  if (value.kind === "text") return value.parts.some(isServersSecret);
  if (value.kind === "choice") return value.options.every((option) => isNullish(option) || isServersSecret(option));
  if (value.kind !== "reference" || !isOfEnvironment(value)) return false;
  const words = wordsOf(value.path.at(-1) ?? "");
  return words.some((word) => secretWords.has(word)) && !words.includes("public");
}

const secretWords = new Set(["secret", "token", "key", "password", "signature"]);

/** Configuration by its usual names: `process.env`, `import.meta.env`, an `env` or `config` of another module, called or not. */
function isOfEnvironment({ root, path }: Reference): boolean {
  if (root.kind === "call") return root.callee.kind === "reference" && root.args.length === 0 && isConfiguration(root.callee.path.at(-1) ?? rootNameOf(root.callee));
  return [rootNameOf({ kind: "reference", root, path: [] }), ...path.slice(0, -1)].some(isConfiguration);
}

function isConfiguration(name: string | undefined): boolean {
  return name !== undefined && /^(server|app|private)?_?(env|config|configuration|secrets)$/i.test(name);
}

function isRoleOfCaller(value: Value, role: Value): boolean {
  const name = roleNameOf(role);
  if (name === undefined || !(isOperatorRole(name) || isWholePlatform(name))) return false;
  const options = optionsOf(value).filter((option) => !isNullish(option));
  return options.length > 0 && options.every((option) => option.kind === "reference" && isRole(option) && isRoleOfOperators(option, name));
}

function isNameOfOperators(role: Reference, name: string): boolean {
  return isOperatorRole(name) || (isWholePlatform(name) && /^(scope|level)$/.test(wordsOf(lastName(role)[0] ?? "").at(-1) ?? ""));
}

/** How far rights reach: `user.scope === "PLATFORM"`. */
function isWholePlatform(name: string): boolean {
  return name.toLowerCase() === "platform";
}

/** True for what holds somebody's role, or what it is called, or says what kind of user they are or how far their rights reach: `user.role.name`, `user.userType`, `user.scope`. */
export function isRole(value: Reference): boolean {
  const [last, holder] = lastName(value);
  if (namesRole(last) || (/^(name|slug|code|key)$/.test(last ?? "") && namesRole(holder))) return true;
  return /^(scope|level|type)$/.test(wordsOf(last ?? "").at(-1) ?? "") && (isOfSession(value) || wordsOf(holder ?? "").some((word) => askers.has(word)));
}

/** The name of what a reference leads to, and that of what holds it. */
function lastName(value: Reference): readonly string[] {
  return [rootNameOf(value), ...value.path].flatMap((step) => (step === undefined || respells.test(step) ? [] : [step])).slice(-2).reverse();
}

/** Words for whoever asks: other things have scopes and types too. */
const askers = new Set("user actor principal session auth identity caller viewer me claims context ctx".split(" "));

/** Methods that write the same name in another way: `user.role.toLowerCase()`. */
const respells = /^(to(Lower|Upper)Case|toString|trim)\(\)$/;

function saysOperator({ root, path }: Reference): boolean {
  const last = path.at(-1);
  if (last !== undefined) return isOperatorFlag(last) || isMembership(path);
  if (root.kind !== "call" || root.callee.kind !== "reference") return isOperatorFlag(rootNameOf({ kind: "reference", root, path }));
  const callee = root.callee.path.at(-1) ?? rootNameOf(root.callee);
  if (callee === "includes" && isServersList(root.callee)) return true;
  const [role] = root.args;
  const given = role && roleNameOf(role);
  if (given !== undefined) return isOperatorRole(given) && (callee === "includes" ? namesRole(root.callee.path.at(-2)) : namesRole(callee));
  return isOperatorFlag(callee);
}

/** `env.ADMIN_EMAILS.includes(user.email)`: whom the server's own configuration lists as its administrators. */
function isServersList({ root, path }: Reference): boolean {
  if (root.kind !== "import" && root.kind !== "global") return false;
  return wordsOf(path.at(-2) ?? root.name).some((word) => /^(admin|operator|staff|superuser)s?$/.test(word));
}

export function isOperatorFlag(name: string | undefined): boolean {
  const words = wordsOf(name ?? "");
  const start = words.findIndex((word) => !leading.has(word));
  return start >= 0 && isOperatorRole(words.slice(start).join(" "));
}

/** `user.roles.includes("SUPER_ADMIN")` as a step of what the session holds. */
function isMembership(path: readonly string[]): boolean {
  const [, role] = /^includes\((.+)\)$/.exec(path.at(-1) ?? "") ?? [];
  return role !== undefined && isOperatorRole(role) && namesRole(path.at(-2));
}

function namesRole(name: string | undefined): boolean {
  return wordsOf(name ?? "").some((word) => word === "role" || word === "roles");
}

/** A role as code writes it: its text, or a member of an enum that another module exports. */
export function roleNameOf(value: Value): string | undefined {
  if (value.kind === "constant") return typeof value.value === "string" ? value.value : undefined;
  if (value.kind !== "reference" || value.root.kind !== "import") return undefined;
  return value.path.at(-1) ?? value.root.name;
}

function rootNameOf({ root }: Reference): string | undefined {
  return root.kind === "parameter" || root.kind === "import" || root.kind === "global" ? root.name : undefined;
}

/** False for what the client chose: the body's `isSuperAdmin`, the role of a user whose id the request names. */
function isOfCaller({ root, path }: Reference): boolean {
  switch (root.kind) {
    case "parameter":
      return originAt(root.shape, path) !== "request";
    case "row":
      return root.ties.every(isOfCaller);
    case "call":
      return root.shape === undefined ? isGivenByCaller(root) : originAt(root.shape, path) !== "request";
    default:
      return true;
  }
}

/** Results are made from results, so the answer for one is asked for by all that follow. */
const givenByCaller = new WeakMap<CallRoot, boolean>();

function isGivenByCaller(root: CallRoot): boolean {
  const known = givenByCaller.get(root);
  if (known !== undefined) return known;
  const answer = root.args.every((argument) => referencesIn(argument).every(isOfCaller));
  givenByCaller.set(root, answer);
  return answer;
}
