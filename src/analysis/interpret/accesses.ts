import type { DataAdapter, Made } from "../../adapters/data-adapter.ts";
import { isLoad, type Access, type Related, type TextPart } from "../access.ts";
import type { Call } from "../call.ts";
import type { ColumnRole } from "../column-role.ts";
import { roleOf } from "../column-role.ts";
import type { Model } from "../../catalog/catalog.ts";
import { isOwned } from "../../catalog/catalog.ts";
import { judgeFilter, judgeRow, judgeWritten } from "../judge.ts";
import { keepsToPublic } from "../judge-filter.ts";
import type { Judgement } from "../judgement.ts";
import { keyOf, reference, referencesIn } from "../make-value.ts";
import { exemptionsIn } from "../exemptions.ts";
import { entriesOf } from "../object-value.ts";
import { opaquePartsOf, pinsOf } from "../pins.ts";
import { published } from "../publication.ts";
import { isOfEntity } from "../tenant-names.ts";
import { isHandedOnAsIs } from "../sent-body.ts";
import { isSoughtByKey } from "../ties.ts";
import type { ObjectEntry, ObjectValue, RowRoot, Value } from "../value.ts";
import { blamedFor } from "./blamed.ts";
import { runCallbacks } from "./calls.ts";
import { worstOf } from "./chosen-models.ts";
import { replaceHeld, runWithin, settled, stepOf, supersede } from "./chains.ts";
import { noteCompleted } from "./completed.ts";
import { expose, keepPending, leadOn, noteNarrowing, noteWritten } from "./exposure.ts";
import type { Fact } from "./facts.ts";
import { foundFacts } from "./found.ts";
import { inEachCase } from "./hanging-parts.ts";
import { onHandedClient } from "./handed-clients.ts";
import { underScope } from "./scopes.ts";
import { noteChanged } from "./served.ts";
import { withSettings } from "./settings.ts";
import type { OwedColumn, Run } from "./run.ts";
import { nextId, placeOf } from "./run.ts";

/** Recognises a call as a query or a cache use, judges it, and gives the rows it returns. */
export function recordAccess(run: Run, written: Call): Value | undefined {
  const call = toldApart(run, written);
  for (const adapter of run.dataAdapters) {
    const value = recordQuery(run, call, adapter);
    if (value && call.receiver && adapter.inPlace?.(call.method ?? "") === true) replaceHeld(run, call.receiver, value);
    if (value) return value;
  }
  for (const adapter of run.cacheAdapters) {
    const use = adapter.recognize(call, run.facts);
    if (!use) continue;
    const [computed] = runCallbacks(run, call);
    run.caches.set(call.node, { use: computed ? { ...use, stored: computed } : use, frame: run.frame, state: run.state.fork() });
    if (computed) return computed;
    return undefined;
  }
  return undefined;
}

/** A call with its arguments as they are in each of the cases that tests before it left. */
function toldApart({ state }: Run, call: Call): Call {
  const args = call.args.map((argument) => inEachCase(state, argument));
  return args.every((argument, at) => argument === call.args[at]) ? call : { ...call, args };
}

function recordQuery(run: Run, call: Call, adapter: DataAdapter): Value | undefined {
  const made = adapter.make?.(call, run.facts);
  if (made) return rowInMemory(run, call, made, adapter.name);
  const recognized = adapter.recognize(call, run.facts);
  const access = recognized && recognized !== "step" ? onOneModel(run, call, recognized, adapter) : recognized;
  if (access) for (const argument of call.args) runWithin(run, argument);
  if (access === "step") return stepOf(run, call);
  if (access?.text) return judgeText(run, access, access.text);
  if (access?.open === true) return judgeAccess(run, { ...access, chain: stepOf(run, call) });
  if (access) return access.open === false ? settled(run, judgeAccess(run, access)) : judgeAccess(run, access);
  return undefined;
}

/** The access with all that holds other tenants' rows back; of one on one of several models, the one that is worst off. */
function onOneModel(run: Run, call: Call, access: Access, adapter: DataAdapter): Access {
  const held = (one: Access): Access => withSettings(run, onHandedClient(run, call, underScope(run, call, one, adapter)));
  return access.instead ? worstOf(run, [held(access), ...access.instead.map(held)]) : held(access);
}

/** A row that is made before it is written: its key is the new row's own, also one that was passed in where a taken one fails. */
function rowInMemory(run: Run, call: Call, { model, columns, addsOnly }: Made, library: string): ObjectValue {
  const { node } = call;
  const access = onHandedClient(run, call, { library, model, operation: "create", method: "new", node, recognizedBy: "import", filter: undefined, data: [], related: [], unique: false, many: false, throwsWhenMissing: false, places: {} });
  run.verdicts.set(access, { verdict: "derived", reason: "from-created-row" });
  const root: RowRoot = { kind: "row", id: nextId(run, "row"), access, ties: [] };
  run.state.see(root.id);
  const { id: keys = [], fields } = run.facts.catalog.models.get(model) ?? {};
  const own = keys.map((key): ObjectEntry => ({ kind: "property", key, value: reference(root, [key], node), optional: false }));
  const given = addsOnly ? columns.filter((entry) => entry.kind === "spread" || entry.value.kind !== "reference" || !keys.includes(entry.key) || fields?.get(entry.key)?.references !== undefined) : columns;
  return { kind: "object", entries: [...own, ...given], node };
}

/** Judges every table of a text, in the order in which they follow each other. */
function judgeText(run: Run, access: Access, { before, after }: TextPart): Value {
  for (const other of before) judgeAccess(run, other);
  const rows = judgeAccess(run, access);
  for (const other of after) judgeAccess(run, other);
  run.accesses.set(access.node, access);
  return settled(run, rows);
}

function judgeAccess(run: Run, access: Access): Value {
  for (const shorter of access.extends ?? []) supersede(run, shorter);
  run.accesses.set(access.node, access);
  const model = run.facts.catalog.models.get(access.model);
  const root: RowRoot = { kind: "row", id: nextId(run, "row"), access, ...(model ? tiesOf(run, access, model) : tiesTo([])) };
  noteNarrowing(run, access);
  run.state.see(root.id);
  const row = reference(root, [], access.node);
  if (model && isOwned(model)) judgeOwned(run, access, model, root);
  for (const related of access.related) judgeRelated(run, access, related, access.model);
  if (access.data.length + access.related.length > 0) judgeNames(run, access);
  if (access.filter && isLoad(access) && keepsToPublic(access.filter)) run.state.learn([published(row)]);
  // Where there is such a row, what it was sought by is its own; where there is none, it is nobody's.
  for (const tie of root.ties) if (isLoad(access) && isSoughtByKey(run.facts.catalog, row, tie)) run.state.learn([{ kind: "when-set", tie: { kind: "tie", a: row, b: tie, node: access.node, oneWay: true } }]);
  // A create throws when it fails, a single update or delete when nothing matches: what it names belongs together from here on.
  if (access.throwsWhenMissing || access.operation === "create") run.state.learn(foundFacts(row));
  if (!isLoad(access)) exposeWritten(run, access);
  noteChanged(run, access);
  if (access.waits) supersede(run, access);
  return row;
}

/** What its columns name: rows of other models, and the tenant of rows that are there. */
function judgeNames(run: Run, access: Access): void {
  const isExempt = exemptionsIn(run.facts.file)?.(access.node) !== undefined;
  let facts: OwedColumn["facts"] | undefined;
  for (const { judgement, name } of judgeWritten(run, run.state, access)) {
    const isOwed = judgement.verdict === "caller";
    const key = `${String(access.node.range[0])} ${String(judgement.node.range[0])} ${name.model.name}.${name.column}`;
    if (!isOwed || (name.target && !isOfRow(judgement))) note(run, key, judgement);
    if (!isOwed || isExempt) continue;
    facts ??= [...run.state.facts.entries().values()];
    run.frame.owedColumns.push({ ...name, key, at: placeOf(run, access.node), facts, asIs: isHandedOnAsIs(run, name.columns) });
  }
}

/** What is read off a row that the caller hands in was named by that row before. */
function isOfRow({ value }: Judgement): boolean {
  return value?.kind === "reference" && isOfEntity(value);
}

function judgeOwned(run: Run, access: Access, model: Model, row: RowRoot): void {
  const judged: Judgement[] = [];
  if (access.filter) {
    const judgement = judgeFilter(run, run.state, access, model, access.filter);
    note(run, keyOfFilter(access), judgement, row);
    if (judgement.verdict === "derived" && judgement.value) leadOn(run, judgement.value, row, access.node);
    noteCompleted(run, access);
    judged.push(judgement);
  }
  for (const written of access.data) {
    const judgement = judgeRow(run, run.state, access, model, written);
    if (!judgement) continue;
    note(run, written.node ?? written, judgement);
    judged.push(judgement);
  }
  const [first] = judged;
  if (first) run.verdicts.set(access, first);
}

/** One call may run a text that touches several tables. */
function keyOfFilter({ node, text }: Access): unknown {
  return text ? `${String(node.range[0])} ${text.part}` : node;
}

/** Records a judgement; a callers' duty and a load that may be checked later are kept with the function. */
function note(run: Run, key: unknown, judgement: Judgement, row?: RowRoot): void {
  const before = run.judgements.get(key);
  if (!before || before.verdict !== "unscoped") run.judgements.set(key, judgement);
  noteDuty(run, key, judgement, row);
  if (!row || !isLoad(judgement.access) || (judgement.verdict !== "unscoped" && !isOwed(judgement))) return;
  keepPending(run, { row, judgement, key });
  run.state.learn(soughtUnder(run, row, judgement));
}

/** Rows that are loaded under an id, as the plots of an estate, belong to whatever it turns out to name before they are used. */
function soughtUnder({ facts: { catalog } }: Run, row: RowRoot, { access: { filter, node }, model }: Judgement): readonly Fact[] {
  const pins = ((filter && pinsOf(filter)) ?? []).filter((pin) => !pin.optional && roleOf(catalog, model, pin.path, pin.column) === "parent");
  return pins.flatMap(({ value }): readonly Fact[] => (value.kind === "reference" ? [{ kind: "when-set", tie: { kind: "tie", a: reference(row, [], node), b: value, node, oneWay: true } }] : []));
}

/** Keeps with the function what its callers answer for: the ids they pass, or that the tenant they pass is one to trust. */
function noteDuty(run: Run, key: unknown, judgement: Judgement, row: RowRoot | undefined): void {
  const { access, model, onTrust } = judgement;
  if (!row || exemptionsIn(run.facts.file)?.(access.node)) return;
  const duty = { row, model, at: placeOf(run, access.node) };
  const blamed = blamedFor(run, key, judgement);
  if (isOwed(judgement) || blamed !== undefined) run.frame.duties.push({ ...duty, facts: [...run.state.facts.entries().values()], hinges: judgement.hinges, ...(blamed !== undefined && { blamed }) });
  else if (onTrust && !isTrusting(run, judgement)) run.frame.duties.push({ ...duty, facts: [], onTrust: true });
}

/** True for an access that its callers have to scope: they pass its ids, hand over its client, or write its filter, as in `find(criteria)`. */
export function isOwed({ verdict, reason, value, access, hinges }: Judgement): boolean {
  if (verdict === "caller" || hinges) return true;
  const isHandedIn = reason === "opaque-filter" || (reason === "ambient" && access.heldBy?.client !== undefined);
  return verdict === "unknown" && isHandedIn && value?.kind === "reference" && value.root.kind === "parameter";
}

/** True where callers hear already of an access that trusts them with the same value: one is enough to tell them. */
export function isTrusting({ frame }: Run, { value }: Judgement): boolean {
  const names = new Set((value ? referencesIn(value) : []).map(keyOf));
  return frame.duties.some(({ onTrust, row: { access } }) => onTrust === true && access.filter && (pinsOf(access.filter) ?? []).flatMap((pin) => referencesIn(pin.value)).some((one) => names.has(keyOf(one))));
}

/** Children written inside another write: those of a relation to the owner carry it, the others must say whose they are. */
function judgeRelated(run: Run, access: Access, related: Related, parent: string): void {
  const model = run.facts.catalog.models.get(related.model);
  if (!model) return;
  if (related.kind === "create" && isOwned(model)) {
    for (const written of related.data) {
      const judgement = judgeRow(run, run.state, access, model, written);
      if (!judgement || ((judgement.reason === "missing-column" || judgement.reason === "missing-level") && isImplied(run, parent, related, model))) continue;
      note(run, written.node ?? written, { ...judgement, part: { kind: "related", related } });
    }
  }
  for (const inner of related.related) judgeRelated(run, access, inner, related.model);
}

/** True when the relation a nested row is written under sets its owner: to the tenant itself, or to the owned parent. */
function isImplied(run: Run, parentName: string, related: Related, model: Model): boolean {
  const parent = run.facts.catalog.models.get(parentName);
  if (model.ownership.kind !== "direct" || parent?.fields.get(related.relation)?.relation?.model !== model.name) return model.ownership.kind !== "direct";
  const back = [...model.fields.values()].filter((field) => field.relation?.model === parent.name).flatMap((field) => field.relation?.columns ?? []);
  return model.ownership.keys.some((key) => back.includes(key.column));
}

function exposeWritten(run: Run, access: Access): void {
  for (const { columns } of access.data) {
    expose(run, columns, access.node);
    noteWritten(run, columns, access.node);
  }
}

/** The columns of a new row that tie to it what they are given; its other columns may name anybody's rows. */
const vouched = new Set<ColumnRole | undefined>(["tenant", "id"]);

/** The references that a found row vouches for: what identifying columns were pinned to, and what a new row was given. */
export function tiesOf(run: Run, access: Access, model: Model): Tied {
  const { catalog } = run.facts;
  const pinned = (access.filter && pinsOf(access.filter)) ?? [];
  // A filter that a helper built from ids and the tenant ties them as a row found with it does.
  const fromHelpers = access.filter ? opaquePartsOf(access.filter).flatMap((part) => referencesIn(part.value)).filter((value) => value.root.kind === "call") : [];
  const fromFilter = pinned.filter((pin) => !pin.optional && !pin.among && roleOf(catalog, model, pin.path, pin.column)).map((pin) => pin.value);
  const fromData = access.operation !== "create" ? [] : access.data.flatMap((row) => [...entriesOf(row.columns)]).filter(([column]) => vouched.has(roleOf(catalog, model, [], column))).map(([, property]) => property.value);
  return tiesTo([...fromFilter, ...fromHelpers, ...fromData]);
}

type Tied = Required<Pick<RowRoot, "ties" | "either">>;

/** What belongs with a row that is there, by the values that it was asked for. */
export function tiesTo(values: readonly Value[]): Tied {
  // A constant, as the "" of `plotId || ""`, names nobody's.
  const isOne = (value: Value): boolean => value.kind !== "choice" || value.options.filter((option) => referencesIn(option).length > 0).length === 1;
  return { ties: values.filter(isOne).flatMap(referencesIn), either: values.filter((value) => !isOne(value)).flatMap(referencesIn) };
}
