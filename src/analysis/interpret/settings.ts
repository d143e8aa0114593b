import { contains } from "../../syntax/contains.ts";
import type { Access } from "../access.ts";
import type { Call } from "../call.ts";
import { mayBeSet, mayMakeSetting, SEARCH_PATH, settingsMadeBy, underSettings, type Setting } from "../row-settings.ts";
import type { Run } from "./run.ts";

/** Keeps what a call sets for the transaction that it runs in. */
export function noteSettings(run: Run, call: Call): void {
  const { catalog } = run.facts;
  if (!mayBeSet(catalog) || !mayMakeSetting(run.facts.textOf(call.node), catalog)) return;
  const isPassedOver = run.dataAdapters.some(({ binds }) => binds?.qualifies?.test(call.method ?? "") === true);
  run.frame.settings.push(...settingsMadeBy(call, clientOf(run, call), catalog).filter(({ name }) => name !== SEARCH_PATH || !isPassedOver));
}

/** What stands before the call: `tx` of `tx.execute(…)` and of tx`…`. */
function clientOf({ facts }: Run, { node }: Call): string | undefined {
  if (node.type !== "CallExpression" && node.type !== "TaggedTemplateExpression") return undefined;
  const called = node.type === "CallExpression" ? node.callee : node.tag;
  return facts.textOf(called.type === "MemberExpression" ? called.object : called);
}

/** A query as the settings that were made for its transaction let it through. */
export function withSettings(run: Run, access: Access): Access {
  const { settings } = run.frame;
  if (settings.length === 0) return access;
  const { catalog } = run.facts;
  const own = settings.filter(({ client }) => client === undefined || isCalledOn(run, access, client));
  const under = (one: Access): Access => underSettings(one, catalog.models.get(one.model), own);
  const { text } = access;
  return { ...under(access), ...(text && { text: { ...text, before: text.before.map(under), after: text.after.map(under) } }) };
}

/** A query that goes on with others of the same function is called on what these are called on. */
function isCalledOn(run: Run, { node, extends: shorter = [] }: Access, client: string): boolean {
  if (shorter.length > 0) return shorter.every((one) => run.frame.fn !== undefined && contains(run.frame.fn, one.node) && isCalledOn(run, one, client));
  const text = run.facts.textOf(node);
  return text.startsWith(client) && /^\s*(?:[.(`]|[?!]\.)/.test(text.slice(client.length));
}

/** What holds inside a callback whose caller has made settings for it. */
export function inTransaction<Result>(run: Run, settings: readonly Setting[], walk: () => Result): Result {
  const { length } = run.frame.settings;
  run.frame.settings.push(...settings);
  const result = walk();
  run.frame.settings.splice(length, settings.length);
  return result;
}
