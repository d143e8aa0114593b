import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import type { Step } from "../../query/chains.ts";
import type { Table } from "../../query/condition.ts";
import { modelOfTable } from "../../query/table-names.ts";
import { entityOf } from "./entities.ts";

/** A table of a query, by what columns are qualified by. */
export interface NamedTable {
  /** Undefined where columns are named alone. */
  readonly alias: string | undefined;
  /** Undefined for a subquery, and for tables that no schema declares. */
  readonly table: Table | undefined;
}

/** A joined table as its call names it. */
export interface ReadJoin extends NamedTable {
  readonly alias: string;
  /** True when rows without a partner are kept. */
  readonly outer: boolean;
  readonly on: Value | undefined;
  /** The relation that leads there, and the table that has it. */
  readonly over: { readonly from: Table; readonly relation: string } | undefined;
}

/** The tables that a chain joins, in order: `leftJoinAndSelect("plot.estate", "estate", …)`, `innerJoin(Estate, "estate", "estate.id = plot.estateId")`. */
export function joinsIn(steps: readonly Step[], base: NamedTable, facts: FileFacts): readonly ReadJoin[] {
  return steps.reduce<readonly ReadJoin[]>((before, step) => {
    const join = joinOf(step, [base, ...before], facts);
    return join ? [...before, join] : before;
  }, []);
}

function joinOf({ method, args, optional }: Step, before: readonly NamedTable[], facts: FileFacts): ReadJoin | undefined {
  const [, kind] = /^(left|inner)Join/.exec(method) ?? [];
  if (kind === undefined) return undefined;
  const [target, aliased, on] = method.includes("Map") ? args.slice(1) : args;
  const alias = textOf(aliased);
  if (alias === undefined) return undefined;
  const [owner, relation = ""] = (textOf(target) ?? "").split(".");
  const from = before.find((one) => one.alias === owner)?.table;
  const field = from?.model.fields.get(relation);
  const model = field?.relation ? facts.catalog.models.get(field.relation.model) : (entityOf(target, facts.catalog) ?? modelOfTable(textOf(target) ?? "", facts.catalog));
  return { alias, table: model && { model, key: alias }, outer: kind === "left" || optional, on, over: from && field?.relation ? { from, relation } : undefined };
}

/** The one relation between two entities, where there is one only. */
export function onlyRelation(from: Model, target: Model): readonly string[] | undefined {
  const fields = [...from.fields.values()].filter(({ relation }) => relation?.model === target.name);
  const [only] = fields;
  return only && fields.length === 1 ? [only.name] : undefined;
}

export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === "constant" && typeof value.value === "string" ? value.value : undefined;
}
