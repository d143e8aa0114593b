import type { Node } from "../../syntax/source-file.ts";
import { DEEPEST_ROWS, withoutDetails, type Access, type Filter, type WrittenRow } from "../access.ts";
import type { Call } from "../call.ts";
import { judgeFilter } from "../judge.ts";
import type { Judgement } from "../judgement.ts";
import { constant, handedRoot, list, reference, referencesIn } from "../make-value.ts";
import { choiceOf, isUndefined } from "../object-value.ts";
import { isSaidOfCaller } from "../operator-check.ts";
import { withValues } from "../preparation.ts";
import { opaquePartsOf } from "../pins.ts";
import type { CallRoot, ParameterRoot, Reference, Root, RowRoot, Value } from "../value.ts";
import { tiesOf, tiesTo } from "./accesses.ts";
import { foundFacts } from "./found.ts";
import { mappedPart } from "./hanging-parts.ts";
import { member } from "./members.ts";
import { stepOnRequest } from "./request-steps.ts";
import { amongListed } from "./roles.ts";
import type { Run } from "./run.ts";
import { nextId } from "./run.ts";
import type { Among, Equality, Fact, Operators } from "./facts.ts";
import type { Summary } from "./summary.ts";

/** True where the client certainly chose the tenant: a wrapper that cannot be read may have checked it. */
export function isBetrayed({ verdict, reason, confidence }: Judgement): boolean {
  return verdict === "unscoped" && reason === "untrusted-key" && confidence !== "possible";
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
export class Substitution {
  readonly #run: Run;
  readonly #call: Pick<Call, "node" | "args">;
  readonly #parameters: ReadonlyMap<string, Value>;
  readonly #roots = new Map<string, Root>();
  /** Values share parts, so many that to swap each part wherever it stands would take for ever. */
  readonly #values = new Map<Value, Value>();
  /** Facts in the caller's terms: one that holds early in a function comes with each of its duties. */
  readonly #facts = new Map<Fact, readonly Fact[]>();
  /** How many rows there are between the one at hand and what is swapped. */
  #depth = 0;
  /** Where values from another file stand as far as this file goes: at the call. */
  readonly #node: Node | undefined;

  constructor(run: Run, summary: Summary, call: Pick<Call, "node" | "args">, captured: ReadonlyMap<string, Value> | undefined) {
    this.#run = run;
    this.#call = call;
    this.#node = summary.elsewhere ? call.node : undefined;
    this.#parameters = new Map([...(captured ?? []), ...summary.parameters.map((root, index): readonly [string, Value] => [root.id, root.rest ? list(call.args.slice(index).map((value) => ({ value, optional: false, many: false }))) : (call.args[index] ?? constant(undefined, call.node))])]);
  }

  value(value: Value): Value {
    if (value.kind === "constant" || value.kind === "unknown") return value;
    const known = this.#values.get(value) ?? this.#value(value);
    this.#values.set(value, known);
    return known;
  }

  #value(value: Value): Value {
    switch (value.kind) {
      case "reference":
        return this.#reference(value);
      case "object":
        return { ...value, entries: value.entries.map((entry) => mappedPart(entry, (part) => this.value(part))) };
      case "list":
        return { ...value, items: value.items.map((item) => mappedPart(item, (part) => this.value(part))) };
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
    if (fact.kind === "operators") return this.#operators(fact);
    if (fact.kind === "when-set") return this.fact(fact.tie).flatMap((tie): readonly Fact[] => (tie.kind === "tie" ? [{ kind: "when-set", tie: { ...tie, oneWay: true } }] : []));
    if (fact.kind === "is") return this.#equality(fact);
    if (fact.kind === "among") return this.#among(fact);
    if (fact.kind === "where") return this.#equality(fact.is).flatMap((is) => this.fact(fact.tie).flatMap((tie): readonly Fact[] => (tie.kind === "tie" ? [{ ...fact, is, tie: fact.always ? tie : { ...tie, oneWay: true } }] : [])));
    if (fact.kind !== "tie") return referencesIn(this.value(fact.value)).flatMap((value): readonly Fact[] => (fact.kind === "present" && value.root.kind === "row" ? foundFacts(value) : [{ kind: fact.kind, value }]));
    const as = referencesIn(this.value(fact.a));
    const bs = referencesIn(this.value(fact.b));
    return as.flatMap((a) => bs.map((b): Fact => ({ kind: "tie", a, b, node: this.#call.node, oneWay: fact.oneWay === true })));
  }

  #among({ kind, value, of }: Among): readonly Fact[] {
    const swapped = this.value(value);
    if ("root" in of) return amongListed(swapped, this.value(of));
    return swapped.kind === "reference" ? [{ kind, value: swapped, of }] : [];
  }

  /** What a function asks of whom it is passed says nothing of what the client made up. */
  #operators(fact: Operators): readonly Fact[] {
    const by = fact.by && this.value(fact.by);
    return by === undefined ? [fact] : isSaidOfCaller(by) ? [{ kind: "operators", by }] : [];
  }

  /** Only of one value can be said what it is. */
  #equality({ kind, value, constant }: Equality): readonly Equality[] {
    const swapped = this.value(value);
    return swapped.kind === "reference" ? [{ kind, value: swapped, constant }] : [];
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
    if (argument) return this.#told(path.reduce<Value>((at, step) => member(this.#run, at, step, node), argument), value.known);
    if (root.kind === "row") return reference(this.row(root), path, node);
    if (root.kind === "parameter" && root.foundIn) return reference(this.#found(root, root.foundIn), path, node);
    if (root.kind === "call") return this.#ofRequest(root, path, node) ?? reference(this.#result(root), path, node);
    return this.#node || value.known ? { ...value, node, known: undefined } : value;
  }

  /** What the call passes, with what the function found out of it on the way on which it gives that. */
  #told(passed: Value, known: Reference["known"]): Value {
    if (!known || passed.kind !== "reference") return passed;
    const ties = known.flatMap((tie) => this.fact(tie)).flatMap((fact) => (fact.kind === "tie" ? [fact] : []));
    return { ...passed, known: [...(passed.known ?? []), ...ties] };
  }

  /** What a function reads of the request it was passed, as `request.headers.get("x-company")`. */
  #ofRequest({ callee, args }: CallRoot, path: readonly string[], node: Node | undefined): Value | undefined {
    if (callee.kind !== "reference" || !this.#parameters.has(callee.root.id)) return undefined;
    const step = stepOnRequest({ callee: this.value(callee), args: args.map((argument) => this.value(argument)), node: node ?? this.#call.node });
    return step && path.reduce<Value>((at, key) => member(this.#run, at, key, node), step);
  }

  #row(root: RowRoot): RowRoot {
    this.#depth += 1;
    const isFar = this.#depth > DEEPEST_ROWS;
    const asked = isFar ? withoutDetails(root.access) : root.access;
    const access: Access = { ...asked, node: this.#node ?? asked.node, filter: asked.filter && this.filter(asked.filter), data: asked.data.map((row): WrittenRow => ({ ...row, columns: this.value(row.columns) })), ...this.#chain(root), ...this.#hold(root) };
    const verdict = root.judged ?? this.#run.verdicts.get(root.access);
    const again = verdict?.onTrust ? this.#judgedAgain(access) : undefined;
    if (verdict) this.#run.verdicts.set(access, again && (again.verdict !== "unscoped" || isBetrayed(again)) ? again : verdict);
    const model = this.#run.facts.catalog.models.get(access.model);
    const handedIn = model && root.access.filter && opaquePartsOf(root.access.filter).length > 0 ? tiesOf(this.#run, access, model) : tiesTo([]);
    const known = isFar ? tiesTo([]) : tiesTo(root.ties.map((tie) => this.value(tie)));
    const either = isFar ? [] : (root.either ?? []).flatMap((one) => referencesIn(this.value(one)));
    this.#depth -= 1;
    return { kind: "row", id: nextId(this.#run, "row"), access, ties: [...known.ties, ...handedIn.ties], either: [...either, ...known.either, ...handedIn.either] };
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

  #hold({ access: { heldBy } }: RowRoot): Pick<Access, "heldBy"> {
    return heldBy?.client ? { heldBy: { ...heldBy, client: this.value(heldBy.client) } } : {};
  }

  /** What a callback inside the function was handed. */
  #found(root: ParameterRoot, foundIn: Reference): CallRoot {
    const known = this.#roots.get(root.id);
    if (known?.kind === "call") return known;
    const found = handedRoot(nextId(this.#run, "call"), this.value(foundIn), this.#node ?? root.fn);
    this.#roots.set(root.id, found);
    return found;
  }

  #result(root: CallRoot): CallRoot {
    const known = this.#roots.get(root.id);
    if (known?.kind === "call") return known;
    const result: CallRoot = { ...root, node: this.#node ?? root.node, id: nextId(this.#run, "call"), callee: this.value(root.callee), args: root.args.map((argument) => this.value(argument)), ...(root.foundIn && { foundIn: this.value(root.foundIn) }), ...(root.preparations && { preparations: root.preparations.map((one) => withValues(one, (value) => this.value(value))) }) };
    this.#run.state.see(result.id);
    this.#roots.set(root.id, result);
    return result;
  }
}
