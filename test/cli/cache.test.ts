import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import pc from "picocolors";
import { describe, expect, it, onTestFinished } from "vitest";
import { runCli } from "../../src/cli.ts";
import { cacheFile, cacheFolder, readCache, writeCache } from "../../src/cli/cache-file.ts";
import { openSurveyor } from "../../src/cli/open-surveyor.ts";
import { programKey } from "../../src/cli/program-key.ts";
import { plotsSchema as schema } from "../support/plots-schema.ts";
import { workspaceOf } from "../support/workspace.ts";

const byId = `
import { prisma } from "../db";
export const findPlot = (id: number) => prisma.plot.findFirst({ where: { id } });
`;

const scoped = byId.replace("id: number", "id: number, companyId: number").replace("{ id }", "{ id, companyId }");

const route = (helper: string) => `
import { getServerSession } from "next-auth";
import { findPlot } from "${helper}";
export async function POST(request: Request) {
  const session = await getServerSession();
  const { id } = await request.json();
  return Response.json(await findPlot(id, session.user.companyId));
}
`;

const possible = `
import { prisma } from "./db";
export const towns = (where) => prisma.plot.count({ where });
`;

const seed = `
import { prisma } from "../src/db";
await prisma.plot.deleteMany();
`;

const estate = {
  "package.json": `{ "dependencies": { "next": "*", "@prisma/client": "*", "next-auth": "*" } }`,
  "node_modules/.keep": "",
  "tsconfig.json": `{ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["./src/lib/*"] } } }`,
  "prisma/schema.prisma": schema,
  "scripts/seed.ts": seed,
  "src/db.ts": `import { PrismaClient } from "@prisma/client";\nexport const prisma = new PrismaClient();\n`,
  "src/lib/plots.ts": `export { findPlot } from "./find";\n`,
  "src/lib/find.ts": byId,
  "src/towns.ts": possible,
  "src/app/api/plots/route.ts": route("@lib/plots"),
  "src/app/api/map/route.ts": route("../../../map"),
};

/** What is judged in `estate`; the other files hold no query. */
const worth = ["scripts/seed.ts", "src/app/api/plots/route.ts", "src/lib/find.ts", "src/towns.ts"];

/** Runs `check --format json`; `judged` are the files that no earlier run could answer for. */
async function check(root: string, args: readonly string[] = [], program: () => string = () => "one") {
  let out = "";
  let err = "";
  const judged: string[] = [];
  const io = { cwd: root, out: (text: string) => (out += text), err: (text: string) => (err += text), colors: pc.createColors(false), interactive: false };
  const code = await runCli(["check", "--format", "json", ...args], io, (folder) => {
    const surveyor = openSurveyor(folder);
    const analyze: typeof surveyor.analyze = (file, project) => {
      judged.push(relative(root, file.path));
      return surveyor.analyze(file, project);
    };
    return { ...surveyor, analyze, foundation: surveyor.foundation && { ...surveyor.foundation, program }, helpers: undefined };
  });
  return { code, out, err, judged: judged.sort() };
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

const filesOf = (out: string) => (JSON.parse(out) as { findings: { file: string }[] }).findings.map(({ file }) => file);

const folderOf = (root: string) => join(root, "node_modules/.cache/ringfence");

const cacheOf = (root: string) => cacheFile(folderOf(root), root);

/** Checks twice with a change in between; what comes out must be what comes out without a cache. */
async function afterChange(change: (root: string) => void) {
  const root = workspaceOf(estate);
  const first = await check(root);
  change(root);
  const second = await check(root);
  expect(second.out).toBe((await check(root, ["--no-cache"])).out);
  expect((await check(root)).judged).toEqual([]);
  return { first: filesOf(first.out), second: filesOf(second.out), judged: second.judged };
}

describe("the cache of check", () => {
  it("answers for files that are as they were, in both formats and presets", async () => {
    const root = workspaceOf(estate);
    const first = await check(root);
    expect(first).toMatchObject({ code: 1, err: "", judged: worth });
    expect(filesOf(first.out)).toEqual(["src/app/api/plots/route.ts"]);
    expect(await check(root)).toEqual({ ...first, judged: [] });
    for (const args of [["--strict"], ["--format", "text"], ["--format", "text", "--strict"]]) {
      const kept = await check(root, args);
      const anew = await check(root, [...args, "--no-cache"]);
      expect(kept).toEqual({ ...anew, judged: [] });
      expect(anew.judged).toEqual(worth);
    }
    expect(filesOf((await check(root, ["--strict"])).out)).toContain("src/towns.ts");
  });

  it("keeps nothing where nothing is installed", async () => {
    const root = workspaceOf({ ...estate, ".git/HEAD": "" });
    rmSync(join(root, "node_modules"), { recursive: true });
    expect((await check(root)).judged).toEqual(worth);
    expect((await check(root)).judged).toEqual(worth);
    expect(existsSync(join(root, "node_modules"))).toBe(false);
  });

  it("sees another text of the same length and time", async () => {
    const lax = scoped.replace("companyId }", "/* ... */ }");
    expect(lax.length).toBe(scoped.length);
    const root = workspaceOf({ ...estate, "src/lib/find.ts": scoped });
    const set = () => utimesSync(join(root, "src/lib/find.ts"), 1, 1);
    set();
    expect(filesOf((await check(root)).out)).toEqual([]);
    write(root, { "src/lib/find.ts": lax });
    set();
    expect(filesOf((await check(root)).out)).toEqual(["src/lib/find.ts"]);
  });

  it("is as new where only times have changed", async () => {
    const { judged } = await afterChange((root) => utimesSync(join(root, "src/lib/find.ts"), 1, 1));
    expect(judged).toEqual([]);
  });

  it.each([
    ["the file itself", { "src/towns.ts": `${possible}\n` }, ["src/towns.ts"]],
    ["a helper two files away", { "src/lib/find.ts": scoped }, ["src/app/api/plots/route.ts", "src/lib/find.ts"]],
    ["the barrel in between", { "src/lib/plots.ts": `export { findPlot } from "../safe/find";\n`, "src/safe/find.ts": scoped }, ["src/app/api/plots/route.ts", "src/safe/find.ts"]],
    ["where an import leads", { "tsconfig.json": estate["tsconfig.json"].replace("src/lib", "src/safe"), "src/safe/plots.ts": scoped }, ["src/app/api/plots/route.ts", "src/safe/plots.ts"]],
    ["a file that stands before another", { "src/lib/find/index.ts": scoped.replace("../db", "../../db"), "src/lib/plots.tsx": "" }, ["src/lib/find/index.ts"]],
  ])("judges anew what hangs on %s, and no more", async (_, files, expected) => {
    expect((await afterChange((root) => write(root, files))).judged).toEqual(expected);
  });

  const mount = (routes: string) => `
import { Router } from "express";
import { ownPlot } from "./guard";
import { removePlot, showPlot } from "./plots";
import { listTowns } from "./towns";
export const router = Router();
${routes}
`;
  const guarded = mount(`router.get("/plots/:id", ownPlot, showPlot).delete("/plots/:id", ownPlot, removePlot);`);
  const guard = `
import { prisma } from "../db";
export const ownPlot = async (req, res, next) => {
  if (!(await prisma.plot.findFirst({ where: { id: req.params.id, companyId: req.user.companyId } }))) return res.status(404).end();
  next();
};
`;
  const handler = (name: string, method: string) => `export const ${name} = async (req: Request, res: Response) => res.json(await prisma.plot.${method}({ where: { id: req.params.id } }));\n`;
  const server = {
    "package.json": estate["package.json"].replace("{ ", `{ "express": "*", `),
    "src/server/guard.ts": guard,
    "src/server/routes.ts": guarded,
    "src/server/plots.ts": `import type { Request, Response } from "express";\nimport { prisma } from "../db";\n${handler("showPlot", "findFirst")}${handler("removePlot", "delete")}`,
    "src/server/towns.ts": `import { prisma } from "../db";\nexport const listTowns = async (req, res) => res.json(await prisma.plot.count({ where: { companyId: req.user.companyId } }));\n`,
  };

  // Whatever a router imports it may mount.
  it.each([
    ["the router that mounts it", { "src/server/routes.ts": mount(`router.get("/plots/:id", showPlot);`) }, ["src/server/plots.ts", "src/server/plots.ts"], ["src/server/guard.ts", "src/server/plots.ts", "src/server/towns.ts"]],
    ["another router", { "src/server/v2.ts": mount(`router.delete("/plots/:id", removePlot);`) }, ["src/server/plots.ts"], ["src/server/guard.ts", "src/server/plots.ts", "src/server/towns.ts"]],
    ["the guard before it", { "src/server/guard.ts": guard.replace("params", "query") }, ["src/server/plots.ts", "src/server/plots.ts"], ["src/server/guard.ts", "src/server/plots.ts"]],
    ["itself, and not what is mounted beside it", { "src/server/towns.ts": `\n${server["src/server/towns.ts"]}` }, [], ["src/server/towns.ts"]],
  ])("judges a handler anew with %s", async (_, files, expected, judged) => {
    const root = workspaceOf({ ...estate, ...server });
    expect(filesOf((await check(root, ["src/server"])).out)).toEqual([]);
    write(root, files);
    const second = await check(root, ["src/server"]);
    expect(filesOf(second.out)).toEqual(expected);
    expect(second.out).toBe((await check(root, ["src/server", "--no-cache"])).out);
    expect(second.judged).toEqual(judged);
  });

  const end = `
import { prisma } from "../db";
export async function endPlot(companyId: number, id: number) {
  console.log(companyId);
  await prisma.plot.delete({ where: { id } });
}
`;
  const ending = (id: string) => `
import { getServerSession } from "next-auth";
import { prisma } from "../../../db";
import { endPlot } from "@lib/end";
export async function POST(request: Request) {
  const { user } = await getServerSession();
  const { id } = await request.json();
  const plot = await prisma.plot.findFirstOrThrow({ where: { number: id, companyId: user.companyId } });
  await endPlot(user.companyId, ${id});
}
`;

  it.each([
    ["a call of it", { "src/app/api/end/route.ts": ending("id") }, ["src/app/api/end/route.ts", "src/lib/end.ts"]],
    ["another file that calls it", { "src/app/api/finish/route.ts": ending("id") }, ["src/app/api/finish/route.ts", "src/lib/end.ts"]],
    ["a file that hands it on", { "src/later.ts": `import { endPlot } from "@lib/end";\nexport const later = [endPlot];\n` }, ["src/lib/end.ts"]],
  ])("judges a function anew with %s", async (_, files, judged) => {
    const root = workspaceOf({ ...estate, "src/lib/end.ts": end, "src/app/api/end/route.ts": ending("plot.id") });
    expect(filesOf((await check(root, ["src/lib/end.ts", "src/app/api"])).out)).not.toContain("src/lib/end.ts");
    write(root, files);
    const second = await check(root, ["src/lib/end.ts", "src/app/api"]);
    expect(filesOf(second.out)).toContain("src/lib/end.ts");
    expect(second.judged).toEqual(judged);
  });

  it("sees a helper become safe", async () => {
    const { first, second } = await afterChange((root) => write(root, { "src/lib/find.ts": scoped }));
    expect([first, second]).toEqual([["src/app/api/plots/route.ts"], []]);
  });

  it("sees an import that led nowhere lead somewhere, and nowhere again", async () => {
    const appeared = await afterChange((root) => write(root, { "src/map.ts": byId.replace("../db", "./db") }));
    expect(appeared.second).toEqual(["src/app/api/map/route.ts", "src/app/api/plots/route.ts"]);
    const gone = await afterChange((root) => rmSync(join(root, "src/lib/find.ts")));
    expect(gone).toMatchObject({ second: [], judged: [] });
  });

  it("sees a file whose imports led nowhere while it was judged", async () => {
    const own = route("../../../map").replace("  return", "  await prisma.plot.count({ where: { companyId: session.user.companyId } });\n  return").replace("\n", `\nimport { prisma } from "../../../db";\n`);
    const root = workspaceOf({ ...estate, "src/app/api/map/route.ts": own });
    expect((await check(root)).judged).toContain("src/app/api/map/route.ts");
    write(root, { "src/map.ts": byId.replace("../db", "./db") });
    const { out, judged } = await check(root);
    expect(judged).toEqual(["src/app/api/map/route.ts", "src/map.ts"]);
    expect(filesOf(out)).toContain("src/app/api/map/route.ts");
  });

  it("judges all anew when the schema changes", async () => {
    const { second, judged } = await afterChange((root) => write(root, { "prisma/schema.prisma": schema.replaceAll("companyId", "townId") }));
    expect(judged).toEqual(worth);
    expect(second).toEqual(["src/app/api/plots/route.ts"]);
  });

  it("judges all anew when the order of models changes, by which the first that fits is found", async () => {
    const [company = "", plot = ""] = schema.split(/(?=model Plot)/);
    expect((await afterChange((root) => write(root, { "prisma/schema.prisma": `${plot}\n${company}` }))).judged).toEqual(worth);
  });

  it("judges all anew when the settings change", async () => {
    const { second, judged } = await afterChange((root) => write(root, { "ringfence.json": `{ "system": ["src/app/**"] }` }));
    // No request enters a script, so there is nothing to follow.
    expect(judged).toEqual(worth.filter((file) => !file.startsWith("src/app")));
    expect(second).toEqual([]);
  });

  it("judges all anew with another version of the program", async () => {
    const root = workspaceOf(estate);
    await check(root);
    expect((await check(root, [], () => "two")).judged).toEqual(worth);
    expect((await check(root, [], () => "two")).judged).toEqual([]);
  });

  it("keeps what a run over other files has left, but for files that are gone", async () => {
    const root = workspaceOf(estate);
    await check(root, ["src/lib"]);
    expect((await check(root)).judged).toEqual(worth.filter((file) => file !== "src/lib/find.ts"));
    rmSync(join(root, "src/towns.ts"));
    write(root, { "src/lib/find.ts": scoped });
    await check(root, ["src/lib"]);
    expect(readFileSync(cacheOf(root), "utf8")).not.toContain("towns.ts");
    expect((await check(root)).judged).toEqual(["src/app/api/plots/route.ts"]);
  });

  it.each([
    ["half of it is there", (text: string) => text.slice(0, text.length / 2)],
    ["a finding was taken out", (text: string) => text.replace(`"found":[{`, `"found":[],"other":[{`)],
    ["it is empty", () => ""],
    ["it is something else", () => "{}\n[]"],
  ])("is ignored and written anew when %s", async (_, spoil) => {
    const root = workspaceOf(estate);
    const { out } = await check(root);
    const file = cacheOf(root);
    const text = readFileSync(file, "utf8");
    expect(spoil(text)).not.toBe(text);
    writeFileSync(file, spoil(text));
    expect(await check(root)).toEqual({ code: 1, out, err: "", judged: worth });
    expect((await check(root)).judged).toEqual([]);
  });

  it("is neither read nor written with --no-cache", async () => {
    const root = workspaceOf(estate);
    await check(root, ["--no-cache"]);
    expect(existsSync(cacheOf(root))).toBe(false);
    await check(root);
    expect((await check(root, ["--no-cache"])).judged).toEqual(worth);
  });

  it("stands where --cache-location says", async () => {
    const root = workspaceOf(estate);
    await check(root, ["--cache-location", "tmp/kept"]);
    expect(existsSync(join(root, "node_modules/.cache"))).toBe(false);
    expect(readdirSync(join(root, "tmp/kept"))).toHaveLength(1);
    expect((await check(join(root, "src"), ["--cache-location", "../tmp/kept", ".."])).judged).toEqual([]);
  });

  it("does without where nothing can be written", async () => {
    const root = workspaceOf({ ...estate, "kept": "a file" });
    expect(await check(root, ["--cache-location", "kept"])).toMatchObject({ code: 1, err: "", judged: worth });
    expect(readFileSync(join(root, "kept"), "utf8")).toBe("a file");
  });

  it.skipIf(process.getuid?.() === 0)("does without in a folder that is read-only", async () => {
    const root = workspaceOf(estate);
    chmodSync(join(root, "node_modules"), 0o500);
    onTestFinished(() => chmodSync(join(root, "node_modules"), 0o700));
    expect(await check(root)).toMatchObject({ code: 1, err: "", judged: worth });
  });

  it("lives with two runs at the same time", async () => {
    const root = workspaceOf(estate);
    const [one, two] = await Promise.all([check(root), check(root)]);
    expect(one.out).toBe(two.out);
    expect(await check(root)).toEqual({ ...one, judged: [] });
    expect(readdirSync(folderOf(root))).toHaveLength(1);
  });
});

describe("the folder of the cache", () => {
  it("stands beside what is installed for the repository, else nowhere", () => {
    const root = workspaceOf({ "node_modules/.keep": "", "apps/web/package.json": "{}", "apps/alone/.git/HEAD": "" });
    expect(cacheFolder(join(root, "apps/web"))).toBe(folderOf(root));
    expect(cacheFolder(join(root, "apps/alone"))).toBeUndefined();
  });

  it("gives what was written under the same key", () => {
    const file = join(workspaceOf({}), "deep/check.json");
    writeCache(file, "key", [1]);
    expect(readCache(file, "key")).toEqual([1]);
    expect(readCache(file, "another key")).toBeUndefined();
    expect(readdirSync(dirname(file))).toEqual(["check.json"]);
  });
});

describe("the program's name", () => {
  const program = { "dist/bin.js": "check();\n", "dist/cli/check.js": "1;\n", "node_modules/picocolors/package.json": `{ "version": "1.0.0" }` };

  it("is the same every time", () => {
    expect(programKey()).toBe(programKey());
    const root = workspaceOf(program);
    const before = programKey(join(root, "dist"));
    write(root, { "dist/cli/check.d.ts": "export {};\n", "notes.md": "" });
    expect(programKey(join(root, "dist"))).toBe(before);
  });

  it.each([
    ["of its code", { "dist/cli/check.js": "2;\n" }],
    ["that is new", { "dist/cli/more.js": "" }],
    ["of a package it runs on", { "node_modules/picocolors/package.json": `{ "version": "1.0.1" }` }],
  ])("is another with another file %s", (_, files) => {
    const root = workspaceOf(program);
    const before = programKey(join(root, "dist"));
    write(root, files);
    expect(programKey(join(root, "dist"))).not.toBe(before);
  });
});
