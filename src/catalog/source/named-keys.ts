import type { Field } from "../catalog.ts";
import type { DeclaredTable, ForeignKey } from "./table-models.ts";

/** A table as far as its keys are told by names. */
type NamedTable = Pick<DeclaredTable, "name" | "table" | "fields" | "foreignKeys">;

/**
 * The foreign keys of tables whose types do not say any: `company_id`, `companyId` or `companyid` names the table that is called
 * `company` or `companies` and has an `id`, unless other tables say that their columns of this name reference another one. Where a table says all of its keys but one, that one may as well be no key: `mayBeNone` tells of
 * which columns that holds.
 */
export function namedKeys<T extends NamedTable>(tables: readonly T[], mayBeNone: (field: Field) => boolean = () => false): readonly T[] {
  const owners = new Map<string, NamedTable>();
  for (const table of tables) if (table.fields.some(({ name }) => name === "id")) for (const word of wordsFor(table.table)) if (!owners.has(word)) owners.set(word, table);
  const said = saidKeys(tables);
  return tables.map((table) => ({ ...table, foreignKeys: [...table.foreignKeys, ...keysOf(table, owners, said, mayBeNone)] }));
}

/** The table that columns of a name reference where their tables say it; none for a name that references more than one. */
function saidKeys(tables: readonly NamedTable[]): ReadonlyMap<string, NamedTable | undefined> {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const said = new Map<string, NamedTable | undefined>();
  for (const { columns: [column = ""], table, references } of tables.flatMap(({ foreignKeys }) => foreignKeys)) {
    const target = byName.get(table);
    if (references.length === 1) said.set(column, said.has(column) && said.get(column) !== target ? undefined : target);
  }
  return said;
}

/** As many keys as this show that a table says its keys. */
const SAYS_KEYS = 2;

function keysOf(table: NamedTable, owners: ReadonlyMap<string, NamedTable>, said: ReadonlyMap<string, NamedTable | undefined>, mayBeNone: (field: Field) => boolean): readonly ForeignKey[] {
  const held = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  const named = table.fields.flatMap((field) => {
    const stem = /^(\w+?)_?(?:id|uuid)$/i.exec(field.name)?.[1];
    const owner = stem === undefined || held.has(field.name) ? undefined : owners.get(plainName(stem));
    return owner ? [{ field, owner: said.get(field.name) ?? owner }] : [];
  });
  const isComplete = held.size >= SAYS_KEYS && named.length === 1;
  return named.filter(({ field }) => !isComplete || !mayBeNone(field)).map(({ field, owner }) => ({ columns: [field.name], table: owner.name, references: ["id"] }));
}

/** What a column may call a table: its name, and the singular. */
function wordsFor(table: string): readonly string[] {
  const name = plainName(table);
  return [name, name.replace(/ies$/, "y"), name.replace(/(?<=ss|x|ch|sh)es$/, ""), name.replace(/s$/, "")];
}

function plainName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
