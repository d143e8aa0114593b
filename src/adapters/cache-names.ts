import type { Call } from "../analysis/call.ts";
import type { FileFacts } from "../analysis/file-facts.ts";
import { nameOfValue } from "../analysis/make-value.ts";
import type { Reference } from "../analysis/value.ts";
import { dottedName } from "../analysis/origin.ts";
import { lastName } from "./cache-client.ts";

/** Names that a cache server alone carries; anything may follow, but not what belongs to one: `redisConfig`, `redisKey`. */
const STRONG = /^(?!.*(config|options?|keys?|url|params|headers?|queue|pub|sub)$).*(redis|valkey|keyv|upstash|memcache)/i;
const WEAK = /(^|[a-z_])(cache|kv)(client|store|manager|service|provider|wrapper)?$/i;

/** How strongly a name says that a value is a cache client: `weak` for what may as well be a plain map. */
export function namesCache(name: string): "strong" | "weak" | undefined {
  if (STRONG.test(name)) return "strong";
  return WEAK.test(name) ? "weak" : undefined;
}

/**
 * The names by which a reader knows what is called: the receiver as it is written, then as it resolves, then what it is
 * a part of. For a plain call, the function's own name.
 */
export function namesOf(call: Call, file: FileFacts): readonly string[] {
  const { receiver, node } = call;
  if (receiver === undefined) return call.method === undefined ? [] : [call.method];
  const callee = node.type === "CallExpression" ? node.callee : undefined;
  const text = callee?.type === "MemberExpression" ? file.textOf(callee.object) : "";
  const steps = text.replace(/\([^()]*\)|[?!()]|\bawait\s+/g, "").split(".").reverse();
  const [last = "", ...owners] = steps;
  return [last, receiver.kind === "reference" ? nameOfOrigin(receiver) : "", ...owners].filter((name) => /^[\w$]+$/.test(name));
}

/** The name a value has where it comes from; a default import is named by its module, a result by what made it. */
export function nameOfOrigin(value: Reference): string {
  const { root } = value;
  if (root.kind === "import" && lastName(value) === undefined && (root.name === "default" || root.name === "*")) {
    return /([\w-]+)(\.\w+)?$/.exec(root.source)?.[1]?.replaceAll("-", "_") ?? "";
  }
  if (root.kind === "call" && value.path.length === 0) return nameOfValue(root.callee) ?? "";
  return nameOfValue(value) ?? "";
}

/** True when the settings name the client, as written or as it resolves: `redis`, `this.store`, `wrapRedis`. */
export function isConfigured(call: Call, file: FileFacts): boolean {
  const { clients } = file.settings.caches;
  if (clients.length === 0) return false;
  const subject = call.receiver ?? call.callee;
  const dotted = subject.kind === "reference" ? dottedName(subject) : "";
  const callee = call.node.type === "CallExpression" ? call.node.callee : undefined;
  const written = callee?.type === "MemberExpression" ? file.textOf(callee.object) : callee && file.textOf(callee);
  return clients.some((client) => [dotted, written, lastName(subject)].some((name) => name === client || name?.endsWith(`.${client}`)));
}
