import { readdir, readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { PrismaClient } from "./generated/prisma/client.js";

// In memory unless a folder is given.
export const database = new PGlite(process.env["DATABASE_DIR"]);

export const prisma = new PrismaClient({
  adapter: new PrismaPGlite(database),
  // One connection serves everybody, so a transaction may have to queue for a while.
  transactionOptions: { maxWait: 20_000, timeout: 30_000 },
});

const migrations = new URL("../prisma/migrations/", import.meta.url);

/** Applies the migrations that this database has not seen yet. */
export async function migrate(): Promise<void> {
  await database.exec("CREATE TABLE IF NOT EXISTS _migrations (name TEXT PRIMARY KEY)");
  const { rows } = await database.query<{ name: string }>("SELECT name FROM _migrations");
  const applied = new Set(rows.map((row) => row.name));
  const folders = (await readdir(migrations, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  for (const { name } of folders.sort((a, b) => a.name.localeCompare(b.name))) {
    if (applied.has(name)) continue;
    await database.exec(await readFile(new URL(`${name}/migration.sql`, migrations), "utf8"));
    await database.query("INSERT INTO _migrations (name) VALUES ($1)", [name]);
  }
}
