import { dirname, join } from "node:path";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { DEEPEST_ROWS, withoutDetails, type Access, type Filter, type Related, type WrittenRow } from "../access.ts";
import { settled } from "../interpret/chains.ts";
import { classNamed } from "../interpret/classes.ts";
import { mappedPart } from "../interpret/hanging-parts.ts";
import { madeBy } from "../interpret/preparations.ts";
import type { Duty, OwedColumn, Run } from "../interpret/run.ts";
import type { Equality, Fact, Tie } from "../interpret/facts.ts";
import type { Summary } from "../interpret/summary.ts";
import { withValues } from "../preparation.ts";
import { handedRoot, keyOf, partsOf, referencesIn, unknown } from "../make-value.ts";
import type { CallRoot, ObjectEntry, ParameterRoot, Reference, Root, RowRoot, Value } from "../value.ts";

/** Stands where a file's own node stood: a summary that leaves its file holds no piece of the tree. */
const nowhere: Node = { type: "EmptyStatement", range: [0, 0], loc: { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } } } as unknown as Node;

/** Objects and lists with more parts than this are taken for data, whose parts nobody asks about. */
const LARGEST = 400;

/** How many parts a value has, counted up to a limit. */
function sizeOf(value: Value, limit: number): number {
  let size = 1;
  for (const part of partsOf(value)) {
    if (size > limit) return size;
    size += sizeOf(part, limit - size);
  }
  return size;
}

/**
 * A summary as other files get it: plain data that can be copied between threads and kept on disk. Nodes are gone, and
 * what only its own file can know (`this`, inner functions, variables) is a value of unknown making with its own identity.
 * `around` says what stands for the parameters of the functions around it.
 */
export function detach(summary: Summary, run: Run, fn: FunctionNode, around: ReadonlyMap<string, Reference> = new Map()): Summary {
  return new Detachment(run, `${run.facts.file.path}:${String(fn.range[0])}`, around).summary(summary);
}

/** A value of another file, likewise. */
export function detachValue(value: Value, run: Run): Value {
  return new Detachment(run, run.facts.file.path).value(value);
}

class Detachment {
  readonly #run: Run;
  /** Where the function or the value stands: begins the names of its roots. */
  readonly #home: string;
  readonly #parameters = new Map<string, ParameterRoot>();
  readonly #roots = new Map<string, Root>();
  /** One that holds early in a function comes with each of its duties. */
  readonly #facts = new Map<Fact, Fact>();
  /** How many rows there are between the one at hand and what is detached. */
  #depth = 0;

  readonly #around: ReadonlyMap<string, Reference>;

  constructor(run: Run, home: string, around: ReadonlyMap<string, Reference> = new Map()) {
    this.#run = run;
    this.#around = around;
    this.#home = home;
  }

  value(value: Value): Value {
    return this.#value(sizeOf(value, LARGEST) > LARGEST ? unknown("a large value") : value);
  }

  summary(summary: Summary): Summary {
    const { parameters, facts, whenTrue, whenFalse, cases, parts, duties, owedColumns, returns, readsIdentity, asksIdentity = false, handOvers, async = false, undecided = false, tells = false } = summary;
    // Whoever calls it awaits what it returns.
    const result = settled(this.#run, summary.result);
    for (const root of parameters) {
      this.#parameters.set(root.id, { kind: "parameter", id: this.#named(root.id), fn: nowhere as ParameterRoot["fn"], index: root.index, name: root.name, shape: undefined, ...(root.rest && { rest: root.rest }) });
    }
    return {
      elsewhere: true,
      parameters: [...this.#parameters.values()],
      result: this.value(result),
      returns,
      readsIdentity,
      asksIdentity,
      async,
      undecided,
      tells,
      ...(handOvers && { handOvers: handOvers.map((one) => ({ ...one, ...(one.settings && { settings: one.settings.map((setting) => ({ ...setting, on: undefined, value: this.#value(setting.value) })) }) })) }),
      facts: facts.map((fact) => this.#fact(fact)),
      whenTrue: whenTrue.map((fact) => this.#fact(fact)),
      whenFalse: whenFalse.map((fact) => this.#fact(fact)),
      ...(cases && { cases: cases.map((one) => ({ ...one, facts: one.facts.map((fact) => this.#fact(fact)) })) }),
      ...(parts && { parts: parts.map((one) => ({ key: one.key, whenTrue: one.whenTrue.map((fact) => this.#fact(fact)), whenFalse: one.whenFalse.map((fact) => this.#fact(fact)) })) }),
      duties: duties.map((duty) => this.#duty(duty)),
      owedColumns: owedColumns.map((owed) => this.#owedColumn(owed)),
    };
  }

  #duty({ row, model, at, facts, onTrust = false, hinges, comparand, atWork = false, leads = false, changed = false, blamed }: Duty): Duty {
    return { row: this.#row(row), model, at, facts: facts.map((fact) => this.#fact(fact)), onTrust, atWork, leads, changed, ...(blamed !== undefined && { blamed }), ...(hinges && { hinges: hinges.map((hinge) => ({ ...hinge, on: this.#value(hinge.on) })) }), ...(comparand && { comparand: this.#reference(comparand) }) };
  }

  #owedColumn({ access, columns, facts, ...owed }: OwedColumn): OwedColumn {
    return { ...owed, access: this.#access({ ...access, filter: undefined, data: [], related: [] }), columns: this.#value(columns), facts: facts.map((fact) => this.#fact(fact)) };
  }

  #fact(fact: Fact): Fact {
    const known = this.#facts.get(fact) ?? this.#detachedFact(fact);
    this.#facts.set(fact, known);
    return known;
  }

  #detachedFact(fact: Fact): Fact {
    switch (fact.kind) {
      case "operators":
        return fact.by ? { kind: "operators", by: this.#value(fact.by) } : fact;
      case "present":
      case "absent":
        return { kind: fact.kind, value: this.#reference(fact.value) };
      case "when-set":
        return { kind: "when-set", tie: this.#tie(fact.tie) };
      case "is":
        return this.#equality(fact);
      case "where":
        return { ...fact, is: this.#equality(fact.is), tie: this.#tie(fact.tie) };
      case "among":
        return { kind: "among", value: this.#reference(fact.value), of: "root" in fact.of ? this.#reference(fact.of) : fact.of };
      case "tie":
        return this.#tie(fact);
    }
  }

  #equality({ kind, value, constant }: Equality): Equality {
    return { kind, value: this.#reference(value), constant };
  }

  #tie(tie: Tie): Tie {
    return { ...tie, a: this.#reference(tie.a), b: this.#value(tie.b), node: undefined };
  }

  #value(value: Value): Value {
    switch (value.kind) {
      case "reference":
        return this.#reference(value);
      case "object":
        return { kind: "object", entries: value.entries.map((entry): ObjectEntry => ({ ...mappedPart(entry, (part) => this.#value(part)), node: undefined })) };
      case "list":
        return { kind: "list", items: value.items.map((item) => mappedPart(item, (part) => this.#value(part))) };
      case "choice":
        return { kind: "choice", options: value.options.map((option) => this.#value(option)) };
      case "text":
        return { ...value, parts: value.parts.map((part) => this.#value(part)), node: undefined };
      case "function":
        return unknown("a function of another file");
      default:
        return { ...value, node: undefined };
    }
  }

  #reference(value: Reference): Reference {
    return { ...value, root: this.#root(value.root), node: undefined, known: undefined };
  }

  #root(root: Root): Root {
    const own = this.#parameters.get(root.id) ?? this.#roots.get(root.id);
    if (own) return own;
    if (root.kind === "row") return this.#row(root);
    const detached = this.#detachedRoot(root);
    this.#roots.set(root.id, detached);
    return detached;
  }

  #detachedRoot(root: Exclude<Root, RowRoot>): Root {
    switch (root.kind) {
      case "global":
        return root;
      case "import":
        // A relative path means something else in another file.
        return { ...root, id: this.#named(root.id), source: root.source.startsWith(".") ? join(dirname(this.#run.facts.file.path), root.source) : root.source };
      case "opaque":
        // What makes an object of one of the file's own classes is known elsewhere by where the class stands.
        if (root.node.type === "Identifier" && classNamed(this.#run, root.node.name)) return { kind: "import", id: this.#named(root.id), source: this.#run.facts.file.path, name: root.node.name };
        return { kind: "opaque", id: this.#named(root.id), node: nowhere };
      case "parameter": {
        const around = this.#around.get(root.id);
        if (around) return this.#root(around.root);
        return root.foundIn ? handedRoot(this.#named(root.id), this.#reference(root.foundIn), nowhere) : { kind: "opaque", id: this.#named(root.id), node: nowhere };
      }
      case "call":
        return { ...root, id: this.#named(root.id), node: nowhere, callee: this.#callee(root), ...(root.foundIn && { foundIn: this.#value(root.foundIn) }), args: root.args.map((argument) => this.#argument(argument, root)), ...this.#prepared(root) };
      default:
        return { kind: "opaque", id: this.#named(root.id), node: nowhere };
    }
  }

  /** What a query is called on says by its type what it is about, which only its own file declares: `this.plots.createQueryBuilder("plot")`. */
  #callee({ callee, step }: CallRoot): Value {
    const { facts } = this.#run;
    const on = step === true && callee.kind === "reference" && callee.root.kind === "this" && callee.path.length > 1 ? { ...callee, path: callee.path.slice(0, -1) } : undefined;
    const type = on && facts.declaredType(on);
    if (!on || type === undefined) return this.#value(callee);
    return { kind: "reference", root: { kind: "opaque", id: this.#named(keyOf(on)), node: nowhere, type: [type, ...facts.typeArguments(on)] }, path: callee.kind === "reference" ? callee.path.slice(-1) : [] };
  }

  /** What a client does to its queries stands in code that other files do not see. */
  #prepared(root: CallRoot): Pick<CallRoot, "preparations"> {
    const preparations = madeBy(this.#run, root);
    return preparations.length === 0 ? {} : { preparations: preparations.map((one) => withValues(one, (value) => this.#value(value))) };
  }

  /** A table's name must not depend on who asks for it. */
  #argument(argument: Value, { step }: CallRoot): Value {
    return this.#value((step === true && this.#run.facts.imported(argument)) || argument);
  }

  #row(root: RowRoot): RowRoot {
    const known = this.#roots.get(root.id);
    if (known?.kind === "row") return known;
    const { verdict, reason, onTrust } = this.#run.verdicts.get(root.access) ?? {};
    const judged = verdict && reason ? { verdict, reason, onTrust } : undefined;
    // Ties may lead back to the row itself, so it is known by its name before they are followed.
    const ties: Reference[] = [];
    const either: Reference[] = [];
    this.#depth += 1;
    const isFar = this.#depth > DEEPEST_ROWS;
    const row: RowRoot = { kind: "row", id: this.#named(root.id), access: this.#access(isFar ? withoutDetails(root.access) : root.access), ties, either, judged };
    this.#roots.set(root.id, row);
    if (!isFar) ties.push(...root.ties.map((tie) => this.#reference(tie)));
    if (!isFar && root.either) either.push(...root.either.map((one) => this.#reference(one)));
    this.#depth -= 1;
    return row;
  }

  #access(access: Access): Access {
    const { library, model, operation, method, recognizedBy, unique, many, throwsWhenMissing, text, heldBy } = access;
    return { library, model, operation, method, recognizedBy, unique, many, throwsWhenMissing, node: nowhere, places: {}, filter: access.filter && this.#filter(access.filter), data: this.#rows(access.data), related: access.related.map((one) => this.#related(one)), ...(text && { text: { part: text.part, before: [], after: [] } }), ...(heldBy?.client && { heldBy: { ...heldBy, client: this.#value(heldBy.client) } }) };
  }

  #related(related: Related): Related {
    return { ...related, node: undefined, filter: related.filter && this.#filter(related.filter), data: this.#rows(related.data), related: related.related.map((one) => this.#related(one)) };
  }

  #rows(rows: readonly WrittenRow[]): readonly WrittenRow[] {
    return rows.map((row) => ({ ...row, columns: this.#value(row.columns), links: row.links.map((link) => ({ ...link, to: this.#filter(link.to), node: undefined })), node: undefined }));
  }

  #filter(filter: Filter): Filter {
    switch (filter.kind) {
      case "equals":
      case "other":
        return { ...filter, value: this.#value(filter.value), node: undefined };
      case "opaque":
        return { ...filter, value: this.#value(filter.value) };
      case "in":
        return { ...filter, values: this.#value(filter.values), node: undefined };
      case "and":
      case "or":
        return { ...filter, of: filter.of.map((one) => this.#filter(one)) };
      case "not":
      case "related":
        return { ...filter, of: this.#filter(filter.of) };
      default:
        return filter;
    }
  }

  /** A name that no root of another function or file has, whichever thread or process has walked it. */
  #named(id: string): string {
    return `${this.#home} ${id}`;
  }
}

/**
 * True where a value says enough to stand for a call's result. A bare yes or no does not: it is the guard's answer to what
 * it was given, and so are texts and numbers made from nothing that is known.
 */
export function isReadable(value: Value): boolean {
  return referencesIn(value).length > 0 && isKnown(value);
}

function isKnown(value: Value): boolean {
  switch (value.kind) {
    case "unknown":
    case "function":
      return false;
    case "choice":
      return value.options.every(isKnown);
    case "reference":
      return value.root.kind !== "opaque" && value.root.kind !== "import" && value.root.kind !== "global";
    case "list":
      return value.items.every((item) => isKnown(item.value));
    default:
      return true;
  }
}
