import type { Node } from "../../syntax/source-file.ts";
import { isLoad, type Access } from "../access.ts";
import { roleOf } from "../column-role.ts";
import type { Judgement } from "../judgement.ts";
import { keyOf, reference, referencesIn } from "../make-value.ts";
import { pinsOf, valuesIn } from "../pins.ts";
import { isPublic, isSignedIn, isSomebody, standingOf } from "../standing.ts";
import type { Standing } from "../standing.ts";
import { namesPrincipal, namesTenant } from "../tenant-names.ts";
import { Ties } from "../ties.ts";
import type { CallRoot, Reference, RowRoot, Value } from "../value.ts";
import { chosenBy } from "./chosen.ts";
import { isOnlyOne } from "./only-one.ts";
import type { Duty, Outcome, Pending, Run } from "./run.ts";
import { entryOf, framesOf, placeOf } from "./run.ts";
import { isChanged, noteServed } from "./served.ts";
import { isTie } from "./shared-facts.ts";

/** Keeps a load whose rows may still be checked before they leave. */
export function keepPending(run: Run, load: Pick<Pending, "row" | "judgement" | "key" | "atWork" | "leads">): void {
  run.frame.pending.push({ ...load, checked: false, exposedAt: undefined, followers: [] });
  noteServed(run, load);
}

/**
 * Notes that a value is handed out: returned, passed on for an effect, rendered, written. Rows that nobody checked by now
 * are exposed; so are those that a result was computed from. Their ids and keys alone give nothing away.
 */
export function expose(run: Run, value: Value, node: Node): void {
  if (run.state.ended || !framesOfPending(run)) return;
  for (const one of rowsIn(value)) {
    const pending = pendingOf(run, one.root.id) ?? joinedIn(run, one.root);
    if (!pending || pending.exposedAt || (isKey(run, one) && soughtByName(run, one, pending) !== "another-key")) continue;
    if (!handOut(run, pending, node, value)) pending.isPublic ??= isShown(run, pending);
  }
}

/** For a row that was sought by a name which people give: is the key that name, or one that whoever knew the name learns? */
function soughtByName({ facts: { catalog } }: Run, { path }: Reference, { judgement: { access: { filter }, model } }: Pending): "that-name" | "another-key" | undefined {
  const pins = ((filter && pinsOf(filter)) ?? []).filter((pin) => pin.path.length === 0);
  if (!pins.some(({ column }) => roleOf(catalog, model, [], column) === "natural")) return undefined;
  return pins.some(({ column }) => column === path.at(-1)) ? "that-name" : "another-key";
}

/** True for a call, or another expression, whose result nobody looks at: it is there for its effect alone. */
export function isEffect({ parent }: Node): boolean {
  if (parent?.type === "AwaitExpression" || parent?.type === "ChainExpression") return isEffect(parent);
  return parent?.type === "ExpressionStatement" || (parent?.type === "UnaryExpression" && parent.operator === "void");
}

/**
 * Notes that rows are reached by another row's own id or key. What was not checked by now leads on to them: at once where
 * they are written or something was at work, else once they are handed out.
 */
export function leadOn(run: Run, value: Value, row: RowRoot, node: Node, atWork = false): void {
  if (!framesOfPending(run)) return;
  if (atWork || !isLoad(row.access)) {
    exposeLeading(run, value, node);
    return;
  }
  for (const pending of leadingIn(run, [...rowsIn(value), ...rowsSoughtBy(run, value)])) {
    pending.leads = true;
    pending.followers.push(row);
  }
}

/** The rows that were sought by a value: what is reached by it later is reached by their key. */
function rowsSoughtBy(run: Run, value: Value): readonly Reference[] {
  const ties = new Ties(run.state.facts, run.facts.catalog);
  return referencesIn(value).flatMap((one) => {
    const key = keyOf(one);
    return ties.of(key).flatMap(({ to: { root } }) => (root.kind === "row" ? columnsPinnedTo(root, key).filter((column) => isKey(run, column)) : []));
  });
}

/** The columns by which a row was found, where those are a value's. */
function columnsPinnedTo(root: RowRoot, key: string): readonly Reference[] {
  const pins = (root.access.filter && pinsOf(root.access.filter)) ?? [];
  return pins.filter(({ path, optional, value }) => path.length === 0 && !optional && referencesIn(value).some((one) => keyOf(one) === key)).map(({ column }) => reference(root, [column]));
}

/** Notes that something is done to what a value leads to: whatever was not checked by now is at its mercy. */
export function exposeLeading(run: Run, value: Value, node: Node): void {
  for (const pending of leadingIn(run, [...rowsIn(value), ...rowsSoughtBy(run, value)])) {
    pending.leads = true;
    pending.isPublic = false;
    if (!pending.exposedAt) handOut(run, pending, node);
  }
}

function framesOfPending(run: Run): boolean {
  for (const frame of framesOf(run.frame)) if (frame.pending.length > 0) return true;
  return false;
}

export const DEEPEST_CALL = 4;

/** The rows that a value holds, or that it was computed from. */
export function rowsIn(value: Value, depth = 0): readonly Reference[] {
  return referencesIn(value).flatMap((one): readonly Reference[] => {
    if (one.root.kind === "row") return [one];
    return one.root.kind === "call" && one.root.test !== true && depth < DEEPEST_CALL ? rowsGivenTo(one.root, depth) : [];
  });
}

/** The rows among a call's arguments and in what it is a method of, by how deep the call stands. */
const given = new WeakMap<CallRoot, (readonly Reference[])[]>();

function rowsGivenTo(root: CallRoot, depth: number): readonly Reference[] {
  const known = given.get(root) ?? [];
  given.set(root, known);
  return (known[depth] ??= [...new Set([...root.args, root.callee].flatMap((part) => rowsIn(part, depth + 1)))]);
}

function isKey(run: Run, { root, path }: Reference): boolean {
  const model = root.kind === "row" ? run.facts.catalog.models.get(root.access.model) : undefined;
  const steps = path.filter((step) => step !== "*");
  const column = steps.at(-1);
  return model !== undefined && column !== undefined && roleOf(run.facts.catalog, model, steps.slice(0, -1), column) !== undefined;
}

/** The load that a row comes from, or that led to it. */
function pendingOf(run: Run, id: string): Pending | undefined {
  for (const frame of framesOf(run.frame)) {
    const found = frame.pending.find(({ row, followers }) => row.id === id || followers.some((one) => one.id === id));
    if (found) return found;
  }
  return undefined;
}

/** The load of one of a text's other tables, whose columns come beside those of the first. */
function joinedIn(run: Run, root: Reference["root"]): Pending | undefined {
  if (root.kind !== "row" || !root.access.text) return undefined;
  for (const frame of framesOf(run.frame)) {
    const found = frame.pending.find(({ row }) => row.access === root.access);
    if (found) return found;
  }
  return undefined;
}

/**
 * At the end of a function: loads whose rows were checked before any use are judged `checked`. Callers owe nothing for a
 * load whose rows never left and did nothing.
 */
export function settlePending(run: Run): void {
  const { duties, pending: all } = run.frame;
  for (const pending of all) {
    const duty = duties.findIndex(({ row }) => row === pending.row);
    const owed = duties[duty];
    if (owed) duties[duty] = { ...owed, ...(pending.atWork === true && { atWork: true }), ...(pending.leads === true && { leads: true }), ...(isChanged(run, pending) && { changed: true }) };
    const isShown = pending.isPublic ? !pending.checked || pending.exposedAt !== undefined : !pending.checked && isOnlyOne(run, pending.judgement);
    if (isShown && pending.key !== undefined) run.judgements.set(pending.key, { ...pending.judgement, confidence: "possible" });
    if (pending.exposedAt) continue;
    // A query without the tenant is wrong whatever comes of its rows, and one that is reported here hears what its calls pass.
    if (owed && owed.blamed === undefined && (pending.checked || (pending.atWork !== true && !owed.hinges))) duties.splice(duty, 1);
    // Checked against a tenant that the callers pass: they answer for that.
    if (pending.comparand) duties.push({ ...(owed ?? ownDuty(run, pending)), blamed: undefined, comparand: pending.comparand });
    if (pending.key === undefined) continue;
    if (!pending.checked) {
      if (isOnlyLookedFor(pending) && !isUsedAgain(run, pending) && !isMiscount(run, pending)) run.judgements.set(pending.key, onlySought(pending.judgement));
      continue;
    }
    const judgement = { ...pending.judgement, verdict: "checked", reason: "checked-after-load" } as const;
    run.judgements.set(pending.key, judgement);
    run.verdicts.set(pending.judgement.access, judgement);
  }
}

function onlySought(judgement: Judgement): Judgement {
  return { ...judgement, confidence: "possible", isOnlySought: true, evidence: [...judgement.evidence, { node: undefined, text: "its rows go nowhere: all that it tells is whether there are any" }] };
}

/** True for the number of everybody's rows that decides something for who is signed in. */
function isMiscount(run: Run, { judgement: { access: { operation, filter } } }: Pending): boolean {
  return operation === "count" && filter?.kind === "all" && isSignedIn(run);
}

/** True for rows that are looked for one by one, or that say which of another query's count, and that lead to no others. */
function isOnlyLookedFor({ leads, atWork, narrows, judgement: { access, reason, model } }: Pending): boolean {
  const isById = reason === "request-id" || (reason === "untrusted-key" && model.ownership.kind === "root" && !access.text);
  const isLookedAt = narrows === true || ((!access.many || isById) && !isEffect(access.node));
  return isLookedAt && leads !== true && atWork !== true;
}

/** Notes that rows say which of another query's count, or do not: nothing of theirs leaves with that one's. */
export function noteNarrowing(run: Run, { filter, related }: Pick<Access, "filter" | "related">): void {
  if (!framesOfPending(run)) return;
  for (const value of filter ? valuesIn(filter) : []) {
    for (const { root } of rowsIn(value)) {
      const pending = pendingOf(run, root.id);
      if (pending) pending.narrows = true;
    }
  }
  for (const inner of related) noteNarrowing(run, inner);
}

/** Notes that a row's key is handed to a call that is told of nobody: what it comes to is found by that key alone. */
export function noteLeads(run: Run, args: readonly Value[]): void {
  if (!framesOfPending(run)) return;
  const references = args.flatMap(referencesIn);
  if (references.some((one) => one.root.kind !== "row" && (isSomebody(run, one) || namesTenant(one, run.facts.catalog) || namesPrincipal(one, run.facts.catalog)))) return;
  for (const pending of pendingByKey(run, references)) pending.leads = true;
}

/** Notes that a row's keys are written into other rows, which belong to it from then on, whatever is checked later. */
export function noteWritten(run: Run, columns: Value, node: Node): void {
  if (!framesOfPending(run)) return;
  for (const pending of pendingByKey(run, referencesIn(columns))) {
    pending.leads = true;
    if (!pending.exposedAt) handOut(run, pending, node);
  }
}

/** Notes that something made with what rows hold is at work: `new Mailer({ key: account.key }).send(…)`. */
export function noteAtWork(run: Run, callee: Value): void {
  if (callee.kind !== "reference" || callee.root.kind !== "call" || !callee.root.construct || !framesOfPending(run)) return;
  for (const one of rowsIn(reference(callee.root, []))) {
    const pending = isKey(run, one) ? undefined : pendingOf(run, one.root.id);
    if (pending) pending.atWork = true;
  }
}

/** The loads whose rows' keys are among some values. */
function pendingByKey(run: Run, references: readonly Reference[]): readonly Pending[] {
  return leadingIn(run, references.filter((one) => one.root.kind === "row" && isKey(run, one)));
}

/** The loads of rows by which something is reached. The name that a row was sought by leads there without it. */
function leadingIn(run: Run, rows: readonly Reference[]): readonly Pending[] {
  return rows.flatMap((one) => {
    const pending = pendingOf(run, one.root.id);
    return pending && soughtByName(run, one, pending) !== "that-name" ? [pending] : [];
  });
}

/** True where the same value is reported again: in a write, or a load whose rows are given away. */
function isUsedAgain({ judgements, frame }: Run, { judgement: { value } }: Pending): boolean {
  if (value?.kind !== "reference") return false;
  const unused = new Set(frame.pending.filter((one) => !one.exposedAt).map((one) => one.key));
  const isSame = (one: Judgement): boolean => one.verdict === "unscoped" && one.part.kind === "filter" && one.value?.kind === "reference" && keyOf(one.value) === keyOf(value);
  return [...judgements].some(([key, one]) => isSame(one) && !unused.has(key));
}

/** Notes that an asynchronous predicate was to tell rows apart: whoever wrote it meant to leave foreign ones out, and its promise leaves out none. */
export function noteBrokenCheck(run: Run, { whenTrue, whenFalse }: Outcome, node: Node): void {
  const roots = new Set([...whenTrue, ...whenFalse].filter(isTie).flatMap(({ a, b }) => [a, ...referencesIn(b)]).map(({ root }) => root.id));
  for (const frame of framesOf(run.frame)) {
    for (const pending of frame.pending) {
      if (!roots.has(pending.row.id) || pending.key === undefined) continue;
      const step = { node, text: "the check of its rows gives a promise, which is always true" };
      pending.judgement = { ...pending.judgement, confidence: entryOf(run.frame) ? "certain" : "likely", evidence: [...pending.judgement.evidence, step] };
      run.judgements.set(pending.key, pending.judgement);
    }
  }
}

function ownDuty(run: Run, { row, judgement: { model, access } }: Pending): Duty {
  return { row, model, at: placeOf(run, access.node), facts: [] };
}

/** Looks whether the rows that were never handed out are tied where a path ends; a way without the row proves nothing. */
export function notePendingAtExit(run: Run): void {
  for (const pending of run.frame.pending) {
    if (pending.checked || run.state.isAbsent(reference(pending.row, []))) continue;
    if (isTied(run, pending)) pending.checked = true;
    else if (isShown(run, pending)) pending.isPublic ??= true;
  }
}

/** The same for a result whose truth or untruth ties a row: to leave with that answer is to have checked. */
export function noteChecked(run: Run, { whenTrue, whenFalse }: Outcome): void {
  const before = run.state;
  for (const facts of [whenTrue, whenFalse]) {
    if (!facts.some((fact) => fact.kind === "tie")) continue;
    run.state = before.fork();
    run.state.learn(facts);
    notePendingAtExit(run);
  }
  run.state = before;
}

/** A row that leaves: true where it is checked by now, else it is exposed. */
function handOut(run: Run, pending: Pending, node: Node, value?: Value): boolean {
  const standing = standingAmong(run, pending, value);
  const checked = isCheck(standing);
  if (checked) pending.checked = true;
  else pending.exposedAt = node;
  if (standing.kind === "argument" && standing.checked) pending.comparand = standing.reference;
  return checked;
}

/** True for rows that everybody may see, or who is asking. */
function isShown(run: Run, { row }: Pending): boolean {
  return isPublic(run, run.state, reference(row, []));
}

function isTied(run: Run, pending: Pending): boolean {
  return isCheck(standingOfRow(run, pending));
}

/** What is known of a row beside how it was loaded: what was found by its own keys vouches for it as little. */
function standingOfRow(run: Run, { row, followers }: Pending): Standing {
  return standingOf(run, run.state, reference(row, []), new Set([row, ...followers].map(({ access }) => access)));
}

/** The same for a row that a value holds, which may hold it only where a test chose it. */
function standingAmong(run: Run, pending: Pending, value: Value | undefined): Standing {
  const standing = standingOfRow(run, pending);
  const taught = value && !isCheck(standing) ? chosenBy(run, value, pending.row) : undefined;
  if (!taught || taught.length === 0) return standing;
  const before = run.state;
  run.state = before.fork();
  run.state.learn(taught);
  const chosen = standingOfRow(run, pending);
  run.state = before;
  return isCheck(chosen) ? chosen : standing;
}

function isCheck(standing: Standing): boolean {
  return (standing.kind === "trusted" || standing.kind === "argument") && standing.checked;
}
