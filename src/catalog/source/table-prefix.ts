import type { DeclaredTable } from "./table-models.ts";

/**
 * Tables without the prefix that a project puts before their names, as in `acme_accounts`, since it says nothing of the
 * table: one that at least a third of the tables share, that is no table's own name, and that no plain name needs.
 */
export function withoutPrefix(tables: readonly DeclaredTable[]): readonly DeclaredTable[] {
  const prefix = sharedPrefix(tables.map(({ name }) => name));
  if (prefix === undefined) return tables;
  const names = new Set(tables.map(({ name }) => name));
  const renamed = (name: string): string => (name.startsWith(prefix) && !names.has(name.slice(prefix.length)) ? name.slice(prefix.length) : name);
  return tables.map((table) => ({ ...table, name: renamed(table.name), foreignKeys: table.foreignKeys.map((key) => ({ ...key, table: renamed(key.table) })) }));
}

function sharedPrefix(names: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const [prefix] of names.flatMap((name) => /^_*[A-Za-z\d]+_(?=[A-Za-z])/.exec(name) ?? []).map((one) => [one] as const)) counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
  const [[prefix, count] = ["", 0]] = [...counts].sort(([, a], [, b]) => b - a);
  const word = prefix.replaceAll("_", "").toLowerCase();
  const isTable = names.some((name) => [word, `${word}s`, word.replace(/y$/, "ies")].includes(name.toLowerCase()));
  return count >= 3 && count >= names.length / 3 && !isTable ? prefix : undefined;
}
