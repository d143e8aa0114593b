import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { runCli } from "../../src/cli.ts";
import { openSurveyor } from "../../src/cli/open-surveyor.ts";
import { workspaceOf } from "../support/workspace.ts";

interface Json {
  readonly findings: readonly { readonly file: string; readonly line: number; readonly rule: string; readonly library: string; readonly model: string }[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  readonly models: readonly { readonly name: string; readonly library: string; readonly ownership: string }[];
}

/** What `check` prints of a repository, with the real judge. */
async function checked(files: Readonly<Record<string, string>>): Promise<Json> {
  let out = "";
  let err = "";
  const io = { cwd: workspaceOf(files), out: (text: string) => (out += text), err: (text: string) => (err += text), colors: pc.createColors(false), interactive: false };
  const code = await runCli(["check", "--format", "json", "--no-cache"], io, openSurveyor);
  if (code > 1) throw new Error(err);
  return JSON.parse(out) as Json;
}

function found({ findings }: Json): readonly string[] {
  return findings.map(({ file, line, rule, library, model }) => `${file}:${String(line)} ${rule} ${library} ${model}`).sort();
}

const prisma = `
model Company {
  id    Int    @id
  users User[]
  plots Plot[]
}
model User {
  id        Int     @id
  companyId Int
  company   Company @relation(fields: [companyId], references: [id])
}
model Plot {
  id        Int     @id
  companyId Int
  company   Company @relation(fields: [companyId], references: [id])
}
`;

const leakyPrisma = "export async function plots(companyId: number) { return [companyId, await prisma.plot.findMany()]; }\n";
const safePrisma = "export async function plots(companyId: number) { return await prisma.plot.findMany({ where: { companyId } }); }\n";
const withClient = (text: string): string => `import { PrismaClient } from "@prisma/client";\nconst prisma = new PrismaClient();\n${text}`;
const manifest = (...packages: readonly string[]): string => JSON.stringify({ dependencies: Object.fromEntries(packages.map((name) => [name, "*"])) });

describe("a repository with several kinds of module", () => {
  it.each(["mts", "cts", "ts", "tsx"])("judges .%s", async (ending) => {
    const files = { "package.json": manifest("@prisma/client"), "schema.prisma": prisma };
    expect(found(await checked({ ...files, [`src/plots.${ending}`]: withClient(leakyPrisma) }))).toEqual([`src/plots.${ending}:3 require-tenant-filter prisma Plot`]);
    expect(found(await checked({ ...files, [`src/plots.${ending}`]: withClient(safePrisma) }))).toEqual([]);
  });

  it.each(["cjs", "js", "mjs"])("judges .%s", async (ending) => {
    const head = ending === "mjs" ? 'import { PrismaClient } from "@prisma/client";' : 'const { PrismaClient } = require("@prisma/client");';
    const tail = ending === "mjs" ? "export { plots };" : "module.exports = { plots };";
    const plots = (argument: string): string => `${head}\nconst prisma = new PrismaClient();\nasync function plots(companyId) { return [companyId, await prisma.plot.findMany(${argument})]; }\n${tail}\n`;
    const files = { "package.json": manifest("@prisma/client"), "schema.prisma": prisma };
    expect(found(await checked({ ...files, [`src/plots.${ending}`]: plots("") }))).toEqual([`src/plots.${ending}:3 require-tenant-filter prisma Plot`]);
    expect(found(await checked({ ...files, [`src/plots.${ending}`]: plots("{ where: { companyId } }") }))).toEqual([]);
  });

  it("leaves components alone, and judges what stands beside them", async () => {
    const result = await checked({
      "package.json": manifest("@prisma/client", "vue", "svelte"),
      "schema.prisma": prisma,
      "src/Plots.vue": '<script setup lang="ts">\nconst { data } = await useFetch("/api/plots");\n</script>\n<template><p v-for="plot in data" :key="plot.id">{{ plot.number }}</p></template>\n',
      "src/Plots.svelte": '<script lang="ts">\n  import Plot from "./Plot.svelte";\n  export let plots = [];\n</script>\n{#each plots as plot}<Plot {plot} />{/each}\n',
      "src/store.ts": 'import Plots from "./Plots.vue";\nimport Other from "./Plots.svelte";\nexport const pages = [Plots, Other];\n',
      "src/server.ts": `import Plots from "./Plots.vue";\n${withClient(leakyPrisma)}export { Plots };\n`,
    });
    expect(found(result)).toEqual(["src/server.ts:4 require-tenant-filter prisma Plot"]);
    expect(result.skipped).toEqual([]);
  });
});

describe("a repository with two data layers", () => {
  const drizzle = 'import { integer, pgTable } from "drizzle-orm/pg-core";\nexport const companies = pgTable("companies", { id: integer("id").primaryKey() });\nexport const visits = pgTable("visits", { id: integer("id").primaryKey(), companyId: integer("company_id").notNull().references(() => companies.id) });\n';
  const visits = (where: string): string => `import { eq } from "drizzle-orm";\nimport { db } from "./db";\nimport { visits } from "./tables";\nexport async function list(companyId: number) { return [companyId, await db.select().from(visits)${where}]; }\n`;

  it("judges each by its own", async () => {
    const files = { "package.json": manifest("@prisma/client", "drizzle-orm"), "prisma/schema.prisma": prisma, "src/tables.ts": drizzle };
    const leaky = await checked({ ...files, "src/plots.ts": withClient(leakyPrisma), "src/visits.ts": visits("") });
    expect(found(leaky)).toEqual(["src/plots.ts:3 require-tenant-filter prisma Plot", "src/visits.ts:4 require-tenant-filter drizzle visits"]);
    expect(found(await checked({ ...files, "src/plots.ts": withClient(safePrisma), "src/visits.ts": visits(".where(eq(visits.companyId, companyId))") }))).toEqual([]);
  });

  const models = 'const { Model } = require("objection");\nclass Company extends Model { static tableName = "companies"; }\nclass Plot extends Model { static tableName = "plots"; }\nmodule.exports = { Company, Plot };\n';
  const migration = 'exports.up = (knex) => knex.schema.createTable("companies", (t) => { t.increments(); }).createTable("plots", (t) => { t.increments(); t.integer("company_id").notNullable().references("companies.id"); }).createTable("visits", (t) => { t.increments(); t.integer("company_id").notNullable().references("companies.id"); });\n';

  it("tells a model's queries from those on its table by another library", async () => {
    const routes = (where: string): string => `const knex = require("knex")({});\nconst { Plot } = require("./models");\nexports.all = async (companyId) => [\n  companyId,\n  await Plot.query()${where},\n  await knex("plots")${where},\n  await knex("visits")${where},\n];\n`;
    const files = { "package.json": manifest("objection", "knex"), "migrations/1.js": migration, "src/models.js": models };
    const leaky = await checked({ ...files, "src/all.js": routes("") });
    expect(found(leaky)).toEqual(["src/all.js:5 require-tenant-filter objection Plot", "src/all.js:6 require-tenant-filter knex Plot", "src/all.js:7 require-tenant-filter knex visits"]);
    expect(leaky.models.map(({ name, library }) => `${name} ${library}`).sort()).toEqual(["Company objection", "Plot objection", "visits knex"]);
    expect(found(await checked({ ...files, "src/all.js": routes(".where({ company_id: companyId })") }))).toEqual([]);
  });
});
