import type { Catalog, Model } from "../../../catalog/catalog.ts";
import type { Table } from "../../query/condition.ts";
import { modelOfTable } from "../../query/table-names.ts";
import type { Embed } from "./select-text.ts";

/** An embedded table of a query. */
export interface EmbeddedTable {
  readonly alias: string;
  /** Undefined where no schema declares the relation. */
  readonly table: Table | undefined;
  /** The relations that lead there from the query's own rows. */
  readonly path: readonly string[] | undefined;
  /** True where a row without a partner is kept, so that what is said of the embedded rows holds no row back. */
  readonly outer: boolean;
}

/** The embedded tables, those inside others behind them; one inside an optional one is optional. */
export function embeddedTables(embeds: readonly Embed[], from: Model, catalog: Catalog, before: readonly string[] = [], outside = ""): readonly EmbeddedTable[] {
  return embeds.flatMap((embed) => {
    const over = relationTo(from, embed, catalog);
    const key = `${outside}${embed.alias}`;
    const path = over && [...before, ...over.path];
    const here: EmbeddedTable = { alias: embed.alias, table: over && { model: over.model, key }, path, outer: !embed.inner };
    const inside = over ? embeddedTables(embed.embeds, over.model, catalog, path, `${key}.`) : [];
    return [here, ...inside.map((one) => ({ ...one, outer: one.outer || here.outer }))];
  });
}

interface Over {
  readonly model: Model;
  readonly path: readonly string[];
}

function relationTo(from: Model, { target, hints }: Embed, catalog: Catalog): Over | undefined {
  const fields = [...from.fields.values()];
  const byColumn = fields.find(({ relation }) => relation?.columns.length === 1 && columnOf(from, relation.columns[0]) === target);
  const held = byColumn?.relation && catalog.models.get(byColumn.relation.model);
  if (byColumn && held) return { model: held, path: [byColumn.name] };
  const model = modelOfTable(target, catalog);
  if (!model) return undefined;
  const there = fields.filter(({ relation }) => relation?.model === model.name);
  const meant = there.find(({ relation }) => relation?.columns.some((column) => hints.some((hint) => hint.includes(columnOf(from, column) ?? column)))) ?? there[0];
  return meant ? { model, path: [meant.name] } : acrossJoin(from, model, catalog);
}

/** Over a table that holds the keys of both. */
function acrossJoin(from: Model, model: Model, catalog: Catalog): Over | undefined {
  for (const { name, relation } of from.fields.values()) {
    const between = relation?.columns.length === 0 ? catalog.models.get(relation.model) : undefined;
    const onward = between && [...between.fields.values()].find((field) => field.relation?.model === model.name && field.relation.columns.length > 0);
    if (onward) return { model, path: [name, onward.name] };
  }
  return undefined;
}

function columnOf(model: Model, field: string | undefined): string | undefined {
  return field === undefined ? undefined : model.fields.get(field)?.column;
}
