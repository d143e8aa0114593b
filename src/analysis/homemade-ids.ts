import { isOwned, type Catalog, type Model } from "../catalog/catalog.ts";
import type { Node, SourceFile } from "../syntax/source-file.ts";
import type { Access, Related, WrittenRow } from "./access.ts";
import type { Destination, HomemadeFrom, HomemadeId } from "./homemade-id.ts";
import type { Run } from "./interpret/run.ts";
import type { Confidence } from "./judgement.ts";
import { keyParts } from "./cache-key.ts";
import { numbersIn, type HomemadeNumber } from "./homemade-numbers.ts";
import { isMomentary } from "./key-strength.ts";
import { isUnderLock } from "./lock.ts";
import { entriesOf, optionsOf } from "./object-value.ts";
import { paddedNumberIn } from "./padded-number.ts";
import { pinsOf } from "./pins.ts";
import { isPosition } from "./position.ts";
import type { Text, Value } from "./value.ts";

/** The ids that a walk has seen being made: those written into rows of owned models, and those handed to callers. */
export function homemadeIds(run: Run): readonly HomemadeId[] {
  const { catalog, file } = run.facts;
  const found = new Map<string, HomemadeId>();
  const seen: Seen = { file, run, tenantAt: (node) => (node ? run.tenantsAtSums.get(node) : undefined) };
  const add = (id: HomemadeId): void => {
    const key = `${id.made} ${String(id.node.range[0])} ${String(id.node.range[1])}`;
    if (!found.has(key)) found.set(key, run.system !== undefined ? { ...id, verdict: "exempt" } : id);
  };
  for (const access of run.accesses.values()) {
    for (const { model, column, value } of writtenColumns(access, catalog)) {
      for (const id of idsIn(value, { kind: "column", access, model, column }, seen)) add(id);
    }
  }
  for (const [fn, summary] of run.summaries) for (const id of idsIn(summary.result, { kind: "callers", fn }, seen)) add(id);
  return [...found.values()].sort((a, b) => a.node.range[0] - b.node.range[0]);
}

/** What the walk leaves behind about a file. */
interface Seen {
  readonly file: SourceFile;
  readonly run: Pick<Run, "accesses" | "reordered">;
  /** The tenant in scope where a sum was made. */
  readonly tenantAt: (sum: Node | undefined) => string | undefined;
}

interface WrittenColumn {
  readonly model: Model;
  readonly column: string;
  readonly value: Value;
}

/** The columns that an access writes into rows of owned models, those of nested writes included. */
function writtenColumns(access: Access, catalog: Catalog): readonly WrittenColumn[] {
  const own = columnsOf(access.model, access.data, catalog);
  return [...own, ...access.related.flatMap((related) => relatedColumns(related, catalog))];
}

function relatedColumns(related: Related, catalog: Catalog): readonly WrittenColumn[] {
  return [...columnsOf(related.model, related.data, catalog), ...related.related.flatMap((inner) => relatedColumns(inner, catalog))];
}

function columnsOf(name: string, rows: readonly WrittenRow[], catalog: Catalog): readonly WrittenColumn[] {
  const model = catalog.models.get(name);
  if (!model || !isOwned(model)) return [];
  return rows.flatMap(({ columns }) => [...entriesOf(columns)]).flatMap(([column, { value }]) => (model.fields.get(column)?.kind === "scalar" ? [{ model, column, value }] : []));
}

function idsIn(value: Value, goesTo: Destination, seen: Seen): readonly HomemadeId[] {
  return optionsOf(value).flatMap((option) => {
    if (isToldApart(option)) return [];
    const numbers = numbersIn(option, seen.file).filter(({ read }) => !isOfSameRow(read, goesTo));
    return [...numbers.map((number) => numberId(number, goesTo, seen)), ...uidsIn(option, goesTo, seen)];
  });
}

/** A counter that a row keeps of itself numbers nothing: `update({ where: { id: last.id }, data: { tries: last.tries + 1 } })`. */
function isOfSameRow(read: Access | undefined, goesTo: Destination): boolean {
  if (goesTo.kind !== "column" || goesTo.access.operation !== "update" || !goesTo.access.filter) return false;
  const { access: { filter }, model: { id } } = goesTo;
  return (pinsOf(filter) ?? []).some(({ path, column, value }) => path.length === 0 && id.includes(column) && value.kind === "reference" && value.root.kind === "row" && value.root.access === read && value.path.at(-1) === column);
}

/** `V${next}-${Date.now()}`: two requests may well get one number, and their texts differ all the same. */
function isToldApart(value: Value): boolean {
  return value.kind === "text" && value.sum !== true && value.parts.flatMap(keyParts).some((part) => part.kind === "reference" && part.root.kind === "call" && isMomentary(part.root.callee));
}

/** Texts around a homemade number, and around a padded number behind capital letters. A text with blanks is a sentence. */
function uidsIn(value: Value, goesTo: Destination, { file, tenantAt }: Seen): readonly HomemadeId[] {
  if (value.kind !== "text" || value.sum === true || value.node === undefined || constantsIn(value).some((text) => /\s/.test(text))) return [];
  const [number] = numbersIn(value, file);
  const padded = paddedNumberIn(value.node, file);
  const isWritten = goesTo.kind === "column";
  if (!number && !(padded && (isWritten || constantsIn(value).some((text) => /[A-Z]{2}/.test(text))))) return [];
  const confidence: Confidence = isUnderLock(value.node) ? "possible" : isWritten ? (number ? "certain" : "likely") : number ? "likely" : "possible";
  const evidence = [{ node: value.node, text: "it is pasted together" }];
  return [{ made: "uid", from: number?.from, read: number?.read, node: value.node, goesTo, unique: isUnique(goesTo), tenantInScope: tenantAt(number?.value.node), verdict: "unscoped", confidence, evidence }];
}

function constantsIn({ parts }: Text): readonly string[] {
  return parts.flatMap(keyParts).flatMap((part) => (part.kind === "constant" && typeof part.value === "string" ? [part.value] : []));
}

function numberId({ from, read, value }: HomemadeNumber, goesTo: Destination, { run, tenantAt }: Seen): HomemadeId {
  const node = value.node ?? read?.node;
  if (!node) throw new Error("A sum is written somewhere.");
  const unique = isUnique(goesTo);
  const isSure = unique || from === "memory";
  const confidence: Confidence = goesTo.kind === "callers" || isUnderLock(node) || (!isSure && isPosition(goesTo.model, goesTo.column, run)) ? "possible" : isSure ? "certain" : "likely";
  return { made: "number", from, read, node, goesTo, unique, tenantInScope: tenantAt(node), verdict: "unscoped", confidence, evidence: [{ node: read?.node, text: `it is one more than ${sayFrom(from)}` }] };
}

function isUnique(goesTo: Destination): boolean {
  if (goesTo.kind !== "column") return false;
  const { model: { id, uniques }, column } = goesTo;
  return [id, ...uniques.map((unique) => unique.columns)].some((columns) => columns.includes(column));
}

function sayFrom(from: HomemadeFrom): string {
  switch (from) {
    case "count":
      return "the number of rows";
    case "max":
      return "the highest number so far";
    case "last-row":
      return "the last row's";
    case "memory":
      return "what this process counted";
  }
}
