import type { Filter } from "../../analysis/access.ts";
import { tenantColumnsOf } from "../../analysis/column-role.ts";
import { itemsOf, propertyOf } from "../../analysis/object-value.ts";
import type { Value } from "../../analysis/value.ts";
import { unread, type Column, type Condition } from "./condition.ts";
import { textOf } from "./table-names.ts";
import type { Tables } from "./tables.ts";

/** Why raw text that splits the conditions around it is not read. */
const openOr = "the raw condition has an `or` of its own";

const NAME = String.raw`[\w."\x60]+|\?\?|:\w+:`;
const COLUMNS = new RegExp(String.raw`^\(*\s*([\w."\x60]+)\s*=\s*([\w."\x60]+)\s*\)*$`);
const EQUALITY = new RegExp(String.raw`^\(*\s*(${NAME})\s*=\s*(\?|:\w+)\s*\)*$`);

/** Raw SQL with bindings: equalities joined by `and` are read; other text says something, unless the tenant's column may be in it. */
export function rawCondition([sql, bindings]: readonly Value[], tables: Tables): Condition {
  const text = textOf(sql, tables.facts);
  if (text === undefined) return unread(sql ?? { kind: "unknown", reason: "raw SQL" });
  if (/\bor\b/i.test(withoutParentheses(text))) return { kind: "or", of: [{ kind: "opaque", value: sql ?? { kind: "unknown", reason: openOr }, reason: openOr }] };
  const given = new Bindings(bindings);
  const parts = text.split(/\s+and\s+/i).map((part): Condition => readPart(part.trim(), given, tables));
  return parts.length === 1 && parts[0] ? parts[0] : { kind: "and", of: parts };
}

function readPart(part: string, given: Bindings, tables: Tables): Condition {
  const [matched, name, placeholder] = EQUALITY.exec(part) ?? [];
  const column = name === undefined ? undefined : columnOf(name, given, tables);
  const value = matched !== undefined && placeholder !== undefined ? given.take(placeholder) : undefined;
  const same = matched ? undefined : sameColumns(part, tables);
  if (same) return same;
  if (!matched) given.skip(part);
  if (column && value) return { kind: "test", column, filter: { kind: "equals", column: column.name, value, optional: false, whenUndefined: "throws", node: value.node } };
  const first = tables.first();
  const opaque: Value = { kind: "unknown", reason: "raw SQL" };
  if (!first || mentionsKey(part, first, tables)) return unread(opaque);
  return { kind: "test", column: first, filter: { kind: "other", column: first.name, value: opaque, node: undefined } };
}

function columnOf(name: string, given: Bindings, tables: Tables): Column | undefined {
  return tables.column(/^\?\?$|^:\w+:$/.test(name) ? given.take(name) : { kind: "constant", value: name });
}

/** `plots.estate_id = estates.id`. */
function sameColumns(part: string, tables: Tables): Condition | undefined {
  const [, a, b] = COLUMNS.exec(part) ?? [];
  if (a === undefined || b === undefined || !a.includes(".") || !b.includes(".")) return undefined;
  const [left, right] = [a, b].map((name) => tables.column({ kind: "constant", value: name }));
  return left && right ? { kind: "same", a: left, b: right } : undefined;
}

/** True where the text may say something of the tenant: of the table itself, or in a query of its own. */
function mentionsKey(text: string, { table }: Column, { facts }: Tables): boolean {
  const keys = tenantColumnsOf(table.model).map((name) => table.model.fields.get(name)?.column ?? name);
  return [...keys, ...(/\bselect\b/i.test(text) ? facts.catalog.tenancy.keys : [])].some((key) => text.includes(key));
}

function withoutParentheses(text: string): string {
  const inner = text.replace(/'[^']*'/g, "").replace(/\([^()]*\)/g, "");
  return inner === text ? text : withoutParentheses(inner);
}

/** The values of placeholders, in order or by name. */
class Bindings {
  readonly #value: Value | undefined;
  #at = 0;

  constructor(value: Value | undefined) {
    this.#value = value;
  }

  take(placeholder: string): Value | undefined {
    if (!this.#value) return undefined;
    if (placeholder.startsWith(":")) return propertyOf(this.#value, placeholder.replaceAll(":", ""))?.value;
    const items = this.#value.kind === "list" ? itemsOf(this.#value) : [{ value: this.#value }];
    this.#at += 1;
    return items[this.#at - 1]?.value;
  }

  skip(text: string): void {
    this.#at += text.match(/\?\??/g)?.length ?? 0;
  }
}

/** True where a raw condition's own `or` would let other rows through beside a filter that is put in. */
export function saysOpenOr(filter: Filter): boolean {
  if (filter.kind === "opaque") return filter.reason === openOr;
  return (filter.kind === "and" || filter.kind === "or") && filter.of.some(saysOpenOr);
}

/** Raw text is not put in parentheses: an `or` of its own splits what stands around it. */
export function hasOpenOr(condition: Condition): boolean {
  return condition.kind === "or" && condition.of.some((one) => one.kind === "opaque" && one.reason === openOr);
}
