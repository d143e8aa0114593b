import type { Node } from "../../syntax/source-file.ts";
import type { Access } from "../access.ts";
import type { Call } from "../call.ts";
import { reference } from "../make-value.ts";
import { choiceOf, optionsOf } from "../object-value.ts";
import type { Reference, RowRoot, Value } from "../value.ts";
import { foundFacts } from "./found.ts";
import type { Run } from "./run.ts";
import { nextId } from "./run.ts";

/** One call of a chain, with its arguments as they are, for the call that ends the chain to look back at. */
export function stepOf(run: Run, call: Call): Reference {
  return reference({ kind: "call", id: nextId(run, "call"), node: call.node, callee: call.callee, args: call.args, construct: false, step: true, shape: undefined }, [], call.node);
}

/** A query that was changed in place is the longer one wherever it is held. */
export function replaceHeld(run: Run, receiver: Value, longer: Value): void {
  const before = new Set(optionsOf(receiver).flatMap((option) => (isQuery(option) ? [option.root.id] : [])));
  if (before.size === 0) return;
  for (const [holder, value] of run.state.variables.entries()) {
    if (optionsOf(value).some((option) => isQuery(option) && before.has(option.root.id))) run.state.assign(holder, longer);
  }
}

/** True for a query that was begun and that nothing has run. */
export function isOpenQuery(value: Value): boolean {
  return value.kind === "reference" && value.path.length === 0 && value.root.kind === "call" && value.root.step === true;
}

function isQuery(value: Value): value is Reference {
  return isOpenQuery(value) || (value.kind === "reference" && value.path.length === 0 && value.root.kind === "row");
}

/** An open query that is continued is not run as it was: what was said of it waits until something runs it. */
export function supersede(run: Run, { node }: Access): void {
  const before = [...run.judgements].filter(([, judgement]) => judgement.access.node === node);
  if (before.length > 0) run.superseded.set(node, before);
  for (const [key] of before) run.judgements.delete(key);
  run.accesses.delete(node);
  forget(run.frame.duties, node);
  run.frame.owedColumns.splice(0, Infinity, ...run.frame.owedColumns.filter(({ access }) => access.node !== node));
  forget(run.frame.pending, node);
}

function forget(list: { readonly row: RowRoot }[], node: Node): void {
  const index = list.findIndex(({ row }) => row.access.node === node);
  if (index >= 0) list.splice(index, 1);
}

/** Brings back what was said of open queries that are awaited or handed out as they are. */
export function runAsBuilt(run: Run, value: Value): void {
  if (run.superseded.size > 0) bringBack(run, queriesIn(value).filter(({ waits }) => waits !== true));
}

/** The same for queries that become part of another, or that an unknown function gets. */
export function runWithin(run: Run, value: Value): void {
  if (run.superseded.size > 0) bringBack(run, queriesIn(value));
}

function bringBack(run: Run, queries: readonly Access[]): void {
  for (const access of queries) {
    for (const [key, judgement] of run.superseded.get(access.node) ?? []) run.judgements.set(key, judgement);
    if (run.superseded.delete(access.node)) run.accesses.set(access.node, access);
  }
  for (const access of queries) if (isSaidOfShorter(run, access, queries)) forgetJudgements(run, access.node);
}

/** True where one of these was extended under a condition, and what is wrong with it as it was is wrong with the longer one. */
function isSaidOfShorter(run: Run, { node, extends: shorter = [] }: Access, queries: readonly Access[]): boolean {
  const said = (at: Node): string | undefined => [...run.judgements.values()].find(({ access }) => access.node === at)?.reason;
  const reason = said(node);
  return shorter.some((one) => queries.some((other) => other.node === one.node) && ["no-filter", "no-key"].includes(said(one.node) ?? "") && (reason === "no-key" || reason === "no-filter"));
}

function forgetJudgements(run: Run, node: Node): void {
  for (const [key, { access }] of run.judgements) if (access.node === node) run.judgements.delete(key);
}

function queriesIn(value: Value): readonly Access[] {
  if (value.kind === "list") return value.items.flatMap((item) => queriesIn(item.value));
  return optionsOf(value).flatMap((option) => (option.kind === "reference" && option.root.kind === "row" && option.path.length === 0 ? [option.root.access] : []));
}

/** What awaiting a value gives: the rows of a query as it names them, one by one in a list of queries. */
export function settled(run: Run, value: Value): Value {
  runAsBuilt(run, value);
  switch (value.kind) {
    case "reference":
      return rowsOf(run, value);
    case "list":
      return value.items.some((item) => item.value.kind === "reference" && item.value.root.kind === "row") ? { ...value, items: value.items.map((item) => ({ ...item, value: rowsOf(run, item.value) })) } : value;
    case "choice": {
      const options = value.options.map((option) => rowsOf(run, option));
      const [first, ...rest] = options;
      return first && options.some((option, index) => option !== value.options[index]) ? choiceOf([first, ...rest], value.node) : value;
    }
    default:
      return value;
  }
}

/** The rows under the names that the query gives them; a row that is there shows what any row that was found does. */
function rowsOf(run: Run, value: Value): Value {
  if (value.kind !== "reference" || value.root.kind !== "row" || value.path.length > 0) return value;
  const rows = value.root.access.rows?.(value);
  if (rows === undefined) return value;
  const found = { whenTrue: foundFacts(value), whenFalse: [] };
  for (const part of handedOver(rows)) run.outcomes.set(part, found);
  return rows;
}

/** What a driver hands rows over in, and the rows under their names: lists, `{ rows }`, `[rows, columns]`. Other rows that one holds show what they do themselves. */
function handedOver(value: Value): readonly Value[] {
  if (value.kind === "list") return [value, ...value.items.flatMap((item) => handedOver(item.value))];
  const lists = value.kind === "object" ? value.entries.map((entry) => entry.value).filter(({ kind }) => kind === "list") : [];
  return [value, ...lists.flatMap(handedOver).filter(({ kind }) => kind !== "reference")];
}
