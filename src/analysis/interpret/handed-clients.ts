import { callOf, receiverOf } from "../../adapters/calls.ts";
import type { Access, Hold } from "../access.ts";
import type { Call } from "../call.ts";
import { reference } from "../make-value.ts";
import { isNullish, optionsOf } from "../object-value.ts";
import { mayBeSet, settingsAsked } from "../row-settings.ts";
import type { ParameterRoot, Reference, Value } from "../value.ts";
import { isWholeClient } from "./client-classes.ts";
import type { Run } from "./run.ts";
import { boundTo, inTenantSchema, isOfFunction, isOfTransaction, type Bound } from "./tenant-schemas.ts";

/**
 * A query that is called on what a function's callers hand over, of a model whose policies ask for a setting which code
 * of the project makes for the transactions that it hands on, or where it hands on clients that are bound to a tenant's
 * schema: each call tells whether this is one of them.
 */
export function onHandedClient(run: Run, call: Call, access: Access): Access {
  if (!mayBeSet(run.facts.catalog)) return access;
  const held = (one: Access): Access => heldWhereTold(run, call, inTenantSchema(run, call, one));
  const { text } = access;
  if (!text) return held(access);
  const [before, after] = [text.before.map(held), text.after.map(held)];
  // Rows of one text know each other by their accesses.
  const isSame = [...before, ...after].every((one) => text.before.includes(one) || text.after.includes(one));
  const own = held(access);
  return isSame && own === access ? access : { ...own, text: { ...text, before, after } };
}

function heldWhereTold(run: Run, call: Call, access: Access): Access {
  const model = run.facts.catalog.models.get(access.model);
  if (!model?.rowSettings || access.heldBy || !settingsAsked(access, model).some(({ handedOn }) => handedOn)) return access;
  const client = call.receiver && clientHanded(run, call.receiver, access.model);
  return client ? { ...access, heldBy: { sure: false, leaves: "references", text: `policies of \`${model.table}\` hold its rows back where the caller hands over a transaction that they are told of`, client } } : access;
}

/** The parameter that a query's client is, if it may be a transaction. */
function clientHanded(run: Run, receiver: Value, model: string): Reference | undefined {
  const made = callOf(receiver);
  if (made) return clientHanded(run, receiverOf(made), model);
  if (receiver.kind !== "reference" || receiver.root.kind !== "parameter" || !isOfFunction(run, receiver.root)) return undefined;
  const { root, path } = receiver;
  const client = reference(root, path.at(-1)?.toLowerCase() === model.toLowerCase() ? path.slice(0, -1) : path, receiver.node);
  const depth = root.fn.params[root.index]?.type === "ObjectPattern" ? 1 : 0;
  return client.path.length === depth && !isWholeClient(run, client) ? client : undefined;
}

/** Whether the client of a query is one that the policies are told of, or that is bound to a tenant's schema. */
export function standingOfClient(run: Run, access: Access, client: NonNullable<Hold["client"]>): Bound {
  const bound = run.facts.catalog.tenantSchemas ? boundTo(run, client) : undefined;
  if (bound?.standing === "told") return bound;
  const found = optionsOf(client).map((option) => standingOf(run, access, option));
  const standing = (["open", "handed", "unseen"] as const).find((one) => found.includes(one)) ?? "told";
  return bound && standing !== "told" ? bound : { standing, ...(standing === "handed" && client.kind === "reference" && { client }) };
}

function standingOf(run: Run, access: Access, client: Value): Bound["standing"] {
  if (client.kind !== "reference") return isNullish(client) ? "open" : "unseen";
  const { root } = client;
  switch (root.kind) {
    case "parameter":
      if (isOfFunction(run, root)) return "handed";
      if (isTold(run, access, root)) return "told";
      return isOfTransaction(root) ? "open" : "unseen";
    case "call":
      return root.construct ? "open" : "unseen";
    case "this":
    case "import":
    case "global":
      return "open";
    default:
      return "unseen";
  }
}

/** True where a setting that the model's policies ask for was made on a transaction. */
function isTold({ frame, facts }: Run, access: Access, { name }: ParameterRoot): boolean {
  const model = facts.catalog.models.get(access.model);
  const asked = model ? settingsAsked(access, model).map(({ setting }) => setting) : [];
  return frame.settings.some((made) => asked.includes(made.name) && (made.client === undefined || made.client === name));
}
