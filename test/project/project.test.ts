import { mkdirSync, rmSync, unlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findRoot, loadProject } from "../../src/project.ts";
import { SettingsError } from "../../src/settings/settings-error.ts";
import { folderWith, modelsOf, schemaOf } from "../catalog/folder.ts";

const modelsFor = (root: string, file: string): string[] => [...loadProject(root).catalogFor(join(root, file)).models.keys()];
const named = (name: string, ...dependencies: readonly string[]): string => JSON.stringify({ name, dependencies: Object.fromEntries(dependencies.map((each) => [each, "workspace:*"])) });

describe("the catalog for a file", () => {
  it("is that of the only schema, wherever it stands", () => {
    const root = folderWith({ "packages/db/prisma/schema.prisma": schemaOf("Plot"), "packages/db/package.json": named("@estate/db") });
    expect(modelsFor(root, "apps/web/app/page.ts")).toEqual(["Plot"]);
  });

  const monorepo = {
    "package.json": named("estate"),
    "apps/desk/package.json": named("desk"),
    "apps/desk/prisma/schema.prisma": schemaOf("Visit"),
    "apps/shop/package.json": named("shop", "@estate/api"),
    "packages/api/package.json": named("@estate/api", "@estate/db"),
    "packages/db/package.json": named("@estate/db"),
    "packages/db/prisma/schema.prisma": schemaOf("Plot", "Estate"),
  };

  it.each([
    ["its own package's", "apps/desk/src/visits.ts", ["Visit"]],
    ["that of a package it depends on", "packages/api/src/plots.ts", ["Plot", "Estate"]],
    ["that of a package it depends on over another", "apps/shop/src/plots.ts", ["Plot", "Estate"]],
  ])("is %s", (_, file, models) => {
    expect(modelsFor(folderWith(monorepo), file)).toEqual(models);
  });

  const scope = (models: string): string => `import { prismaTenantScope as scope } from "@ringfence/runtime/scoped";\nimport { models } from "@estate/models";\nexport const scoped = client.$extends(scope(${models}));\n`;

  it.each([
    ["apps/shop/src/plots.ts", '{ owned: { Plot: "companyId" }, shared: ["Estate"] }', { Plot: { name: "prismaTenantScope", everywhere: false, sure: true }, Estate: undefined }],
    ["packages/api/src/plots.ts", "models", { Plot: { name: "prismaTenantScope", everywhere: false, sure: false }, Estate: { name: "prismaTenantScope", everywhere: false, sure: false } }],
    ["packages/api/src/plots.ts", '{ owned: { Plot: "companyId" }, shared }', { Plot: { name: "prismaTenantScope", everywhere: false, sure: true }, Estate: { name: "prismaTenantScope", everywhere: false, sure: false } }],
    ["apps/desk/src/visits.ts", "models", { Visit: undefined }],
  ])("knows what its packages scope with our runtime: %s, %s", (file, models, expected) => {
    const root = folderWith({ ...monorepo, "packages/db/package.json": named("@estate/db", "@ringfence/runtime"), "packages/db/src/client.ts": scope(models) });
    const catalog = loadProject(root).catalogFor(join(root, file));
    expect(Object.fromEntries([...catalog.models.values()].map(({ name, scopedBy }) => [name, scopedBy]))).toEqual(expected);
  });

  it("is not chosen for the sake of a package that scopes", () => {
    const root = folderWith({
      "package.json": "{}",
      "prisma/schema.prisma": schemaOf("Plot"),
      "apps/web/package.json": named("web", "@ringfence/runtime"),
      "apps/web/src/db.ts": scope('{ owned: { Plot: "companyId" } }'),
    });
    expect(modelsFor(root, "apps/web/src/plots.ts")).toEqual(["Plot"]);
    expect(loadProject(root).catalogs).toHaveLength(1);
  });

  it("is that of the migrations around it where its package only has types generated from them", () => {
    const row = 'export type Database = { public: { Tables: { plots: { Row: { id: string } }; visits: { Row: { id: string } } } } };';
    const root = folderWith({
      "package.json": "{}",
      "apps/web/package.json": JSON.stringify({ dependencies: { "@supabase/supabase-js": "2" } }),
      "apps/web/src/database.types.ts": row,
      "supabase/migrations/1.sql": "create table plots (id uuid primary key); alter table plots enable row level security;",
    });
    const { models } = loadProject(root).catalogFor(join(root, "apps/web/src/plots.ts"));
    expect([...models.values()].map(({ name, library, rowSecurity }) => [name, library, rowSecurity])).toEqual([["plots", "sql", true], ["visits", "supabase", undefined]]);
  });

  it("is the nearest where one package holds several", () => {
    const root = folderWith({ "package.json": "{}", "apps/desk/prisma/schema.prisma": schemaOf("Visit"), "apps/shop/prisma/schema.prisma": schemaOf("Plot") });
    expect(modelsFor(root, "apps/desk/src/a.ts")).toEqual(["Visit"]);
    expect(modelsFor(root, "apps/shop/src/a.ts")).toEqual(["Plot"]);
  });

  it("is a fixture's for the files beside it alone", () => {
    const root = folderWith({ "package.json": "{}", "src/prisma/schema.prisma": schemaOf("Plot"), "test/fixtures/shop/prisma/schema.prisma": schemaOf("Basket", "Item") });
    expect(modelsFor(root, "test/fixtures/shop/src/a.ts")).toEqual(["Basket", "Item"]);
    expect(modelsFor(root, "test/plots.test.ts")).toEqual(["Plot"]);
    expect(modelsFor(root, "lib/a.ts")).toEqual(["Plot"]);
  });

  it("has no models where there is no schema", () => {
    const catalog = loadProject(folderWith({})).catalogFor("src/a.ts");
    expect(catalog.models.size).toBe(0);
    expect(catalog.tenancy.root).toBeUndefined();
  });

  it("comes from the repository where the root has no schema", () => {
    const root = folderWith({ ".git/HEAD": "", "packages/db/prisma/schema.prisma": schemaOf("Plot"), "apps/shop/ringfence.json": "{}" });
    expect(modelsFor(join(root, "apps/shop"), "src/a.ts")).toEqual(["Plot"]);
  });
});

describe("an edit on disk", () => {
  const edit = (file: string, text: string): void => {
    writeFileSync(file, text);
    const later = new Date(Date.now() + 5_000);
    utimesSync(file, later, later);
  };
  const opened = (files: Readonly<Record<string, string>>) => {
    const root = folderWith(files);
    let time = 0;
    const project = loadProject(root, undefined, () => (time += 1_000));
    return { root, project, models: () => [...project.catalogFor("src/a.ts").models.keys()] };
  };

  it("of nothing keeps the catalog itself", () => {
    const { project } = opened({ "prisma/schema.prisma": schemaOf("Plot") });
    expect(project.catalogFor("src/a.ts")).toBe(project.catalogFor("src/b.ts"));
  });

  it("of a schema is noticed", () => {
    const { root, models } = opened({ "prisma/schema.prisma": schemaOf("Plot") });
    expect(models()).toEqual(["Plot"]);
    edit(join(root, "prisma/schema.prisma"), schemaOf("Plot", "Estate"));
    expect(models()).toEqual(["Plot", "Estate"]);
  });

  it("of another schema keeps the catalog of this one", () => {
    const { root, project } = opened({ "a/prisma/schema.prisma": schemaOf("Plot"), "a/package.json": "{}", "b/prisma/schema.prisma": schemaOf("Visit"), "b/package.json": "{}" });
    const before = project.catalogFor("a/src/a.ts");
    edit(join(root, "b/prisma/schema.prisma"), schemaOf("Visit", "Client"));
    expect([...project.catalogFor("b/src/b.ts").models.keys()]).toEqual(["Visit", "Client"]);
    expect(project.catalogFor("a/src/a.ts")).toBe(before);
  });

  it("that brings a file of the schema folder is noticed, and one that takes it away", () => {
    const { root, models } = opened({ "prisma/schema/base.prisma": schemaOf("Plot") });
    expect(models()).toEqual(["Plot"]);
    const further = join(root, "prisma/schema/estate.prisma");
    edit(further, modelsOf("Estate"));
    expect(models()).toEqual(["Plot", "Estate"]);
    unlinkSync(further);
    expect(models()).toEqual(["Plot"]);
  });

  it("that brings the first schema is noticed, and one that takes all away", () => {
    const { root, models } = opened({ "src/a.ts": "" });
    expect(models()).toEqual([]);
    mkdirSync(join(root, "prisma"));
    edit(join(root, "prisma/schema.prisma"), schemaOf("Plot"));
    expect(models()).toEqual(["Plot"]);
    rmSync(join(root, "prisma"), { recursive: true });
    expect(models()).toEqual([]);
  });

  it("of ringfence.json is noticed", () => {
    const { root, project } = opened({ "prisma/schema.prisma": schemaOf("Plot"), "ringfence.json": "{}" });
    expect(project.settings.guards).toEqual([]);
    edit(join(root, "ringfence.json"), '{ "guards": ["mustOwn"], "models": { "owned": { "Plot": ["firm"] } } }');
    expect(project.settings.guards).toEqual(["mustOwn"]);
    expect(project.catalogFor("src/a.ts").models.get("Plot")?.ownership.kind).toBe("direct");
  });
});

it("reads nothing before it is asked, and then tells what is wrong", () => {
  const project = loadProject(folderWith({ "ringfence.json": '{ "tenant": 3 }' }));
  expect(() => project.settings).toThrow(SettingsError);
});

it("lists the catalogs, those of fixtures last", () => {
  const root = folderWith({ "examples/shop/prisma/schema.prisma": schemaOf("Basket"), "prisma/schema.prisma": schemaOf("Plot") });
  expect(loadProject(root).catalogs.map((catalog) => [...catalog.models.keys()])).toEqual([["Plot"], ["Basket"]]);
});

describe("the root", () => {
  it.each([
    ["the nearest ringfence.json", { ".git/HEAD": "", "a/ringfence.json": "{}", "a/b/package.json": "{}" }, "a"],
    ["else the git root", { ".git/HEAD": "", "a/package.json": "{}", "a/b/x.ts": "" }, ""],
    ["also where .git is a file", { ".git": "gitdir: elsewhere", "a/b/x.ts": "" }, ""],
    ["else the nearest package.json", { "package.json": "{}", "a/package.json": "{}", "a/b/x.ts": "" }, "a"],
  ])("is %s", (_, files, expected) => {
    const root = folderWith(files);
    expect(findRoot(join(root, "a/b/x.ts"))).toBe(join(root, expected));
  });

  it("is else the folder itself", () => {
    const root = folderWith({ "a/x.ts": "" });
    expect(findRoot(join(root, "a"))).toBe(join(root, "a"));
    expect(findRoot(join(root, "a/x.ts"))).toBe(join(root, "a"));
  });
});
