import type { Node } from "../../syntax/source-file.ts";
import type { Access, Filter, WrittenRow } from "../access.ts";
import type { Call } from "../call.ts";
import { judgeFilter } from "../judge.ts";
import type { Judgement } from "../judgement.ts";
import { constant, list, reference, referencesIn } from "../make-value.ts";
import { choiceOf, isUndefined } from "../object-value.ts";
import { opaquePartsOf } from "../pins.ts";
import { standingOf } from "../standing.ts";
import type { CallRoot, Reference, Root, RowRoot, Value } from "../value.ts";
import { isOwed, isTrusting, tiesOf } from "./accesses.ts";
import { expose, exposeLeading } from "./exposure.ts";
import { foundFacts } from "./found.ts";
import { NOTHING } from "./conditions.ts";
import { member } from "./members.ts";
import { keepPromise, takingOf } from "./promises.ts";
import { stepOnRequest } from "./request-steps.ts";
import type { Duty, Place, Run } from "./run.ts";
import { nextId } from "./run.ts";
import type { Fact } from "./state.ts";
import type { Summary } from "./summary.ts";

/** Applies a function's summary at a call: its result, its facts and its duties, in terms of what is passed here. */
export function applySummary(run: Run, summary: Summary, call: Call, captured?: ReadonlyMap<string, Value>): Value {
  const swap = new Substitution(run, summary, call, captured);
  if (summary.readsIdentity) run.frame.identity.seen = true;
  for (const duty of summary.duties) (duty.comparand ? judgeComparand : duty.onTrust ? judgeTrust : judgeDuty)(run, duty, swap, call);
  if (!summary.returns) {
    run.state.ended = true;
    return constant(undefined, call.node);
  }
  const learned = (facts: readonly Fact[]): readonly Fact[] => facts.flatMap((fact) => swap.fact(fact));
  const taking = summary.async === true ? takingOf(call.node) : "heard";
  if (taking === "heard") run.state.learn(learned(summary.facts));
  if (!summary.elsewhere) for (const argument of call.args) expose(run, argument, call.node);
  const swapped = swap.value(summary.result);
  // Each call has a result of its own: what its truth teaches must not be taken for another call's.
  const result = swapped.kind === "reference" ? swapped : { ...swapped };
  const cases = summary.cases?.map((one) => ({ ...one, facts: learned(one.facts) }));
  const outcome = { whenTrue: learned(summary.whenTrue), whenFalse: learned(summary.whenFalse), ...(cases && { cases }) };
  if (taking === "kept") keepPromise(run, result, { facts: learned(summary.facts), outcome });
  run.outcomes.set(result, taking === "heard" ? outcome : NOTHING);
  return result;
}

/** A query that its callers have to scope: judged again with what this call passes, and reported here if that fails. */
function judgeDuty(run: Run, duty: Duty, swap: Substitution, call: Call): void {
  const { model, at } = duty;
  const row = swap.row(duty.row);
  const { access } = row;
  if (!access.filter) return;
  const isLoad = access.operation === "read" || access.operation === "count";
  const known = run.state.fork();
  known.learn(duty.facts.flatMap((fact) => swap.fact(fact)));
  const again = judgeFilter(run, known, access, model, access.filter);
  if (isOwed(again)) {
    // In terms of what this function is passed: its own callers know nothing of the helper's parameters.
    run.frame.duties.push({ row, model, at, facts: [...known.facts.values()] });
    if (isLoad) run.frame.pending.push({ row, judgement: { ...again, access }, key: undefined, checked: false, exposedAt: undefined });
  } else if (again.verdict === "unscoped") {
    reportAtCall(run, duty, row, { ...again, reason: "caller-passes-untrusted" }, call, `${at.file} ${String(at.line)} ${access.model}.${access.method}`);
  } else {
    run.verdicts.set(access, again);
    if (again.verdict === "derived" && again.value) exposeLeading(run, again.value, call.node);
  }
}

/** A query that is scoped by what its callers pass: reported here where this call passes what the client chose. */
function judgeTrust(run: Run, duty: Duty, swap: Substitution, call: Call): void {
  const { model } = duty;
  const row = swap.row(duty.row);
  const { access } = row;
  if (!access.filter) return;
  const again = judgeFilter(run, run.state, access, model, access.filter);
  if (again.onTrust && !isTrusting(run, again)) run.frame.duties.push({ ...duty, row });
  else if (isBetrayed(again)) reportAtCall(run, duty, row, again, call, again.column ?? "");
}

/** True where the client certainly chose the tenant: a wrapper that cannot be read may have checked it. */
function isBetrayed({ verdict, reason, confidence }: Judgement): boolean {
  return verdict === "unscoped" && reason === "untrusted-key" && confidence !== "possible";
}

/** A load whose rows are compared with what its callers pass: reported here where the client chose that as well. */
function judgeComparand(run: Run, duty: Duty, swap: Substitution, call: Call): void {
  const row = swap.row(duty.row);
  const comparand = duty.comparand && swap.value(duty.comparand);
  if (!comparand || !row.access.filter) return;
  const standing = standingOf(run, run.state, comparand);
  if (standing.kind === "argument" || standing.kind === "parameter") run.frame.duties.push({ ...duty, row, comparand: standing.reference });
  if (standing.kind !== "request") return;
  run.verdicts.delete(row.access);
  const again = judgeFilter(run, run.state, row.access, duty.model, row.access.filter);
  if (again.verdict === "unscoped") reportAtCall(run, duty, row, { ...again, reason: "caller-passes-untrusted" }, call, `${duty.at.file} ${String(duty.at.line)}`);
}

/** Reports at a call what it lets happen; calls that bring about the same thing in several ways are reported once for each `what`. */
function reportAtCall(run: Run, { at, row: { access: asked } }: Duty, row: RowRoot, found: Judgement, call: Call, what: string): void {
  const { access } = row;
  const isHere = at.file === run.facts.file.path;
  const place = placeText(run, at);
  const step = { node: isHere ? asked.node : undefined, text: `it reaches \`${access.model}.${access.method}\` in ${place}` };
  const judgement: Judgement = { ...found, access: isHere ? asked : access, node: call.node, evidence: [...found.evidence, step], reached: { ...at, text: place } };
  const key = `${String(call.node.range[0])} ${what}`;
  if (!run.judgements.has(key)) run.judgements.set(key, judgement);
  run.verdicts.set(access, judgement);
  if (access.operation === "read" || access.operation === "count") run.frame.pending.push({ row, judgement: { ...judgement, access }, key, checked: false, exposedAt: undefined });
}

/** A place as messages show it: the line alone in the same file, else the path from the project's root too. */
function placeText({ facts, path }: Run, { file, line }: Place): string {
  if (file === facts.file.path) return `line ${String(line)}`;
  const root = facts.file.path.slice(0, facts.file.path.length - path.length);
  return `${(file.startsWith(root) ? file.slice(root.length) : file).replaceAll("\\", "/")}:${String(line)}`;
}

/** A filter that was handed in, as the caller wrote it: columns with the values they must equal. What else stands there stays opaque. */
function written(filter: Extract<Filter, { kind: "opaque" }>): Filter {
  const { value } = filter;
  if (value.kind !== "object") return filter;
  const of = value.entries.map((entry): Filter => {
    const { value: equal, node } = entry;
    const isPlain = entry.kind === "property" && (equal.kind === "reference" || equal.kind === "constant" || equal.kind === "text");
    return isPlain ? { kind: "equals", column: entry.key, value: equal, optional: entry.optional, whenUndefined: "matches-nothing", node } : { ...filter, value: equal };
  });
  return { kind: "and", of };
}

/** Puts a call's arguments in the place of the parameters, and gives rows and results an identity of their own. */
class Substitution {
  readonly #run: Run;
  readonly #call: Call;
  readonly #parameters: ReadonlyMap<string, Value>;
  readonly #roots = new Map<string, Root>();
  /** Facts in the caller's terms: one that holds early in a function comes with each of its duties. */
  readonly #facts = new Map<Fact, readonly Fact[]>();
  /** Where values from another file stand as far as this file goes: at the call. */
  readonly #node: Node | undefined;

  constructor(run: Run, summary: Summary, call: Call, captured: ReadonlyMap<string, Value> | undefined) {
    this.#run = run;
    this.#call = call;
    this.#node = summary.elsewhere ? call.node : undefined;
    this.#parameters = new Map([...(captured ?? []), ...summary.parameters.map((root, index): readonly [string, Value] => [root.id, root.rest ? list(call.args.slice(index).map((value) => ({ value, optional: false, many: false }))) : (call.args[index] ?? constant(undefined, call.node))])]);
  }

  value(value: Value): Value {
    switch (value.kind) {
      case "reference":
        return this.#reference(value);
      case "object":
        return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: this.value(entry.value) })) };
      case "list":
        return { ...value, items: value.items.map((item) => ({ ...item, value: this.value(item.value) })) };
      case "choice": {
        const [first, ...rest] = value.options.map((option) => this.value(option));
        return first ? choiceOf([first, ...rest], value.node) : value;
      }
      case "text":
        return { ...value, parts: value.parts.map((part) => this.value(part)) };
      case "function":
        return { ...value, captured: new Map([...[...(value.captured ?? [])].map(([id, one]) => [id, this.value(one)] as const), ...this.#parameters]) };
      default:
        return value;
    }
  }

  /** A fact in the caller's terms; between compound values it holds for all they are made of. */
  fact(fact: Fact): readonly Fact[] {
    const known = this.#facts.get(fact) ?? this.#fact(fact);
    this.#facts.set(fact, known);
    return known;
  }

  #fact(fact: Fact): readonly Fact[] {
    if (fact.kind === "operators") return [fact];
    if (fact.kind === "when-set") return this.fact(fact.tie).flatMap((tie): readonly Fact[] => (tie.kind === "tie" ? [{ kind: "when-set", tie: { ...tie, oneWay: true } }] : []));
    if (fact.kind !== "tie") return referencesIn(this.value(fact.value)).flatMap((value): readonly Fact[] => (fact.kind === "present" && value.root.kind === "row" ? foundFacts(value) : [{ kind: fact.kind, value }]));
    const as = referencesIn(this.value(fact.a));
    const bs = referencesIn(this.value(fact.b));
    return as.flatMap((a) => bs.map((b): Fact => ({ kind: "tie", a, b, node: this.#call.node, oneWay: fact.oneWay === true })));
  }

  filter(filter: Filter): Filter {
    switch (filter.kind) {
      case "equals":
      case "other":
        return { ...filter, value: this.value(filter.value) };
      case "opaque":
        return written({ ...filter, value: this.value(filter.value) });
      case "in":
        return { ...filter, values: this.value(filter.values) };
      case "and":
        return { ...filter, of: filter.of.map((one) => this.filter(one)) };
      case "or": {
        // A branch that asks for what this call does not pass is one that it does not take.
        const branches = filter.of.map((one) => this.filter(one));
        const taken = branches.filter((one) => one.kind !== "equals" || !isUndefined(one.value));
        return { ...filter, of: taken.length > 0 ? taken : branches };
      }
      case "not":
      case "related":
        return { ...filter, of: this.filter(filter.of) };
      default:
        return filter;
    }
  }

  /** The rows that a load inside the function gives for this call. */
  row(root: RowRoot): RowRoot {
    const known = this.#roots.get(root.id);
    if (known?.kind === "row") return known;
    const row = this.#row(root);
    this.#run.state.see(row.id);
    this.#roots.set(root.id, row);
    return row;
  }

  #reference(value: Reference): Value {
    const { root, path } = value;
    const argument = this.#parameters.get(root.id);
    const node = this.#node ?? value.node;
    if (argument) return path.reduce<Value>((at, step) => member(this.#run, at, step, node), argument);
    if (root.kind === "row") return reference(this.row(root), path, node);
    if (root.kind === "call") return this.#ofRequest(root, path, node) ?? reference(this.#result(root), path, node);
    return this.#node ? { ...value, node } : value;
  }

  /** What a function reads of the request it was passed, as `request.headers.get("x-company")`. */
  #ofRequest({ callee, args }: CallRoot, path: readonly string[], node: Node | undefined): Value | undefined {
    if (callee.kind !== "reference" || !this.#parameters.has(callee.root.id)) return undefined;
    const step = stepOnRequest({ callee: this.value(callee), args: args.map((argument) => this.value(argument)), node: node ?? this.#call.node });
    return step && path.reduce<Value>((at, key) => member(this.#run, at, key, node), step);
  }

  #row(root: RowRoot): RowRoot {
    const access: Access = { ...root.access, node: this.#node ?? root.access.node, filter: root.access.filter && this.filter(root.access.filter), data: root.access.data.map((row): WrittenRow => ({ ...row, columns: this.value(row.columns) })), ...this.#chain(root) };
    const verdict = root.judged ?? this.#run.verdicts.get(root.access);
    const again = verdict?.onTrust ? this.#judgedAgain(access) : undefined;
    if (verdict) this.#run.verdicts.set(access, again && (again.verdict !== "unscoped" || isBetrayed(again)) ? again : verdict);
    const model = this.#run.facts.catalog.models.get(access.model);
    const handedIn = model && root.access.filter && opaquePartsOf(root.access.filter).length > 0 ? tiesOf(this.#run, access, model) : [];
    return { kind: "row", id: nextId(this.#run, "row"), access, ties: [...root.ties.flatMap((tie) => referencesIn(this.value(tie))), ...handedIn] };
  }

  /** What was scoped by a tenant that the caller passes is as good as what this call passes. */
  #judgedAgain(access: Access): Judgement | undefined {
    const model = this.#run.facts.catalog.models.get(access.model);
    return model && access.filter && judgeFilter(this.#run, this.#run.state, access, model, access.filter);
  }

  #chain({ access: { chain } }: RowRoot): { readonly chain?: Reference } {
    const swapped = chain && this.value(chain);
    return swapped?.kind === "reference" ? { chain: swapped } : {};
  }

  #result(root: CallRoot): CallRoot {
    const known = this.#roots.get(root.id);
    if (known?.kind === "call") return known;
    const result: CallRoot = { ...root, node: this.#node ?? root.node, id: nextId(this.#run, "call"), callee: this.value(root.callee), args: root.args.map((argument) => this.value(argument)) };
    this.#run.state.see(result.id);
    this.#roots.set(root.id, result);
    return result;
  }
}
