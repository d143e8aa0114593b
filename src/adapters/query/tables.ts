import type { FileFacts } from "../../analysis/file-facts.ts";
import { entriesOf } from "../../analysis/object-value.ts";
import type { Value } from "../../analysis/value.ts";
import type { Column, Table } from "./condition.ts";
import { describedTable, fieldOf, modelOfTable, textOf } from "./table-names.ts";

/** A table as a query names it: `"estates as e"`, `{ e: "estates" }`, a constant, or what describes it. */
export interface NamedTable {
  /** Undefined for a subquery, and for tables that no schema declares. */
  readonly table: Table | undefined;
  /** What columns are qualified by. */
  readonly alias: string;
}

export function tableNamed(value: Value | undefined, facts: FileFacts): NamedTable | undefined {
  if (value?.kind === "object") {
    const [[alias, property] = []] = [...entriesOf(value)];
    const name = textOf(property?.value, facts);
    return alias === undefined || name === undefined ? undefined : named(name, alias, facts);
  }
  if (value?.kind === "reference" && value.root.kind === "row") return { table: undefined, alias: "" };
  const text = textOf(value, facts) ?? (value?.kind === "reference" ? describedTable(value, facts) : undefined);
  if (text === undefined) return undefined;
  const [, name = text, alias] = /^(.+?)\s+(?:as\s+)?([\w"`]+)$/i.exec(text.trim()) ?? [];
  return named(name.trim(), alias?.replaceAll(/["`]/g, ""), facts);
}

function named(name: string, alias: string | undefined, { catalog }: FileFacts): NamedTable {
  const model = modelOfTable(name, catalog);
  const key = alias ?? name.split(".").at(-1) ?? name;
  return { table: model && { model, key }, alias: key };
}

/** The tables of a query by what its columns are qualified by. */
export class Tables {
  readonly #facts: FileFacts;
  readonly #named: readonly NamedTable[];
  readonly outer: Tables | undefined;

  constructor(facts: FileFacts, named: readonly NamedTable[], outer?: Tables) {
    this.#facts = facts;
    this.#named = named;
    this.outer = outer;
  }

  get facts(): FileFacts {
    return this.#facts;
  }

  /** A column of the first table that names no owner. */
  first(): Column | undefined {
    const [table] = this.#named.flatMap((one) => one.table ?? []);
    return table && { table, name: table.model.id[0] ?? "id" };
  }

  /** The column that a name means; one that no table declares is the first table's. */
  column(value: Value | undefined): Column | undefined {
    const text = textOf(value, this.#facts);
    if (text !== undefined) return this.#at(text.replaceAll(/["`]/g, ""));
    return value?.kind === "reference" && value.path.length > 0 ? this.#described(value.path.at(-1) ?? "", describedTable(value, this.#facts)) : undefined;
  }

  #at(text: string): Column | undefined {
    const parts = text.trim().split(".");
    const name = parts.at(-1) ?? "";
    if (name === "" || name === "*" || /[\s()]/.test(name)) return undefined;
    if (parts.length > 1) return this.#qualified(parts.at(-2) ?? "", name);
    const declaring = this.#named.flatMap(({ table }) => (table && fieldOf(table.model, name) ? [table] : []));
    const table = declaring[0] ?? this.#named[0]?.table;
    return table && columnIn(table, name);
  }

  #qualified(alias: string, name: string): Column | undefined {
    const found = this.#named.find((one) => one.alias === alias) ?? this.#named.find(({ table }) => table?.model.table === alias);
    if (found) return found.table && columnIn(found.table, name);
    return this.outer?.column({ kind: "constant", value: `${alias}.${name}` });
  }

  /** `Plots.col.number`, where `Plots` describes a table of the query. */
  #described(name: string, described: string | undefined): Column | undefined {
    const model = described === undefined ? undefined : modelOfTable(described, this.#facts.catalog);
    const table = this.#named.find((one) => one.table?.model === model)?.table;
    return model && table ? columnIn(table, name) : this.outer?.column({ kind: "constant", value: `${described ?? ""}.${name}` });
  }
}

function columnIn(table: Table, name: string): Column {
  return { table, name: fieldOf(table.model, name)?.name ?? name };
}
