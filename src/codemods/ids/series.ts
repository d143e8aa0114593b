import type { Access, Filter } from "../../analysis/access.ts";
import { tenantColumnsOf } from "../../analysis/column-role.ts";
import type { Value } from "../../analysis/value.ts";
import type { Catalog, Model } from "../../catalog/catalog.ts";
import type { Refusal, SourceFile } from "../../syntax/source-file.ts";

/** What a number counts within, besides its tenant: `estateId: estate.id`. */
export interface Part {
  readonly column: string;
  /** Source text of the value. */
  readonly text: string;
  /** Set for a constant. */
  readonly constant: string | undefined;
}

/** The parts that a query narrows its count down by; a refusal for conditions that no counter can follow. */
export function partsOf(read: Access | undefined, catalog: Catalog, file: SourceFile): readonly Part[] | Refusal {
  const model = read && catalog.models.get(read.model);
  if (!read?.filter || !model) return [];
  const parts: Part[] = [];
  for (const condition of conditionsOf(read.filter)) {
    const part = partOf(condition, model, catalog, file);
    if (part && "refused" in part) return part;
    if (part) parts.push(part);
  }
  return parts;
}

function conditionsOf(filter: Filter): readonly Filter[] {
  if (filter.kind === "all") return [];
  return filter.kind === "and" ? filter.of.flatMap(conditionsOf) : [filter];
}

function partOf(condition: Filter, model: Model, catalog: Catalog, file: SourceFile): Part | Refusal | undefined {
  if (condition.kind === "related" && pinsTenant(condition, model, catalog)) return undefined;
  if (condition.kind !== "equals") return { refused: "The number counts within a condition that no counter can follow, such as a period." };
  const { column, value } = condition;
  // Rows that are not deleted, not archived: a number that was given once must not come again.
  if (value.kind === "constant" && (value.value === null || typeof value.value === "boolean")) return undefined;
  if (tenantColumnsOf(model).includes(column)) return undefined;
  const text = textOf(value, file);
  if (text === undefined) return { refused: `The number counts within \`${column}\`, whose value cannot be written again here.` };
  return { column, text, constant: value.kind === "constant" ? String(value.value) : undefined };
}

/** `estate: { companyId }` names the tenant over a relation. */
function pinsTenant(condition: Extract<Filter, { kind: "related" }>, model: Model, catalog: Catalog): boolean {
  const target = catalog.models.get(model.fields.get(condition.relation)?.relation?.model ?? "");
  if (!target) return false;
  return conditionsOf(condition.of).every((inner) => (inner.kind === "equals" && tenantColumnsOf(target).includes(inner.column)) || (inner.kind === "related" && pinsTenant(inner, target, catalog)));
}

/** Names and properties only: what may be evaluated once more. */
function textOf({ node }: Value, { text }: SourceFile): string | undefined {
  if (node === undefined || node.range[1] > text.length) return undefined;
  const written = text.slice(...node.range);
  return /^[\w$]+(?:!?\??\.[\w$]+)*!?$/.test(written) || /^"[^"\\]*"$|^'[^'\\]*'$/.test(written) ? written : undefined;
}

/** The counter's name: `"quote"`, or `` `plot:${estate.id}` `` for one counter per estate. */
export function seriesName(model: string, column: string, parts: readonly Part[]): string {
  const base = lowerFirst(model) + (/^(?:number|num|no|nr|uid)$/i.test(column) ? "" : `.${column}`);
  if (parts.length === 0) return `"${base}"`;
  const scope = parts.map(({ constant, text }) => constant ?? `\${${text}}`);
  const name = [base, ...scope].join(":");
  return parts.every(({ constant }) => constant !== undefined) ? `"${name}"` : `\`${name}\``;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
