import { callOf, calledName, receiverOf } from "../../adapters/calls.ts";
import type { Binds } from "../../adapters/data-adapter.ts";
import { isOfDataLibrary } from "../../adapters/data-library.ts";
import { dataAdapters } from "../../adapters/data/index.ts";
import type { Access } from "../access.ts";
import type { Call } from "../call.ts";
import { keyOf, nameOfValue, reference, referencesIn } from "../make-value.ts";
import { isNullish, optionsOf } from "../object-value.ts";
import { SEARCH_PATH, type Setting } from "../row-settings.ts";
import { namesTenant } from "../tenant-names.ts";
import type { CallRoot, ObjectValue, ParameterRoot, Reference, Value } from "../value.ts";
import { importedFunction } from "./imported-calls.ts";
import { preparationsOf } from "./preparations.ts";
import { framesOf, type Run } from "./run.ts";
import { Substitution } from "./substitution.ts";
import { fieldOf } from "./trial.ts";

/** Whether the tables that a client reaches are one tenant's own: they are, they are not, its function's callers say, or nobody can tell. */
export interface Bound {
  readonly standing: "told" | "open" | "handed" | "unseen";
  /** The parameter that callers hand over, and the way to the client from there. */
  readonly client?: Reference;
}

/** What is said of a query on such a client. */
export const IN_SCHEMA = "its client is bound to a schema of the tenant's own";

const TOLD: Bound = { standing: "told" };
const OPEN: Bound = { standing: "open" };
const UNSEEN: Bound = { standing: "unseen" };

/** How far a client is followed through what it is made of. */
const DEEPEST = 24;

/** A query as the schema holds it that its client is bound to: where that is one tenant's, it reaches no other's rows. */
export function inTenantSchema(run: Run, call: Call, access: Access): Access {
  const { tenantSchemas, models } = run.facts.catalog;
  // Who the tenants are stands in a schema that they share.
  if (!tenantSchemas || access.heldBy?.sure || models.get(access.model)?.ownership.kind === "root") return access;
  const { standing, client } = boundHere(run, call, access);
  if (standing === "told") return { ...access, heldBy: { sure: true, text: IN_SCHEMA } };
  if (standing !== "handed" || tenantSchemas !== "handed" || !client) return access;
  return { ...access, heldBy: { sure: false, text: `\`${access.model}\` holds one tenant's rows where the caller hands over a client that is bound to its schema`, client } };
}

/** What the query itself says counts before what its client is bound to. */
function boundHere(run: Run, call: Call, { schema, model }: Access): Bound {
  if (schema) return varies(run, schema) ? TOLD : OPEN;
  if (binds(run, call)) return TOLD;
  const client = call.receiver ?? call.callee;
  return run.facts.catalog.models.get(model)?.perTenant && comesWithTenant(run, client) ? TOLD : boundTo(run, client);
}

/** True for a model that is made for one tenant at a time, and that no module keeps: the request, a caller or an object brings it along. */
function comesWithTenant(run: Run, client: Value): boolean {
  return optionsOf(client).every((option) => {
    if (option.kind !== "reference") return true;
    const { root } = option;
    return root.kind === "call" ? isMadeForTenant(run, root) : root.kind !== "import" && root.kind !== "global";
  });
}

/** `tenantModels(connection)`, where the connection hangs on who is asking, and what is called on such models. */
function isMadeForTenant(run: Run, made: CallRoot): boolean {
  const { callee, args } = made;
  const isMethod = optionsOf(callee).some((option) => option.kind === "reference" && option.path.length > 0);
  return isMethod ? comesWithTenant(run, receiverOf(made)) : args.length === 0 || args.some((argument) => varies(run, argument));
}

export function boundTo(run: Run, value: Value, depth = 0): Bound {
  const found = optionsOf(value).filter((option) => !isNullish(option)).map((option) => {
    if (option.kind === "object") return boundRow(option);
    return option.kind === "reference" && depth < DEEPEST ? boundOf(run, option, depth + 1) : UNSEEN;
  });
  const by = (standing: Bound["standing"]): Bound | undefined => found.find((one) => one.standing === standing);
  // What a map keeps under a tenant's name was made here before.
  return by("open") ?? by("handed") ?? by("told") ?? UNSEEN;
}

/** A row in memory, `new Plot({ … })`: as the model that it was made of. */
function boundRow({ entries }: ObjectValue): Bound {
  for (const { value } of entries) {
    const hold = value.kind === "reference" && value.root.kind === "row" && value.root.access.method === "new" ? value.root.access.heldBy : undefined;
    if (hold?.sure) return TOLD;
    if (hold?.client?.kind === "reference") return { standing: "handed", client: hold.client };
  }
  return UNSEEN;
}

function boundOf(run: Run, client: Reference, depth: number): Bound {
  const made = pathSetOn(run, client);
  if (made) return varies(run, made.value) ? TOLD : OPEN;
  const { root } = client;
  switch (root.kind) {
    case "parameter":
      return boundParameter(run, client, root, depth);
    case "call":
      return boundResult(run, root, depth);
    case "this":
      return boundField(run, client, depth);
    case "row":
      return root.access.chain ? boundOf(run, root.access.chain, depth + 1) : UNSEEN;
    case "import": {
      const there = depth < DEEPEST ? run.facts.imported(client) : undefined;
      return there && boundTo(run, there, depth + 1).standing === "told" ? TOLD : OPEN;
    }
    case "global":
      return OPEN;
    default:
      return UNSEEN;
  }
}

function boundParameter(run: Run, client: Reference, root: ParameterRoot, depth: number): Bound {
  for (let length = client.path.length; length >= 0; length -= 1) {
    if (preparationsOf(run, reference(root, client.path.slice(0, length))).some(({ hold, models }) => hold?.sure && !models)) return TOLD;
  }
  if (isOfFunction(run, root) && root.fn.parent.type !== "CallExpression") return { standing: "handed", client };
  if (root.foundIn) return boundTo(run, root.foundIn, depth);
  return isOfTransaction(root) ? OPEN : UNSEEN;
}

function boundResult(run: Run, root: CallRoot, depth: number): Bound {
  if (binds(run, root)) return TOLD;
  const before = root.within ?? root.foundIn;
  if (before) return boundTo(run, before, depth);
  if (root.construct || isOfDataLibrary(root.callee)) {
    const of = boundByParts(run, root.args, depth);
    return of === UNSEEN && root.construct ? OPEN : of;
  }
  const given = givenThere(run, root);
  if (given) return boundTo(run, given, depth);
  const isMethod = optionsOf(root.callee).some((callee) => callee.kind === "reference" && callee.path.length > 0);
  const of = isMethod ? boundTo(run, receiverOf(root), depth) : root.step ? boundTo(run, root.callee, depth) : UNSEEN;
  return of.standing === "open" && !namesSchema(root) ? UNSEEN : of;
}

/** What a function of another file gives, which may be one that it keeps. */
function givenThere(run: Run, root: CallRoot): Value | undefined {
  const fn = importedFunction(run, { callee: root.callee, receiver: receiverOf(root), method: calledName(root) });
  const summary = fn && run.elsewhere?.summaryOf(fn);
  return summary && new Substitution(run, summary, root, undefined).value(summary.result);
}

/** `drizzle(client)`, `new Kysely({ dialect: new PostgresDialect({ pool }) })`: as what it is made with. */
function boundByParts(run: Run, parts: readonly Value[], depth: number): Bound {
  const found = parts.flatMap(partsOf).map((part) => (part.root.kind === "import" ? OPEN : boundOf(run, part, depth + 1)));
  return found.find(({ standing }) => standing === "told") ?? found.find(({ standing }) => standing === "handed") ?? UNSEEN;
}

function partsOf(value: Value): readonly Reference[] {
  return optionsOf(value).flatMap((option) => (option.kind === "object" ? option.entries.flatMap((entry) => partsOf(entry.value)) : option.kind === "reference" ? [option] : []));
}

/** `this.db`, as the constructor sets it. */
function boundField(run: Run, { root, path: [field] }: Reference, depth: number): Bound {
  const held = root.kind === "this" && root.owner && field !== undefined ? fieldOf(run, root.owner, field) : undefined;
  return held && boundTo(run, held, depth).standing === "told" ? TOLD : OPEN;
}

/** What the search path of a client was last set to here. */
function pathSetOn(run: Run, client: Reference): Setting | undefined {
  if (isPool(run, client)) return undefined;
  for (const { settings } of framesOf(run.frame)) {
    const made = settings.findLast((one) => one.name === SEARCH_PATH && isOn(one, client));
    if (made) return made;
  }
  return undefined;
}

function isOn({ on }: Setting, client: Reference): boolean {
  return on?.kind === "reference" && (keyOf(client) === keyOf(on) || keyOf(client).startsWith(`${keyOf(on)}.`));
}

/** True for what gives every query another connection. */
function isPool(run: Run, client: Reference): boolean {
  const { root } = client;
  if (root.kind !== "parameter") return root.kind !== "call" || root.construct;
  const type = run.facts.declaredType(client);
  return type !== undefined && dataAdapters.some(({ binds: by }) => by?.pools?.test(type) === true);
}

/** True for a call that gives what is bound to a schema or a database that hangs on who is asking. */
function binds(run: Run, made: Pick<CallRoot, "callee" | "args">): boolean {
  return dataAdapters.some(({ binds: by, packages }) => by && bindsBy(run, by, nameOfMaker(made, packages), made));
}

/** What a package gives by default is called as the package. */
function nameOfMaker(made: Pick<CallRoot, "callee">, packages: readonly string[]): string {
  const name = calledName(made) ?? "";
  const { callee } = made;
  return name === "default" && callee.kind === "reference" && callee.root.kind === "import" && packages.includes(callee.root.source) ? callee.root.source : name;
}

/** True for a method that binds to what its argument names, be that always the same. */
function namesSchema(made: CallRoot): boolean {
  const name = calledName(made) ?? "";
  return dataAdapters.some(({ binds: by }) => by?.methods?.test(name));
}

function bindsBy(run: Run, { methods, makers, options }: Binds, name: string, { args }: Pick<CallRoot, "args">): boolean {
  const [first] = args;
  if (methods?.test(name)) return first !== undefined && varies(run, first);
  return makers?.test(name) === true && args.some((argument) => namesOne(run, argument, options));
}

/** True for the address of a database, or for options that name one. */
function namesOne(run: Run, value: Value, options: RegExp | undefined): boolean {
  switch (value.kind) {
    case "text":
      return varies(run, value);
    case "object":
      return value.entries.some((entry) => entry.kind === "property" && (options?.test(entry.key) && entry.value.kind !== "object" ? varies(run, entry.value) : namesOne(run, entry.value, options)));
    case "reference":
      return options?.test(nameOfValue(value) ?? "") === true && varies(run, value);
    default:
      return false;
  }
}

/** True for what hangs on who is asking: no constant of the process, as its settings are. */
export function varies(run: Run, value: Value): boolean {
  return referencesIn(value).some((one) => {
    const { root, path: [field] } = one;
    switch (root.kind) {
      case "parameter":
      case "row":
        return true;
      case "call":
        return root.shape !== undefined || namesTenant(one, run.facts.catalog) || root.args.some((argument) => varies(run, argument)) || (callOf(receiverOf(root)) !== undefined && varies(run, receiverOf(root)));
      case "this": {
        const held = root.owner && field !== undefined && one.path.length === 1 ? fieldOf(run, root.owner, field) : undefined;
        return held?.kind !== "reference" || held.root.kind !== "this" ? held !== undefined && varies(run, held) : false;
      }
      default:
        return false;
    }
  });
}

/** True for a parameter of a function that is called by its name, and not by a framework. */
export function isOfFunction({ frame }: Run, { id }: ParameterRoot): boolean {
  for (const { parameters, entry } of framesOf(frame)) if (parameters.some((one) => one.id === id)) return entry === undefined;
  return false;
}

/** `db.$transaction(async (tx) => …)`. */
export function isOfTransaction({ fn }: ParameterRoot): boolean {
  const { parent } = fn;
  return parent.type === "CallExpression" && parent.callee.type === "MemberExpression" && parent.callee.property.type === "Identifier" && /^\$?transaction$/.test(parent.callee.property.name);
}
