import type { DeclaredTable, ForeignKey } from "./table-models.ts";

/**
 * The foreign keys of tables whose types do not say any: `company_id` or `companyId` names the table that is called
 * `company` or `companies` and has an `id`.
 */
export function namedKeys(tables: readonly DeclaredTable[]): readonly DeclaredTable[] {
  const owners = new Map<string, DeclaredTable>();
  for (const table of tables) if (table.fields.some(({ name }) => name === "id")) for (const word of wordsFor(table.table)) if (!owners.has(word)) owners.set(word, table);
  return tables.map((table) => ({ ...table, foreignKeys: [...table.foreignKeys, ...keysOf(table, owners)] }));
}

function keysOf(table: DeclaredTable, owners: ReadonlyMap<string, DeclaredTable>): readonly ForeignKey[] {
  const held = new Set(table.foreignKeys.flatMap(({ columns }) => columns));
  return table.fields.flatMap(({ name }) => {
    const stem = /^(\w+?)(?:_id|Id|_uuid|Uuid)$/.exec(name)?.[1];
    const owner = stem === undefined || held.has(name) ? undefined : owners.get(plainName(stem));
    return owner ? [{ columns: [name], table: owner.name, references: ["id"] }] : [];
  });
}

/** What a column may call a table: its name, and the singular. */
function wordsFor(table: string): readonly string[] {
  const name = plainName(table);
  return [name, name.replace(/ies$/, "y"), name.replace(/(?<=ss|x|ch|sh)es$/, ""), name.replace(/s$/, "")];
}

function plainName(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}
