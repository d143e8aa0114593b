import type { Model } from "../catalog/catalog.ts";
import type { Access, Filter, WrittenRow } from "./access.ts";
import { pathToColumn, tenantColumnsOf } from "./column-role.ts";
import { foreignReferences, referenceIn, type ForeignReference } from "./foreign-references.ts";
import { isKeptForOperators } from "./interpret/gates.ts";
import { standingOfClient } from "./interpret/handed-clients.ts";
import type { Frame, Run, WrittenName } from "./interpret/run.ts";
import { entryOf, framesOf } from "./interpret/run.ts";
import type { State } from "./interpret/state.ts";
import { filterOpinion } from "./judge-filter.ts";
import { rowOpinion } from "./judge-row.ts";
import type { Judgement, Reason } from "./judgement.ts";
import { settled, type Opinion } from "./opinion.ts";
import { changeIn, tenantChanges, type TenantChange } from "./tenant-changes.ts";
import { strangersAt } from "./strangers.ts";
import { tenantInScope } from "./tenant-in-scope.ts";
import { keyNamedBy, ownerKeysOf } from "./tenant-key-names.ts";
import { contains } from "../syntax/contains.ts";

/** Judges the filter of an access to an owned model: which rows can it reach? */
export function judgeFilter(run: Run, state: State, access: Access, model: Model, filter: Filter): Judgement {
  const opinion = clientOpinion(run, access) ?? filterOpinion(run, state, access, model, filter);
  return conclude(run, access, { kind: "filter" }, model, unlessHeld(run, access, opinion));
}

/** Judges one row that an access creates: does it carry its owner? */
export function judgeRow(run: Run, state: State, access: Access, model: Model, row: WrittenRow): Judgement | undefined {
  const opinion = rowOpinion(run, state, model, row);
  return opinion && conclude(run, access, { kind: "row", row }, model, clientOpinion(run, access) ?? unlessHeld(run, access, opinion));
}

/** A fault in what a write sets a column to; with the verdict `caller`, one that its callers may have. */
export interface JudgedName {
  readonly judgement: Judgement;
  readonly name: WrittenName;
}

/** Judges what the columns of the written rows name: rows of other models, and the tenant of rows that are there. Only faults are told. */
export function judgeWritten(run: Run, state: State, access: Access): readonly JudgedName[] {
  const isHeld = access.heldBy?.sure === true || clientOpinion(run, access) !== undefined;
  if (isHeld && access.heldBy?.leaves !== "references") return [];
  const faults = [...foreignReferences(run, state, access), ...(isHeld ? [] : tenantChanges(run, state, access))];
  return faults.flatMap((fault) => judgedName(run, access, { ...fault, opinion: atWrite(access, fault) }) ?? []);
}

/** Judges again what a write of another function sets a column to, with what a call passes to it. */
export function judgeOwed(run: Run, state: State, name: WrittenName): JudgedName | undefined {
  const { target } = name;
  const fault = target ? referenceIn(run, state, { ...name, target }) : changeIn(run, state, name);
  return fault && judgedName(run, name.access, fault);
}

function judgedName(run: Run, access: Access, fault: ForeignReference | TenantChange): JudgedName | undefined {
  const { models, tenancy } = run.facts.catalog;
  const { model, column, columns, whole, opinion } = fault;
  const target = "target" in fault ? fault.target : undefined;
  if (isTold(run, access) && (!target || access.heldBy?.leaves !== "references")) return undefined;
  const names = target ?? models.get(tenancy.root ?? "") ?? model;
  const judgement = conclude(run, access, { kind: "column", names, whole }, model, { ...opinion, column });
  return judgement.verdict === "exempt" ? undefined : { judgement, name: { access, model, column, target, columns } };
}

/** True for a write on a client that callers hand over, and that is one which holds other tenants' rows back. */
function isTold(run: Run, access: Access): boolean {
  const client = access.heldBy?.client;
  return client !== undefined && standingOfClient(run, access, client).standing === "told";
}

/** Rows that were made up earlier are at fault where they are written. */
function atWrite({ node, places }: Access, { opinion, column }: ForeignReference | TenantChange): Opinion {
  if (opinion.node === undefined || contains(node, opinion.node)) return opinion;
  return { ...opinion, node: places.data ?? node, evidence: [...opinion.evidence, { node: opinion.node, text: `\`${column}\` is set before` }] };
}

/** What is at fault also in what runs for all tenants from a queue. */
const ASTRAY: ReadonlySet<Reason> = new Set<Reason>(["missing-column", "missing-level", "stored-id"]);

function conclude(run: Run, access: Access, part: Judgement["part"], model: Model, opinion: Opinion): Judgement {
  // What a job is handed and what a script writes down count as constants: they tie the rows to nobody.
  const isSettled = opinion.reason !== "constant" && (opinion.verdict === "scoped" || opinion.verdict === "derived" || opinion.verdict === "checked");
  const allowed = isSettled ? undefined : whyForAll(run);
  // Whoever works through the messages of all tenants still makes each row somebody's, and ids in a row's content may be anybody's.
  const isAstray = ASTRAY.has(opinion.reason) && isQueued(run);
  const exempt = allowed !== undefined && !isAstray;
  const verdict = exempt ? "exempt" : opinion.verdict;
  const isReported = verdict === "unscoped" || verdict === "unknown" || verdict === "caller";
  const tenant = isReported ? tenantInScope(run, access.node, model, part.kind === "filter" ? access.filter : undefined) : undefined;
  const column = opinion.column ?? columnFor(run, model, tenant);
  return {
    access,
    part,
    model,
    verdict,
    reason: exempt ? (run.frame.bypass === undefined ? "system-context" : "bypass") : opinion.reason,
    confidence: entryOf(run.frame)?.reserved === true || isAstray ? "possible" : opinion.confidence,
    evidence: exempt ? [...opinion.evidence, { node: undefined, text: allowed }] : opinion.evidence,
    node: opinion.node ?? access.node,
    column,
    columnPath: column === undefined ? [] : pathToColumn(run.facts.catalog, model, column),
    value: opinion.value,
    onTrust: opinion.onTrust === true && !exempt,
    hinges: exempt ? undefined : opinion.hinges,
    letsThrough: verdict === "unscoped" && part.kind === "filter" ? strangersAt(run, access, model, opinion) : undefined,
    tenantInScope: tenant,
    entered: enteredFrom(run.frame),
  };
}

/** The column that would scope a model: the key that the tenant at hand is a value of, else the first. */
function columnFor({ facts: { catalog } }: Run, model: Model, tenant: string | undefined): string | undefined {
  const key = tenant === undefined ? undefined : keyNamedBy(tenant, ownerKeysOf(model, catalog), catalog);
  return key?.column ?? tenantColumnsOf(model)[0] ?? catalog.tenancy.keys[0];
}

/** Why the code that is walked may reach the rows of every tenant, when it may. */
function whyForAll(run: Run): string | undefined {
  if (run.frame.bypass !== undefined) return `this runs in ${run.frame.bypass}`;
  if (run.system !== undefined) return "this runs in a system file";
  if (run.state.isForOperators) return "only operators get here";
  const entry = entryOf(run.frame);
  if (entry?.kind === "job") return "this runs in a job";
  return entry?.operators === true || (entry?.gates && isKeptForOperators(run, entry.gates())) ? "only operators enter here" : undefined;
}

/** True in what runs from a queue, and nothing else says that it is for all tenants. */
function isQueued(run: Run): boolean {
  return run.frame.bypass === undefined && !run.state.isForOperators && (run.system === "queue" || (run.system === undefined && entryOf(run.frame)?.kind === "job"));
}

function enteredFrom(frame: Frame): Judgement["entered"] {
  for (const { fn, entry } of framesOf(frame)) if (fn && entry) return { fn, entry };
  return undefined;
}

/** Where something may hold other tenants' rows back that the source does not show, a fault is no more than possible. */
function unlessHeld(run: Run, access: Access, opinion: Opinion): Opinion {
  const { heldBy } = access;
  const isFault = opinion.verdict === "unscoped" || opinion.verdict === "caller" || opinion.verdict === "unknown";
  if (!heldBy || !isFault || (heldBy.yields && opinion.reason === "untrusted-key")) return opinion;
  if (heldBy.sure) return settled("scoped", "scoped-client", heldBy.text);
  const { client } = heldBy;
  const bound = client && standingOfClient(run, access, client);
  if (bound?.standing === "open") return opinion;
  if (bound?.standing === "told") return settled("scoped", "scoped-client", heldBy.text);
  return { ...opinion, hinges: undefined, verdict: "unknown", reason: "ambient", confidence: "possible", evidence: [{ node: undefined, text: heldBy.text }], ...(bound && { value: bound.client }) };
}

function clientOpinion(run: Run, access: Access): Opinion | undefined {
  if (access.heldBy?.sure && !access.heldBy.yields) return settled("scoped", "scoped-client", access.heldBy.text);
  const { scopedClients, unscopedClients } = run.facts.settings;
  if (scopedClients.length === 0 && unscopedClients.length === 0) return undefined;
  const client = run.facts.textOf(access.node).split(/[?!]?\.|\(/)[0] ?? "";
  const told = { confidence: "possible", evidence: [{ node: access.node, text: `\`${client}\` is configured so` }], node: undefined, column: undefined, value: undefined } as const;
  if (scopedClients.includes(client)) return { ...told, verdict: "scoped", reason: "scoped-client" };
  if (unscopedClients.includes(client)) return { ...told, verdict: "exempt", reason: "unscoped-client" };
  return undefined;
}
