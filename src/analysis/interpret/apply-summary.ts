import type { Filter, WrittenRow } from "../access.ts";
import type { Call } from "../call.ts";
import { judgeFilter } from "../judge.ts";
import { constant, reference, referencesIn } from "../make-value.ts";
import { choiceOf } from "../object-value.ts";
import type { CallRoot, Reference, Root, RowRoot, Value } from "../value.ts";
import { expose } from "./exposure.ts";
import { member } from "./members.ts";
import type { Run } from "./run.ts";
import { nextId } from "./run.ts";
import type { Fact } from "./state.ts";
import type { Summary } from "./summary.ts";

/** Applies a function's summary at a call: its result, its facts and its duties, in terms of what is passed here. */
export function applySummary(run: Run, summary: Summary, call: Call): Value {
  const swap = new Substitution(run, summary, call);
  for (const duty of summary.duties) judgeDuty(run, duty, swap, call);
  if (summary.readsIdentity) run.frame.identity.seen = true;
  if (!summary.returns) {
    run.state.ended = true;
    return constant(undefined, call.node);
  }
  run.state.learn(summary.facts.flatMap((fact) => swap.fact(fact)));
  for (const argument of call.args) expose(run, argument, call.node);
  const swapped = swap.value(summary.result);
  // Each call has a result of its own: what its truth teaches must not be taken for another call's.
  const result = swapped.kind === "reference" ? swapped : { ...swapped };
  run.outcomes.set(result, { whenTrue: summary.whenTrue.flatMap((fact) => swap.fact(fact)), whenFalse: summary.whenFalse.flatMap((fact) => swap.fact(fact)) });
  return result;
}

/** A query that its callers have to scope: judged again with what this call passes, and reported here if that fails. */
function judgeDuty(run: Run, duty: Summary["duties"][number], swap: Substitution, call: Call): void {
  const { judgement } = duty;
  const { access, model } = judgement;
  if (!access.filter) return;
  const known = run.state.fork();
  known.learn(duty.facts.flatMap((fact) => swap.fact(fact)));
  const again = judgeFilter(run, known, access, model, swap.filter(access.filter));
  if (again.verdict === "caller") {
    // In terms of what this function is passed: its own callers know nothing of the helper's parameters.
    const row = swap.row(duty.row);
    run.frame.duties.push({ judgement: { ...judgement, access: row.access }, row, facts: [...known.facts.values()] });
  } else if (again.verdict === "unscoped") {
    const where = `\`${access.model}.${access.method}\` in line ${String(lineOf(run, access.node.range[0]))}`;
    const reported = { ...again, reason: "caller-passes-untrusted", node: call.node, evidence: [...again.evidence, { node: access.node, text: `it reaches ${where}` }] } as const;
    const row = swap.row(duty.row);
    const key = `${String(call.node.range[0])} ${String(access.node.range[0])}`;
    if (!run.judgements.has(key)) run.judgements.set(key, reported);
    run.verdicts.set(row.access, reported);
    if (access.operation === "read" || access.operation === "count") run.frame.pending.push({ row, judgement: { ...reported, access: row.access }, key, checked: false, exposedAt: undefined });
  }
}

function lineOf(run: Run, offset: number): number {
  return run.facts.file.text.slice(0, offset).split("\n").length;
}

/** Puts a call's arguments in the place of the parameters, and gives rows and results an identity of their own. */
class Substitution {
  readonly #run: Run;
  readonly #call: Call;
  readonly #parameters: ReadonlyMap<string, Value>;
  readonly #roots = new Map<string, Root>();

  constructor(run: Run, summary: Summary, call: Call) {
    this.#run = run;
    this.#call = call;
    this.#parameters = new Map(summary.parameters.map((root, index) => [root.id, call.args[index] ?? constant(undefined, call.node)]));
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
      default:
        return value;
    }
  }

  /** A fact in the caller's terms; between compound values it holds for all they are made of. */
  fact(fact: Fact): readonly Fact[] {
    if (fact.kind === "operators") return [fact];
    if (fact.kind === "present") return referencesIn(this.value(fact.value)).map((value) => ({ kind: "present", value }));
    const as = referencesIn(this.value(fact.a));
    const bs = referencesIn(this.value(fact.b));
    return as.flatMap((a) => bs.map((b): Fact => ({ kind: "tie", a, b, node: this.#call.node })));
  }

  filter(filter: Filter): Filter {
    switch (filter.kind) {
      case "equals":
      case "other":
      case "opaque":
        return { ...filter, value: this.value(filter.value) };
      case "in":
        return { ...filter, values: this.value(filter.values) };
      case "and":
      case "or":
        return { ...filter, of: filter.of.map((one) => this.filter(one)) };
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
    if (argument) return path.reduce<Value>((at, step) => member(this.#run, at, step, value.node), argument);
    if (root.kind === "row") return reference(this.row(root), path, value.node);
    if (root.kind === "call") return reference(this.#result(root), path, value.node);
    return value;
  }

  #row(root: RowRoot): RowRoot {
    const access = { ...root.access, filter: root.access.filter && this.filter(root.access.filter), data: root.access.data.map((row): WrittenRow => ({ ...row, columns: this.value(row.columns) })), ...this.#chain(root) };
    const verdict = this.#run.verdicts.get(root.access);
    if (verdict) this.#run.verdicts.set(access, verdict);
    return { kind: "row", id: nextId(this.#run, "row"), access, ties: root.ties.flatMap((tie) => referencesIn(this.value(tie))) };
  }

  #chain({ access: { chain } }: RowRoot): { readonly chain?: Reference } {
    const swapped = chain && this.value(chain);
    return swapped?.kind === "reference" ? { chain: swapped } : {};
  }

  #result(root: CallRoot): CallRoot {
    const known = this.#roots.get(root.id);
    if (known?.kind === "call") return known;
    const result: CallRoot = { ...root, id: nextId(this.#run, "call"), callee: this.value(root.callee), args: root.args.map((argument) => this.value(argument)) };
    this.#run.state.see(result.id);
    this.#roots.set(root.id, result);
    return result;
  }
}
