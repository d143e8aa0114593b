import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Judgement, Reason } from "../judgement.ts";
import { callsOfPrivate } from "./calls-of-private.ts";
import { nameForOthers, usesOf } from "./named-uses.ts";
import type { Answer, Run } from "./run.ts";

/** What a call passes that is the tenant's own; a row that is judged where it is loaded may be anybody's. */
const OWN: ReadonlySet<Reason> = new Set<Reason>(["from-scoped-row", "from-created-row", "from-trusted-call"]);

/** Notes what is reported in a function that ignores the tenant at hand, and gives the name under which its calls answer for it; undefined where no call can. */
export function blamedFor(run: Run, key: unknown, { reason, node }: Judgement): string | undefined {
  const { fn } = run.frame;
  if (reason !== "ignored-tenant" || !fn || (callsOfPrivate(run, fn)?.length ?? (nameForOthers(fn) === undefined ? 0 : 1)) === 0) return undefined;
  const name = `${run.facts.file.path} ${typeof key === "string" ? key : String(node.range[0])}`;
  if (!run.walks) run.blamed.push({ key, name, fn });
  return name;
}

/** What a call says of a query, if anything: that it passes the tenant's own, that it does not, or that it is for the callers of the function around it to say. */
export function answerOf({ verdict, reason }: Judgement, around: FunctionNode | undefined): Answer | undefined {
  // What may go over all tenants, such as a job, proves nothing of what others pass.
  if (verdict === "exempt") return undefined;
  if (around && (verdict === "caller" || reason === "ignored-tenant")) return around;
  return verdict === "scoped" || verdict === "checked" || (verdict === "derived" && OWN.has(reason));
}

/** Keeps what a call was seen to pass; one that is seen several times has to be sound each time. */
export function noteAnswer({ heard }: Run, name: string, call: Node, answer: Answer): void {
  const answers = heard.get(name) ?? new Map<Node, Answer>();
  heard.set(name, answers);
  const before = answers.get(call);
  if (before === undefined || before === true || answer === false) answers.set(call, answer);
}

/** Takes back what is reported in functions of which every call passes what is the tenant's own; those that others may call as well stay possible. */
export function clearBlamed(run: Run): void {
  for (const { key, name, fn } of run.blamed) {
    const judgement = run.judgements.get(key);
    if (judgement?.verdict !== "unscoped" || judgement.confidence === "possible") continue;
    const proof = new Proof(name);
    if (!proof.holds(run, fn)) continue;
    const told = (text: string): Judgement["evidence"] => [...judgement.evidence, { node: judgement.node, text }];
    if (proof.isOpen) run.judgements.set(key, { ...judgement, confidence: "possible", evidence: told("every call that leads here passes the tenant's own") });
    else run.judgements.set(key, { ...judgement, verdict: "derived", reason: "from-trusted-call", confidence: "possible", evidence: told("every call of this private function passes the tenant's own") });
  }
}

/** That what leads to a query passes the tenant's own, over any number of functions that pass on what they are passed. */
class Proof {
  readonly #name: string;
  readonly #seen = new Set<FunctionNode>();
  /** True where one of the functions may be called by others than those that were found. */
  isOpen = false;

  constructor(name: string) {
    this.#name = name;
  }

  /** True where all calls of a function are sound, and there are any. */
  holds(run: Run, fn: FunctionNode): boolean {
    if (this.#seen.has(fn)) return true;
    this.#seen.add(fn);
    const calls = callsOfPrivate(run, fn);
    if (calls) return calls.length > 0 && calls.every((call) => this.#isSound(run, call));
    this.isOpen = true;
    const name = run.entries.has(fn) ? undefined : nameForOthers(fn);
    return name !== undefined && this.#holdsEverywhere(run, name);
  }

  #isSound(run: Run, call: Node): boolean {
    const answer = run.heard.get(this.#name)?.get(call);
    return typeof answer === "object" ? this.holds(run, answer) : answer === true;
  }

  /** The same of a function that other files may call: wherever its name stands, it is a call that is understood. */
  #holdsEverywhere(run: Run, name: string): boolean {
    const home = run.facts.file.path;
    const others = run.elsewhere?.runsNaming(name, home);
    if (!others) return false;
    let isCalled = false;
    for (const one of [run, ...others]) {
      for (const use of usesOf(one, name, home)) {
        if (use === "unread") return false;
        if (!one.heard.get(this.#name)?.has(use)) continue;
        if (!this.#isSound(one, use)) return false;
        isCalled = true;
      }
    }
    return isCalled;
  }
}
