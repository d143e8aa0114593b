import { isOwned, type Catalog, type Model } from "../catalog/catalog.ts";
import type { SourceFile } from "../syntax/source-file.ts";
import type { Access, Related, WrittenRow } from "./access.ts";
import type { Destination, HomemadeFrom, HomemadeId } from "./homemade-id.ts";
import type { Run } from "./interpret/run.ts";
import type { Confidence } from "./judgement.ts";
import { isForming, keyParts } from "./cache-key.ts";
import { entriesOf, optionsOf } from "./object-value.ts";
import { paddedNumberIn } from "./padded-number.ts";
import type { Reference, Text, Value } from "./value.ts";
import { moduleCounterIn } from "./module-counter.ts";

/** The ids that a walk has seen being made: those written into rows of owned models, and those handed to callers. */
export function homemadeIds(run: Run): readonly HomemadeId[] {
  const { catalog, file } = run.facts;
  const found = new Map<string, HomemadeId>();
  const add = (id: HomemadeId): void => {
    const key = `${id.made} ${String(id.node.range[0])} ${String(id.node.range[1])}`;
    if (!found.has(key)) found.set(key, run.system ? { ...id, verdict: "exempt" } : id);
  };
  for (const access of run.accesses.values()) {
    for (const { model, column, value } of writtenColumns(access, catalog)) {
      for (const id of idsIn(value, { kind: "column", access, model, column }, file)) add(id);
    }
  }
  for (const [fn, summary] of run.summaries) for (const id of idsIn(summary.result, { kind: "callers", fn }, file)) add(id);
  return [...found.values()].sort((a, b) => a.node.range[0] - b.node.range[0]);
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

function idsIn(value: Value, goesTo: Destination, file: SourceFile): readonly HomemadeId[] {
  return optionsOf(value).flatMap((option) => [...numbersIn(option, file).map((number) => numberId(number, goesTo)), ...uidsIn(option, goesTo, file)]);
}

interface HomemadeNumber {
  readonly from: HomemadeFrom;
  readonly read: Access | undefined;
  readonly value: Value;
}

/** Additions to a count, a maximum or the last row, wherever in the value they stand. */
function numbersIn(value: Value, file: SourceFile): readonly HomemadeNumber[] {
  const counter = moduleCounterIn(value, file);
  if (counter) return [{ from: "memory", read: undefined, value }];
  if (value.kind === "text") return value.sum === true ? numberOfSum(value) : value.parts.flatMap((part) => numbersIn(part, file));
  if (value.kind === "choice") return value.options.flatMap((option) => numbersIn(option, file));
  if (value.kind === "reference" && value.root.kind === "call" && isForming(value.root)) return value.root.args.flatMap((argument) => numbersIn(argument, file));
  return [];
}

function numberOfSum(sum: Text): readonly HomemadeNumber[] {
  const isMore = sum.parts.some((part) => part.kind === "constant" && typeof part.value === "number" && part.value > 0);
  const [found] = sum.parts.flatMap(keyParts).flatMap(highestIn);
  return isMore && found ? [{ ...found, value: sum }] : [];
}

/** What a reference to rows says about how many there are, or how far their numbers go. */
function highestIn(value: Value): readonly Pick<HomemadeNumber, "from" | "read">[] {
  if (value.kind !== "reference") return [];
  const { root } = value;
  if (root.kind === "call") return isMaximum(root.callee) ? root.args.flatMap(keyParts).flatMap(rowsIn).map((read) => ({ from: "max", read })) : [];
  if (root.kind !== "row") return [];
  const from = highestOf(value, root.access);
  return from ? [{ from, read: root.access }] : [];
}

function highestOf({ path }: Reference, access: Access): HomemadeFrom | undefined {
  if (path.includes("_max")) return "max";
  if (path.includes("_count") || (access.many && path.at(-1) === "length")) return "count";
  if (access.operation === "count") return path.some((step) => step.startsWith("_") && step !== "_all") ? undefined : "count";
  return access.operation === "read" && access.highestFirst === true && path.length > 0 ? "last-row" : undefined;
}

function isMaximum(callee: Value): boolean {
  return callee.kind === "reference" && callee.root.kind === "global" && callee.root.name === "Math" && callee.path[0] === "max";
}

function rowsIn(value: Value): readonly Access[] {
  return value.kind === "reference" && value.root.kind === "row" && value.root.access.operation === "read" ? [value.root.access] : [];
}

/** Texts around a homemade number, and around a padded number behind capital letters. */
function uidsIn(value: Value, goesTo: Destination, file: SourceFile): readonly HomemadeId[] {
  if (value.kind !== "text" || value.sum === true || value.node === undefined) return [];
  const [number] = numbersIn(value, file);
  const padded = paddedNumberIn(value.node, file);
  const isWritten = goesTo.kind === "column";
  if (!number && !(padded && (isWritten || hasCapitals(value)))) return [];
  const confidence: Confidence = isWritten ? (number ? "certain" : "likely") : number ? "likely" : "possible";
  return [{ made: "uid", from: number?.from, read: number?.read, node: value.node, goesTo, verdict: "unscoped", confidence, evidence: [{ node: value.node, text: "it is pasted together" }] }];
}

function hasCapitals({ parts }: Text): boolean {
  return parts.flatMap(keyParts).some((part) => part.kind === "constant" && typeof part.value === "string" && /[A-Z]{2}/.test(part.value));
}

function numberId({ from, read, value }: HomemadeNumber, goesTo: Destination): HomemadeId {
  const node = value.node ?? read?.node;
  if (!node) throw new Error("A sum is written somewhere.");
  const isUnique = goesTo.kind === "column" && isKey(goesTo.model, goesTo.column);
  const confidence: Confidence = goesTo.kind === "callers" ? "possible" : isUnique || from === "memory" ? "certain" : "likely";
  return { made: "number", from, read, node, goesTo, verdict: "unscoped", confidence, evidence: [{ node: read?.node, text: `it is one more than ${sayFrom(from)}` }] };
}

function isKey({ id, uniques }: Model, column: string): boolean {
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
