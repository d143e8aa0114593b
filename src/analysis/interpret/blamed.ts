import type { Node } from "../../syntax/source-file.ts";
import type { Judgement, Reason } from "../judgement.ts";
import { callsOfPrivate } from "./calls-of-private.ts";
import type { Blamed, Run } from "./run.ts";

/** What a call passes that is the tenant's own; a row that is judged where it is loaded may be anybody's. */
const OWN: ReadonlySet<Reason> = new Set<Reason>(["from-scoped-row", "from-created-row", "from-trusted-call"]);

/** What is to be asked of the calls of a private function that ignores the tenant at hand; undefined where that is not what is reported. */
export function blamedFor(run: Run, key: unknown, { reason }: Judgement): Blamed | undefined {
  const { fn } = run.frame;
  const calls = reason === "ignored-tenant" && fn && !run.walks ? callsOfPrivate(run, fn) : undefined;
  if (!calls || calls.length === 0) return undefined;
  const blamed = { key, calls: new Map(calls.map((call) => [call, undefined])) };
  run.blamed.push(blamed);
  return blamed;
}

/** Keeps what a call was seen to pass; one that is seen several times has to be sound each time. */
export function noteAnswer({ calls }: Blamed, call: Node, { verdict, reason }: Judgement): void {
  const isOwn = verdict === "scoped" || verdict === "checked" || (verdict === "derived" && OWN.has(reason));
  if (calls.has(call)) calls.set(call, isOwn && calls.get(call) !== false);
}

/** Takes back what is reported in private functions of which every call passes what is the tenant's own. */
export function clearBlamed(run: Run): void {
  for (const { key, calls } of run.blamed) {
    const judgement = run.judgements.get(key);
    if (judgement?.reason !== "ignored-tenant" || ![...calls.values()].every((isOwn) => isOwn === true)) continue;
    run.judgements.set(key, { ...judgement, verdict: "derived", reason: "from-trusted-call", confidence: "possible", evidence: [...judgement.evidence, { node: judgement.node, text: "every call of this private function passes the tenant's own" }] });
  }
}
