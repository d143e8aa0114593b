import { execFile } from "node:child_process";
import { readdirSync, rmSync, utimesSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import pc from "picocolors";
import { beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../../src/cli.ts";
import { openSurveyor } from "../../src/cli/open-surveyor.ts";
import { ensureBuilt } from "../support/built.ts";
import { repository } from "../support/repository.ts";
import { plotsSchema as schema } from "../support/plots-schema.ts";
import { workspaceOf } from "../support/workspace.ts";

const find = (columns: string, db = "@db") => `
import { prisma } from "${db}";
export const findPlot = (${columns}) => prisma.plot.findFirst({ where: { ${columns} } });
`;
const open = find("id");
const scoped = find("id, companyId");

const route = (helper: string, query = "") => `
import { getServerSession } from "next-auth";
import { findPlot } from "${helper}";
import { prisma } from "@db";
export async function POST(request: Request) {
  const session = await getServerSession();
  const { id } = await request.json();
  ${query}
  return Response.json(await findPlot(id, session.user.companyId));
}
`;

const end = (columns: string) => `
import { prisma } from "@db";
export async function endPlot(companyId: number, id: number) {
  console.log(companyId);
  await prisma.plot.delete({ where: { ${columns} } });
}
`;

const controller = `
import type { Request, Response } from "express";
import { prisma } from "@db";
export const showPlot = async (req: Request, res: Response) => res.json(await prisma.plot.findFirst({ where: { id: req.params.id } }));
`;

const guard = (id: string) => `
import { prisma } from "@db";
export const ownPlot = async (req, res, next) => {
  const plot = await prisma.plot.findFirst({ where: { id: req.${id}, companyId: req.user.companyId } });
  if (!plot) return res.status(404).end();
  next();
};
`;

const router = (middleware: string, source = "./controller") => `
import { Router } from "express";
import { showPlot } from "${source}";
import { ownPlot } from "./guard";
export default Router().get("/plots/:id"${middleware}, showPlot);
`;

const main = (middleware: string) => `
import express from "express";
import routes from "./routes";
import { ownPlot } from "./guard";
const app = express();
${middleware}
app.use(routes);
`;

const page = `
import { prisma } from "@db";
export default async function Page() {
  return String(await prisma.plot.findMany());
}
`;

const middleware = (role: string) => `
import { getToken } from "next-auth/jwt";
import { NextResponse } from "next/server";
export default async function middleware(request) {
  const token = await getToken({ req: request });
  if (request.nextUrl.pathname.startsWith("/platform") && token?.role !== "${role}") return NextResponse.redirect("/");
}
`;

const ending = (id: string) => `
import { getServerSession } from "next-auth";
import { prisma } from "@db";
import { endPlot } from "@lib/end";
export async function POST(request: Request) {
  const { user } = await getServerSession();
  const { id } = await request.json();
  const plot = await prisma.plot.findFirstOrThrow({ where: { number: id, companyId: user.companyId } });
  await endPlot(user.companyId, ${id});
}
`;

const tsconfig = (lib: string) => JSON.stringify({ compilerOptions: { baseUrl: ".", paths: { "@lib/*": [`./src/${lib}/*`], "@db": ["./src/db"] } } });
const members = (...workspaces: string[]) => JSON.stringify({ dependencies: { next: "*", express: "*", "@prisma/client": "*", "next-auth": "*" }, workspaces });
const client = `import { PrismaClient } from "@prisma/client";\nexport const prisma = new PrismaClient();\n`;

/** What each file may hold, as it is at first in front; undefined where it is gone. */
const variants: Readonly<Record<string, readonly (string | undefined)[]>> = {
  "package.json": [members("packages/*"), members()],
  "tsconfig.json": [tsconfig("lib"), tsconfig("safe"), `{ "extends": "./tsconfig.base.json" }`, "{", undefined],
  "tsconfig.base.json": [undefined, tsconfig("lib"), tsconfig("safe")],
  "ringfence.json": [undefined, `{ "system": ["src/app/**"] }`, `{ "trusted": ["session.user"] }`, `{ "models": { "global": ["Plot"] } }`],
  "src/app/ringfence.json": [undefined, "{}"],
  "prisma/schema.prisma": [schema, schema.replaceAll("companyId", "townId"), schema.replace("companyId Int", "companyId Int?"), schema.split(/(?=model Plot)/).reverse().join("\n")],
  "src/db.ts": [client, `export { prisma } from "./client";\n`, "export const prisma = {};\n", undefined],
  "src/client.ts": [client, undefined],
  "src/lib/find.ts": [open, scoped, undefined],
  "src/lib/end.ts": [end("id"), end("id, companyId"), undefined],
  "src/app/api/end/route.ts": [ending("plot.id"), ending("id"), undefined],
  "src/app/api/finish/route.ts": [undefined, ending("plot.id"), ending("id")],
  "src/lib/plots.ts": [`export { findPlot } from "./find";\n`, `export * from "../safe/find";\n`, scoped, undefined],
  "src/lib/plots/index.ts": [undefined, scoped, open],
  "src/safe/find.ts": [scoped, open, undefined],
  "src/safe/plots.ts": [`export * from "./find";\n`, undefined],
  "src/map.ts": [undefined, open, scoped],
  "src/server/controller.ts": [controller, `${controller}\nexport const all = () => prisma.plot.count();\n`],
  "src/server/index.ts": [`export * from "./controller";\n`, `export const showPlot = () => {};\n`],
  "src/server/guard.ts": [guard("params.id"), guard("query.id"), undefined],
  "src/server/guard/index.ts": [undefined, guard("params.id")],
  "src/server/routes.ts": [router(", ownPlot"), router(""), router(", ownPlot", "."), undefined],
  "src/server/v2/routes.ts": [undefined, router("", "../controller"), router(", ownPlot", "..")],
  "src/server/main.ts": [undefined, main(""), main(`app.use("/plots/:id", ownPlot);`)],
  "packages/plots/package.json": [`{ "name": "@estate/plots", "main": "./open.ts" }`, `{ "name": "@estate/plots", "exports": "./scoped.ts" }`, `{ "name": "other" }`, undefined],
  "packages/plots/open.ts": [find("id", "../../src/db"), undefined],
  "packages/plots/scoped.ts": [find("id, companyId", "../../src/db")],
  "src/app/api/plots/route.ts": [route("@lib/plots"), route("@lib/find", "await prisma.plot.count();"), route("@lib/plots", "await prisma.plot.delete({ where: { id } });")],
  "src/app/api/map/route.ts": [route("../../../map"), route("../../../map", "await prisma.plot.count({ where: { companyId: session.user.companyId } });"), undefined],
  "src/app/platform/page.ts": [page],
  "src/middleware.ts": [undefined, middleware("SUPER_ADMIN"), middleware("ADMIN")],
  "src/proxy.ts": [undefined, middleware("SUPER_ADMIN")],
  "src/app/api/estate/route.ts": [route("@estate/plots"), route("@estate/plots", "await prisma.plot.count({ where: { companyId: session.user.companyId } });")],
};

const runs: readonly (readonly string[])[] = [[], [], ["--strict"], ["src/lib"], ["src/app", "--strict"]];

/** Numbers from 0 to below 1, the same for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Every file gets the same time, so that nothing can be told by it. */
function put(root: string, file: string, text: string | undefined): void {
  const path = join(root, file);
  rmSync(path, { force: true });
  if (text === undefined) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  utimesSync(path, 1, 1);
}

async function check(root: string, args: readonly string[]) {
  let out = "";
  let err = "";
  let judged = 0;
  const io = { cwd: root, out: (text: string) => (out += text), err: (text: string) => (err += text), colors: pc.createColors(false), interactive: false };
  const code = await runCli(["check", "--format", "json", ...args], io, (folder) => {
    const surveyor = openSurveyor(folder);
    const analyze: typeof surveyor.analyze = (...asked) => (judged++, surveyor.analyze(...asked));
    return { ...surveyor, analyze, foundation: surveyor.foundation && { ...surveyor.foundation, program: () => "one" }, helpers: undefined };
  });
  return { shown: { code, out, err }, judged };
}

describe("the cache of check, whatever is edited", () => {
  it.each([1, 2, 3, 4])("says what a run without it says (%i)", async (seed) => {
    const next = numbers(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T;
    const root = workspaceOf({ "node_modules/.keep": "", ".git/HEAD": "" });
    for (const [file, [text]] of Object.entries(variants)) put(root, file, text);
    const edits: string[] = [];
    const seen = new Set<string>();
    const judged = { kept: 0, anew: 0 };
    for (let round = 0; round < 60; round++) {
      const [file, texts] = pick(Object.entries(variants));
      const text = pick(texts);
      put(root, file, text);
      const args = pick(runs);
      edits.push(`${file} = ${String(text)} ${args.join(" ")}`);
      const kept = await check(root, args);
      const anew = await check(root, [...args, "--no-cache"]);
      expect(kept.shown, edits.join("\n")).toEqual(anew.shown);
      seen.add(anew.shown.out);
      judged.kept += kept.judged;
      judged.anew += anew.judged;
    }
    // Otherwise the edits would change nothing, or the cache would keep nothing.
    expect(seen.size).toBeGreaterThan(8);
    expect(judged.kept).toBeLessThan(judged.anew * 0.7);
  });
});

describe("the cache of check in several processes", () => {
  beforeAll(ensureBuilt, 120_000);

  it("is whole whoever writes it", async () => {
    const root = workspaceOf({ "node_modules/.keep": "", ".git/HEAD": "" });
    for (const [file, [text]] of Object.entries(variants)) put(root, file, text);
    // What was found is what makes the exit code 1.
    const run = (...args: string[]) => promisify(execFile)(process.execPath, [join(repository, "dist/bin.js"), "check", "--format", "json", ...args], { cwd: root }).catch((error: unknown) => error as { stdout: string; stderr: string });
    const { stdout } = await run("--no-cache");
    const outcomes = [...(await Promise.all([run(), run(), run()])), await run()];
    for (const outcome of outcomes) expect(outcome).toMatchObject({ stdout, stderr: "" });
    expect(readdirSync(join(root, "node_modules/.cache/ringfence"))).toHaveLength(1);
  });
});
