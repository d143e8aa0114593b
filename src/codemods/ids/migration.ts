import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Catalog } from "../../catalog/catalog.ts";
import type { NewFile } from "../codemod.ts";

/** The tables of `@ringfence/runtime`, as its own DDL has them; idempotent. */
export const RUNTIME_TABLES = `create table if not exists "ringfence_sequences" (
  tenant text not null,
  name text not null,
  last bigint not null check (last between 0 and 9007199254740991),
  primary key (tenant, name)
) with (fillfactor = 50);

create table if not exists "ringfence_uid_prefixes" (
  prefix text primary key check (prefix ~ '^[A-Z][A-Z0-9]{1,9}$'),
  tenant text not null unique
);
`;

/** A migration that makes the tables, behind the last one there is; nothing where the schema has no folder of migrations. */
export function sequencesMigration({ files }: Catalog): readonly NewFile[] {
  const folder = files.map((schema) => migrationsBeside(schema)).find((one) => one !== undefined);
  if (folder === undefined) return [];
  const names = readdirSync(folder).filter((name) => /^\d{14}_/.test(name)).sort();
  if (names.some((name) => name.endsWith("_ringfence") && existsSync(join(folder, name, "migration.sql")))) return [];
  const last = names.at(-1)?.slice(0, 14) ?? "20250101000000";
  return [{ path: join(folder, `${after(last)}_ringfence`, "migration.sql"), text: RUNTIME_TABLES }];
}

/** `prisma/migrations` beside `prisma/schema.prisma`, or beside the folder of a schema in several files. */
function migrationsBeside(schema: string): string | undefined {
  return [dirname(schema), dirname(dirname(schema))].map((folder) => join(folder, "migrations")).find((folder) => existsSync(folder) && statSync(folder).isDirectory());
}

/** The second after a time such as `20251104090000`: the same for every file that is planned, and the last in order. */
function after(time: string): string {
  const [year, month, day, hour, minute, second] = [[0, 4], [4, 6], [6, 8], [8, 10], [10, 12], [12, 14]].map(([from, to]) => Number(time.slice(from, to)));
  const next = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, (second ?? 0) + 1));
  return next.toISOString().replace(/[-:T]/g, "").slice(0, 14);
}
