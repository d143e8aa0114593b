import type { Node } from "../../syntax/source-file.ts";
import { isLoad, type Access, type Filter } from "../access.ts";
import type { Call } from "../call.ts";
import { judgeFilter, judgeOwed } from "../judge.ts";
import type { Judgement, Reason } from "../judgement.ts";
import { isNullish } from "../object-value.ts";
import { pinsOf } from "../pins.ts";
import { isHandedOnAsIs } from "../sent-body.ts";
import { isSignedIn, standingOf } from "../standing.ts";
import type { RowRoot } from "../value.ts";
import { isOwed, isTrusting } from "./accesses.ts";
import { answerOf, blamedFor, noteAnswer } from "./blamed.ts";
import { keepPending, leadOn, noteWritten } from "./exposure.ts";
import { noteChanged } from "./served.ts";
import { entryOf, type Duty, type OwedColumn, type Place, type Run } from "./run.ts";
import { isBetrayed, type Substitution } from "./substitution.ts";
import type { Summary } from "./summary.ts";
import { calledHereAlone } from "./variables.ts";

/** Judges at a call what a function leaves to its callers, with what this call passes. */
export function answerFor(run: Run, { duties, owedColumns }: Summary, swap: Substitution, call: Call): void {
  for (const duty of duties) (duty.blamed !== undefined ? judgeBlamed : duty.comparand ? judgeComparand : duty.onTrust ? judgeTrust : judgeDuty)(run, duty, swap, call);
  for (const owed of owedColumns) judgeOwedColumn(run, owed, swap, call);
  if (entryOf(run.frame) && isSignedIn(run)) judgeSteps(run, call);
}

/** Reads by content alone, in a function that only this call leads to: they are the handler's own, and it knows who is asking. */
function judgeSteps(run: Run, call: Call): void {
  const fn = calledHereAlone(run, call.node);
  if (!fn) return;
  for (const [key, one] of run.judgements) {
    const { access, model, reason, confidence, isOnlySought } = one;
    if (confidence !== "possible" || isOnlySought || (reason !== "no-key" && reason !== "no-filter") || !access.filter || !isLoad(access) || namesId(access.filter) || !isInside(access.node, fn)) continue;
    const again = judgeFilter(run, run.state, access, model, access.filter);
    if (again.reason === reason && again.confidence !== "possible") run.judgements.set(key, { ...one, confidence: "likely", evidence: [...one.evidence, { node: call.node, text: "this call alone leads here" }] });
  }
}

/** True for a filter by the id of something, whoever that belongs to. */
function namesId(filter: Filter): boolean {
  return (pinsOf(filter) ?? []).some(({ column }) => /id$/i.test(column));
}

/** A query that its callers have to scope: judged again with what this call passes, and reported here if that fails. What a call leaves out leads to no query that needs it. */
function judgeDuty(run: Run, duty: Duty, swap: Substitution, call: Call): void {
  const { model, at, atWork = false, leads = false, changed = false } = duty;
  const row = swap.row(duty.row);
  const { access } = row;
  const asked = withPassed(duty, access, swap);
  if (!access.filter || duty.facts.some((fact) => fact.kind === "present" && isNullish(swap.value(fact.value)))) return;
  const known = run.state.fork();
  known.learn(duty.facts.flatMap((fact) => swap.fact(fact)));
  noteChanged(run, access);
  if (changed) run.changed.add(row.id);
  const again = judgeFilter(run, known, asked, model, access.filter);
  if (isOwed(again)) {
    // In terms of what this function is passed: its own callers know nothing of the helper's parameters.
    run.frame.duties.push({ row, model, at, facts: [...known.facts.entries().values()], hinges: again.hinges, atWork, leads, changed });
    if (isLoad(access)) keepPending(run, { row, judgement: { ...again, access }, key: undefined, atWork, leads });
  } else if (again.verdict === "unscoped") {
    const [found, reason] = duty.hinges ? withoutTenant(again) : ([again, "caller-passes-untrusted"] as const);
    const key = report(run, duty, row, found, reason, call, reason === "optional-key" ? reason : `${at.file} ${String(at.line)} ${access.model}.${access.method}`);
    const blamed = duty.hinges ? undefined : blamedFor(run, key, { ...again, node: call.node });
    if (blamed !== undefined) run.frame.duties.push({ row, model, at, facts: [...known.facts.entries().values()], blamed });
  } else {
    run.verdicts.set(access, again);
    if (duty.hinges && again.onTrust && !isTrusting(run, again)) run.frame.duties.push({ row, model, at, facts: [], hinges: asked.hinges, onTrust: true });
    if (again.verdict === "derived" && again.value) leadOn(run, again.value, row, call.node, atWork);
  }
}

/** The access, with what this call passes for the conditions that hang on it. */
function withPassed({ hinges }: Duty, access: Access, swap: Substitution): Access {
  return hinges ? { ...access, hinges: hinges.map((hinge) => ({ ...hinge, on: swap.value(hinge.on) })) } : access;
}

/** What is said of a call that is not sure to pass the tenant: that, or that what it passes for another condition is not the tenant's own. */
function withoutTenant(found: Judgement): readonly [Judgement, Reason] {
  if (found.reason === "request-id" || found.reason === "stored-id" || found.reason === "ignored-tenant") return [found, "caller-passes-untrusted"];
  if (found.reason === "untrusted-key") return [found, found.reason];
  // It may leave the tenant out on purpose.
  return [{ ...found, confidence: found.confidence === "possible" ? "possible" : "likely" }, "optional-key"];
}

/** A query that is reported where it stands: seen with what this call passes, which may be the tenant's own, or what callers pass in turn. */
function judgeBlamed(run: Run, duty: Duty, swap: Substitution, call: Call): void {
  const row = swap.row(duty.row);
  const { access } = row;
  if (duty.blamed === undefined || !access.filter) return;
  const known = run.state.fork();
  known.learn(duty.facts.flatMap((fact) => swap.fact(fact)));
  const answer = answerOf(judgeFilter(run, known, access, duty.model, access.filter), run.frame.fn);
  if (typeof answer === "object") run.frame.duties.push({ ...duty, row, facts: [...known.facts.entries().values()] });
  if (answer !== undefined) noteAnswer(run, duty.blamed, call.node, answer);
}

/** A query that is scoped by what its callers pass: reported here where this call passes what the client chose. */
function judgeTrust(run: Run, duty: Duty, swap: Substitution, call: Call): void {
  const { model } = duty;
  const row = swap.row(duty.row);
  const { access } = row;
  if (!access.filter) return;
  const asked = withPassed(duty, access, swap);
  const again = judgeFilter(run, run.state, asked, model, access.filter);
  if (again.onTrust && !isTrusting(run, again)) run.frame.duties.push({ ...duty, row, hinges: asked.hinges });
  else if (isBetrayed(again)) report(run, duty, row, again, again.reason, call, again.column ?? "");
  else if (again.verdict === "derived" && again.value) leadOn(run, again.value, row, call.node);
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
  if (again.verdict === "unscoped") report(run, duty, row, again, "caller-passes-untrusted", call, `${duty.at.file} ${String(duty.at.line)}`);
}

/**
 * Reports what a call lets happen: at the call, or at the query where no other call leads there. Calls that bring about the
 * same thing in several ways are reported once for each `what`. Gives what the judgement is kept under.
 */
function report(run: Run, { at, atWork = false, leads = false, row: { access: asked } }: Duty, row: RowRoot, found: Judgement, reason: Judgement["reason"], call: Call, what: string): unknown {
  const { access } = row;
  const before = isInStep(run, call, asked) ? run.judgements.get(asked.node) : undefined;
  const own = before?.verdict === "caller" ? before : undefined;
  const judgement = own ? decidedBy(own, found, call) : reachedFrom(run, call, at, asked, { ...found, reason, access });
  const key = own ? asked.node : keyAtCall(call, what);
  keep(run, key, judgement);
  run.verdicts.set(access, judgement);
  if (isLoad(access)) keepPending(run, { row, judgement: { ...judgement, access }, key, atWork, leads });
  return key;
}

/** A column that a function sets to what it is passed: judged again with what this call passes. */
function judgeOwedColumn(run: Run, owed: OwedColumn, swap: Substitution, call: Call): void {
  const { at, key, asIs } = owed;
  const { heldBy } = owed.access;
  const access = heldBy?.client ? { ...owed.access, heldBy: { ...heldBy, client: swap.value(heldBy.client) } } : owed.access;
  const passed = { ...owed, access, columns: swap.value(owed.columns) };
  noteWritten(run, passed.columns, call.node);
  if (!judgeOwed(run, run.state, passed)) return;
  const known = run.state.fork();
  known.learn(owed.facts.flatMap((fact) => swap.fact(fact)));
  const again = judgeOwed(run, known, passed);
  if (!again) return;
  const { judgement, name } = again;
  if (judgement.verdict === "caller") {
    run.frame.owedColumns.push({ ...name, key, at, facts: [...known.facts.entries().values()], asIs: asIs && isHandedOnAsIs(run, name.columns) });
    return;
  }
  // What the function leaves out of an object before it writes it is not known here.
  const { confidence } = judgement.part.kind === "column" && judgement.part.whole && !asIs ? { confidence: "possible" as const } : judgement;
  const found = { ...judgement, confidence };
  if (isInStep(run, call, access)) keep(run, key, decidedBy(run.judgements.get(key) ?? found, found, call));
  else keep(run, keyAtCall(call, `${at.file} ${String(at.line)} ${name.model.name}.${name.column}`), reachedFrom(run, call, at, access, { ...found, access: { ...access, node: call.node } }));
}

/** What is said at a call of a query that it reaches: an access of this file is named by its own node. */
function reachedFrom(run: Run, call: Call, at: Place, asked: Access, found: Judgement): Judgement {
  const isHere = at.file === run.facts.file.path;
  const place = placeText(run, at);
  const { model, method } = found.access;
  const step = { node: isHere ? asked.node : undefined, text: `it reaches \`${model}.${method}\` in ${place}` };
  return { ...found, access: isHere ? asked : found.access, node: call.node, evidence: [...found.evidence, step], reached: { ...at, text: place } };
}

/** True for a query of a function that nothing else calls: it is a step of the one that calls it. */
function isInStep(run: Run, call: Call, { node }: Access): boolean {
  const fn = calledHereAlone(run, call.node);
  return fn !== undefined && isInside(node, fn);
}

function isInside({ range: [start, end] }: Node, { range: [first, last] }: Node): boolean {
  return start >= first && end <= last;
}

function decidedBy(own: Judgement, { verdict, reason, confidence, evidence, entered, letsThrough }: Judgement, call: Call): Judgement {
  return { ...own, verdict, reason, confidence, entered, letsThrough, evidence: [...evidence, { node: call.node, text: "this call alone leads here" }] };
}

function keyAtCall({ node }: Call, what: string): string {
  return `${String(node.range[0])} ${what}`;
}

function keep(run: Run, key: unknown, judgement: Judgement): void {
  const before = run.judgements.get(key);
  if (!before || before.verdict === "caller") run.judgements.set(key, judgement);
}

/** A place as messages show it: the line alone in the same file, else the path from the project's root too. */
function placeText({ facts, path }: Run, { file, line }: Place): string {
  if (file === facts.file.path) return `line ${String(line)}`;
  const root = facts.file.path.slice(0, facts.file.path.length - path.length);
  return `${(file.startsWith(root) ? file.slice(root.length) : file).replaceAll("\\", "/")}:${String(line)}`;
}
