import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSqlInCode } from "../../src/catalog/sql/sql-in-code.ts";
import { folderWith } from "./folder.ts";

/** The tables that files make, with their columns. */
function tablesOf(files: Readonly<Record<string, string>>): Readonly<Record<string, readonly string[]>> {
  const root = folderWith(files);
  const { models } = readSqlInCode(Object.keys(files).map((file) => join(root, file)));
  return Object.fromEntries([...models].map(([name, { fields }]) => [name, [...fields.keys()]]));
}

describe("tables that code makes", () => {
  it("makes them first and changes them then, whatever file comes first", () => {
    expect(tablesOf({
      "a.js": `await db.run("ALTER TABLE plots ADD COLUMN company_id INTEGER");`,
      "b.js": "export const TABLES = [`CREATE TABLE IF NOT EXISTS plots (id INTEGER PRIMARY KEY)`, 'create table estates (' + 'id integer)'];",
    })).toEqual({ plots: ["id", "company_id"], estates: ["id"] });
  });

  it("fills in constants, and leaves out tables whose names are not known", () => {
    expect(tablesOf({ "a.ts": "const T = 'plots'; db.exec(`CREATE TABLE ${T} (id INT); CREATE TABLE ${process.env.PREFIX}_lots (id INT)`);" })).toEqual({ plots: ["id"] });
  });

  it("reads them behind comments, and gives the line of each", () => {
    const root = folderWith({ "a.js": "db.exec(`\n  -- plots\n  CREATE TABLE plots (\n    id INT /* own */\n  )`);" });
    expect([...readSqlInCode([join(root, "a.js")]).models.values()].map(({ line }) => line)).toEqual([3]);
  });

  it.each([
    ["what is taken away, which is made again or undone", `db.exec("CREATE TABLE plots (id INT)"); function reset() { db.exec("DROP TABLE plots"); }`],
    ["`down` as a function", `db.exec("CREATE TABLE plots (id INT)"); export async function down(db) { await db.exec("ALTER TABLE plots DROP COLUMN id"); }`],
    ["`down` as a property", `module.exports = { up: (db) => db.exec("CREATE TABLE plots (id INT)"), down: (db) => db.exec("ALTER TABLE plots DROP COLUMN id") };`],
    ["`down` as an export", `exports.up = (db) => db.exec("CREATE TABLE plots (id INT)"); exports.down = (db) => db.exec("ALTER TABLE plots DROP COLUMN id");`],
    ["`down` as a method", `class Plots { up() { db.exec("CREATE TABLE plots (id INT)"); } down() { db.exec("ALTER TABLE plots DROP COLUMN id"); } }`],
    ["text that only speaks of it", `db.exec("CREATE TABLE plots (id INT)"); console.log("could not create table lots (id)");`],
  ])("leaves out %s", (_, text) => {
    expect(tablesOf({ "a.js": text })).toEqual({ plots: ["id"] });
  });

  it("says what it cannot read", () => {
    const root = folderWith({ "a.js": "db.exec('CREATE TABLE plots (id INT)'" });
    expect(readSqlInCode([join(root, "a.js")]).problems.map(({ message }) => message)).toEqual([expect.stringContaining("Expected a module that can be read")]);
  });
});
