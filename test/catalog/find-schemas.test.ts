import { relative, sep } from "node:path";
import { describe, expect, it } from "vitest";
import { findSchemas } from "../../src/catalog/find-schemas.ts";
import { folderWith, modelsOf, schemaOf } from "./folder.ts";

const found = (files: Readonly<Record<string, string>>, globs?: readonly string[]): string[][] => {
  const root = folderWith(files);
  return findSchemas(root, globs).map((schema) => schema.files.map((file) => relative(root, file).split(sep).join("/")));
};

describe("without settings", () => {
  it.each(["prisma/schema.prisma", "schema.prisma", "apps/api/prisma/schema.prisma", "api/db/schema.prisma", "libs/data/main.prisma"])("finds %s", (path) => {
    expect(found({ [path]: schemaOf("Plot") })).toEqual([[path]]);
  });

  it("takes the files of a folder together, at any depth", () => {
    const files = { "prisma/schema/base.prisma": schemaOf(), "prisma/schema/estate.prisma": modelsOf("Estate"), "prisma/schema/sales/plot.prisma": modelsOf("Plot") };
    expect(found(files)).toEqual([Object.keys(files)]);
  });

  it("takes the files beside schema.prisma and below it together", () => {
    const files = { "prisma/models/plot.prisma": modelsOf("Plot"), "prisma/schema.prisma": schemaOf("Estate") };
    expect(found(files)).toEqual([Object.keys(files)]);
  });

  it("keeps schemas of several apps apart", () => {
    const files = { "apps/shop/prisma/schema.prisma": schemaOf("Plot"), "apps/desk/prisma/schema.prisma": schemaOf("Client") };
    expect(found(files).flat().sort()).toEqual(Object.keys(files).sort());
    expect(found(files)).toHaveLength(2);
  });

  it("skips installed, built and generated copies", () => {
    const copies = ["node_modules/.prisma/client/schema.prisma", "dist/schema.prisma", "src/generated/prisma/schema.prisma", "apps/a/node_modules/x/fixtures/schema.prisma"];
    expect(found({ "prisma/schema.prisma": schemaOf("Plot"), ...Object.fromEntries(copies.map((path) => [path, schemaOf("Plot")])) })).toEqual([["prisma/schema.prisma"]]);
  });

  it("takes tables that code makes where nothing else declares any", () => {
    const code = { "package.json": `{ "dependencies": { "pg": "^8.0.0" } }`, "src/tables.js": `pool.query("CREATE TABLE IF NOT EXISTS plots (id INT)");` };
    expect(found(code)).toEqual([["src/tables.js"]]);
    expect(found({ ...code, "prisma/schema.prisma": schemaOf("Plot") })).toEqual([["prisma/schema.prisma"]]);
  });

  it("finds none in an empty folder", () => {
    expect(found({})).toEqual([]);
  });
});

describe("variants of one schema for several databases", () => {
  const models = ["Company", "Estate", "Plot", "Client", "Invoice"];

  it("count once, the larger one", () => {
    expect(found({ "package.json": "{}", "prisma/mysql/schema.prisma": schemaOf(...models), "prisma/postgresql/schema.prisma": schemaOf(...models, "Search") })).toEqual([["prisma/postgresql/schema.prisma"]]);
  });

  it("may stand in one folder", () => {
    expect(found({ "prisma/schema.prisma": schemaOf(...models, "Search"), "prisma/schema.sqlite.prisma": schemaOf(...models) })).toEqual([["prisma/schema.prisma"]]);
  });

  it("give way to the one that a config names", () => {
    const files = { "package.json": '{ "prisma": { "schema": "prisma/mysql" } }', "prisma/mysql/schema.prisma": schemaOf(...models), "prisma/postgresql/schema.prisma": schemaOf(...models, "Search") };
    expect(found(files)).toEqual([["prisma/mysql/schema.prisma"]]);
  });

  it("are no variants when they declare other models", () => {
    expect(found({ "package.json": "{}", "prisma/sales/schema.prisma": schemaOf("Plot"), "prisma/audit/schema.prisma": schemaOf("Entry") })).toHaveLength(2);
  });
});

describe("what a config names", () => {
  const files = { "db/a.prisma": schemaOf("Estate"), "db/b.prisma": schemaOf("Plot") };

  it.each([
    ["package.json", '{ "name": "shop", "prisma": { "schema": "./db" } }'],
    ["prisma.config.ts", 'import { defineConfig } from "prisma/config";\nexport default defineConfig({ schema: "db" });'],
    ["prisma.config.ts", 'export default defineConfig({\n  // schema: "old",\n  schema: path.join("db"),\n  migrations: { path: "db/migrations" },\n});'],
    ["prisma.config.mts", 'export default { schema: path.resolve(import.meta.dirname, "db") } satisfies PrismaConfig;'],
    ["prisma.config.js", "module.exports = { schema: `${__dirname}/db`, };"],
    [".config/prisma.ts", "export default defineConfig({ schema: './db' })"],
  ])("is one schema: %s", (config, text) => {
    expect(found({ ...files, [config]: text })).toEqual([["db/a.prisma", "db/b.prisma"]]);
  });

  it.each([
    ["a config without a schema", 'export default defineConfig({ datasource: { url: env("DATABASE_URL") } });'],
    ["a config that names nothing there", 'export default defineConfig({ schema: "elsewhere" });'],
    ["a config that is no code", "{{{"],
  ])("is left aside: %s", (_, text) => {
    expect(found({ ...files, "prisma.config.ts": text })).toHaveLength(2);
  });
});

it("globs of the settings name the files instead", () => {
  expect(found({ "prisma/schema.prisma": schemaOf("Plot"), "legacy/old.prisma": schemaOf("Estate") }, ["legacy/*.prisma"])).toEqual([["legacy/old.prisma"]]);
});
