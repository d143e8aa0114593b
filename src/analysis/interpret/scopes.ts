import { callOf, calledName, receiverOf } from "../../adapters/calls.ts";
import type { DataAdapter } from "../../adapters/data-adapter.ts";
import type { ModelScope } from "../../catalog/catalog.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Access, Filter, Hold, WrittenRow } from "../access.ts";
import type { Call } from "../call.ts";
import { reference } from "../make-value.ts";
import { isNullish, optionsOf } from "../object-value.ts";
import type { CallRoot, ObjectEntry, Reference, Value } from "../value.ts";
import type { AddedColumn, Preparation } from "../preparation.ts";
import { preparationsOf } from "./preparations.ts";
import { fieldOf } from "./trial.ts";
import { RUNTIME_BYPASS } from "./functions.ts";
import type { Run } from "./run.ts";

/** A query as what its client was made with, or a scope of our runtime, holds other tenants' rows back. */
export function underScope(run: Run, call: Call, access: Access, adapter: DataAdapter): Access {
  const model = run.facts.catalog.models.get(access.model);
  const scope = model?.scopedBy;
  // Texts of SQL go past the library.
  if (model?.library !== adapter.name || access.heldBy?.sure || access.isDriver || !(scope || adapter.clients)) return access;
  const named = scope?.clients && clientNamed(call.receiver ?? call.callee, scope.clients);
  if (named === "open") return access;
  const client = scope?.everywhere ? { hold: everywhere(scope) } : clientBehind(run, call.receiver ?? call.callee, 0);
  const own = (client.preparations ?? []).filter(({ models, methods, forms }) => (models?.includes(access.model) ?? true) && (methods?.includes(access.method) ?? true) && (forms?.includes(access.form ?? "") ?? true));
  const tied = withAdded(access, own);
  const hold = client.hold ?? heldBy(own, access, adapter) ?? (scope && client === UNSEEN ? OUT_OF_SIGHT : undefined);
  if (!hold || run.frame.bypass !== undefined || isBypassed(access.node)) return tied;
  // A client that is made for some of the models leaves the others alone.
  if (hold.sure && !scope) return tied;
  return { ...tied, heldBy: hold.sure && scope?.sure === false && named !== "scoped" ? { ...hold, sure: false, text: `${hold.text}, if the model is among those that it is for` } : hold };
}

/** What holds the rows of a query back, unless a client that is made of the scoped one takes it out again. */
function heldBy(preparations: readonly Preparation[], { operation }: Access, { clients }: DataAdapter): Hold | undefined {
  const best = preparations.find(({ hold }) => hold?.sure) ?? preparations.find(({ hold }) => hold);
  const hold = best?.hold;
  const after = best ? preparations.slice(preparations.indexOf(best) + 1).map((one) => clients?.undoes?.(one, operation) ?? "never") : [];
  if (after.includes("always")) return undefined;
  return hold && after.includes("sometimes") ? { ...hold, sure: false, text: `${hold.text}, unless what is made of it takes that out again` } : hold;
}

/** Which of several clients a query is begun with, by the name of the variable that is exported or stands at hand. */
function clientNamed(value: Value, clients: NonNullable<ModelScope["clients"]>): keyof typeof clients | undefined {
  if (value.kind !== "reference") return undefined;
  const { root, path, node } = value;
  if (root.kind === "call" && root.callee.kind === "reference" && (root.step === true || root.callee.path.length > 0)) return clientNamed(receiverOf(root), clients);
  const held = root.kind === "call" && root.node.parent?.type === "VariableDeclarator" && root.node.parent.id.type === "Identifier" ? root.node.parent.id.name : undefined;
  const imported = root.kind === "import" && root.name !== "default" && root.name !== "*" ? root.name : node?.type === "Identifier" ? node.name : undefined;
  const names = [held, imported, ...path];
  return (["open", "scoped"] as const).find((kind) => names.some((name) => name !== undefined && clients[kind].includes(name)));
}

/** Clients are handed around: one that nobody can follow may be the one that is scoped. */
const OUT_OF_SIGHT: Hold = { sure: false, text: "nothing here says whether the client is the one that is scoped" };

function everywhere({ name }: ModelScope): Hold {
  return { sure: true, text: `\`${name}\` keeps the queries of the models to the tenant in force`, leaves: "references" };
}

/** A query with the conditions that its client adds, and the columns that it gives to new rows. */
function withAdded(access: Access, preparations: readonly Preparation[]): Access {
  const added = preparations.flatMap(({ adds = [] }) => adds).map(({ column, value }) => ({ column, value: { ...value, node: undefined } }));
  if (added.length === 0) return access;
  if (access.operation === "create" || access.operation === "upsert") return { ...access, data: access.data.map((row) => (row.kind === "create" ? stamped(row, added) : row)) };
  const said = added.map(({ column, value }): Filter => ({ kind: "equals", column, value, optional: false, whenUndefined: "matches-nothing", node: undefined }));
  return access.filter ? { ...access, filter: { kind: "and", of: [access.filter, ...said] } } : access;
}

/** Rows that another query gives are none that a client could change. */
function stamped(row: WrittenRow, added: readonly AddedColumn[]): WrittenRow {
  const { columns } = row;
  if (columns.kind === "unknown") return row;
  const before: readonly ObjectEntry[] = columns.kind === "object" ? columns.entries : [{ kind: "spread", value: columns }];
  return { ...row, columns: { kind: "object", entries: [...before, ...added.map(({ column, value }): ObjectEntry => ({ kind: "property", key: column, value, optional: false }))], node: columns.node } };
}

/** What is known of the client that a query is run with. */
interface Client {
  readonly hold?: Hold;
  /** What it does to its queries beside changing their arguments. */
  readonly preparations?: readonly Preparation[];
  /** True for one that is seen to be made by the library, with nothing around it. */
  readonly isOpen?: true;
}

const UNSEEN: Client = {};
const OPEN: Client = { isOpen: true };

/** How far a client is followed through chains and files. */
const DEEPEST = 40;

function clientBehind(run: Run, value: Value, depth: number): Client {
  // What a global variable keeps over reloads is what was made here before.
  const options = optionsOf(value).filter((option) => !isNullish(option) && !(option.kind === "reference" && option.root.kind === "global"));
  const clients = options.map((option) => (option.kind === "reference" && depth < DEEPEST ? clientOf(run, option, depth) : UNSEEN));
  return clients.find(({ isOpen }) => isOpen) ?? clients.find(({ hold, preparations }) => !(hold ?? preparations)) ?? clients[0] ?? UNSEEN;
}

function clientOf(run: Run, value: Reference, depth: number): Client {
  const { root, path } = value;
  if (path.some((step) => leadsBack(run, step))) return OPEN;
  switch (root.kind) {
    case "import":
      return importedClient(run, value, depth);
    case "call":
      return madeClient(run, root, depth);
    case "this":
      return heldClient(run, value, depth);
    case "parameter":
      return handedClient(run, value);
    case "row":
      return clientOfQuery(run, root.access, depth);
    default:
      return UNSEEN;
  }
}

/** `db.query.plots`, `clients.scoped.plot`: some part of the path is a client of another file. */
function importedClient(run: Run, { root, path }: Reference, depth: number): Client {
  for (let length = 0; length <= path.length; length += 1) {
    const there = run.facts.imported(reference(root, path.slice(0, length)));
    const client = there ? clientBehind(run, there, depth + 1) : UNSEEN;
    if (client !== UNSEEN) return client;
  }
  return UNSEEN;
}

/** `ctx.db.query.plots`: some part of the path is a client that the code around the function hands to it. */
function handedClient(run: Run, { root, path }: Reference): Client {
  for (let length = path.length; length > 0; length -= 1) {
    const preparations = preparationsOf(run, reference(root, path.slice(0, length)));
    if (preparations.some(({ hold, adds }) => hold ?? adds)) return { preparations };
  }
  return UNSEEN;
}

/** `this.db`, as the constructor sets it. */
function heldClient(run: Run, { root, path: [field] }: Reference, depth: number): Client {
  const held = root.kind === "this" && root.owner && field !== undefined ? fieldOf(run, root.owner, field) : undefined;
  return held ? clientBehind(run, held, depth + 1) : UNSEEN;
}

/** A query that is continued is run with the client that it was begun with. */
function clientOfQuery(run: Run, { chain, heldBy }: Access, depth: number): Client {
  if (chain) return clientOf(run, chain, depth + 1);
  return heldBy ? { hold: heldBy } : UNSEEN;
}

function madeClient(run: Run, made: CallRoot, depth: number): Client {
  if (made.within) return clientBehind(run, made.within, depth + 1);
  const preparations = preparationsOf(run, reference(made, []));
  if (preparations.some(({ hold, adds }) => hold ?? adds)) return { preparations };
  const name = calledName(made) ?? "";
  const isMethod = !made.construct && optionsOf(made.callee).some((callee) => callee.kind === "reference" && callee.path.length > 0);
  if (isMethod) return leadsBack(run, name) ? OPEN : clientBehind(run, receiverOf(made), depth + 1);
  return run.dataAdapters.some(({ clients }) => clients?.open?.makers.test(name)) ? OPEN : UNSEEN;
}

/** The client that a transaction hands to its callback: one that does to its queries what the outer one does. */
export function clientWithin(run: Run, { method, receiver }: Call): Value | undefined {
  if (!receiver) return undefined;
  if (method === "$transaction") return preparationsOf(run, receiver).length > 0 ? receiver : undefined;
  const client = method === "transaction" ? receiver : method === "execute" ? clientOfBegun(receiver) : undefined;
  return client && (isToldApart(run, client) || preparationsOf(run, client).some(({ hold, adds }) => hold ?? adds)) ? client : undefined;
}

/** True for one of several clients of which our runtime scopes some. */
function isToldApart({ facts }: Run, client: Value): boolean {
  return [...facts.catalog.models.values()].some(({ scopedBy }) => scopedBy?.clients && clientNamed(client, scopedBy.clients) !== undefined);
}

/** `db` of `db.transaction().setIsolationLevel("serializable")`, which only `execute` begins. */
function clientOfBegun(value: Value): Value | undefined {
  const made = callOf(value);
  if (!made) return undefined;
  const name = calledName(made);
  return name === "transaction" || name === "connection" ? receiverOf(made) : clientOfBegun(receiverOf(made));
}

/** True for a property or a method that leads from a scoped client back to one with nothing around it. */
function leadsBack({ dataAdapters }: Run, step: string): boolean {
  return dataAdapters.some(({ clients }) => clients?.open?.back?.test(step));
}

/** True inside `withoutTenant(reason, …)`, where the runtime scopes nothing. */
function isBypassed(node: Node): boolean {
  for (let at = node.parent; at; at = at.parent) {
    if (at.type !== "CallExpression") continue;
    const { callee } = at;
    const named = callee.type === "MemberExpression" ? callee.property : callee;
    if (named.type === "Identifier" && named.name === RUNTIME_BYPASS) return true;
  }
  return false;
}
