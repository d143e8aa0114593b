import { Linter } from "eslint";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import parser from "@typescript-eslint/parser";
import { describe, expect, it } from "vitest";
import plugin from "../../src/index.ts";
import { plotsSchema } from "../support/plots-schema.ts";
import { workspaceOf } from "../support/workspace.ts";

const schema = `${plotsSchema}
model Town { id Int @id
  name String
}
`;

const unscoped = `
import { prisma } from "../db";
export const findPlot = (id: number) => prisma.plot.findFirst({ where: { id } });
`;

const scoped = unscoped.replace("id: number", "id: number, companyId: number").replace("{ id }", "{ id, companyId }");

const route = `
import { getServerSession } from "next-auth";
import { findPlot } from "@lib/plots";
export async function POST(request: Request) {
  const session = await getServerSession();
  const { id } = await request.json();
  return Response.json(await findPlot(id, session.user.companyId));
}
`;

const sent = `
import type { NextFunction, Request, Response } from "express";
export function company(req: Request, res: Response, next: NextFunction) {
  req.companyId = req.headers["x-company-id"];
  next();
}
`;

const kept = sent.replace(`req.headers["x-company-id"]`, "req.session.companyId");

const routes = `
import express from "express";
import { prisma } from "./db";
import { company } from "./company";
export const router = express.Router();
router.use(company);
router.get("/plots", async (req, res) => {
  res.json(await prisma.plot.findMany({ where: { companyId: req.companyId } }));
});
`;

const controller = `
import type { Request, Response } from "express";
import { prisma } from "./db";
export const showPlot = async (req: Request, res: Response) => res.json(await prisma.plot.findFirst({ where: { id: Number(req.params.id) } }));
`;

const guard = (id: string) => `
import { prisma } from "./db";
export const ownPlot = async (req, res, next) => {
  const plot = await prisma.plot.findFirst({ where: { id: Number(req.${id}), companyId: req.user.companyId } });
  if (!plot) return res.status(404).end();
  next();
};
`;

const mount = (middleware: string) => `
import { Router } from "express";
import { showPlot } from "./controller";
import { ownPlot } from "./guard";
export default Router().get("/plots/:id"${middleware}, showPlot);
`;

const server = (middleware: string) => `
import express from "express";
import { ownPlot } from "./guard";
import router from "./router";
const app = express();
app.use("/plots/:id"${middleware});
app.use(router);
`;

const guessed = `
import { initTRPC } from "@trpc/server";
const t = initTRPC.create();
export const procedure = t.procedure.use(({ ctx, input, next }) => {
  return next({ ctx: { ...ctx, companyId: input.companyId } });
});
`;

const known = guessed.replace("input.companyId", "ctx.session.user.companyId");

const router = `
import { prisma } from "./db";
import { procedure } from "./trpc";
export const plots = { list: procedure.query(({ ctx }) => prisma.plot.findMany({ where: { companyId: ctx.companyId } })) };
`;

const commands = `export interface RemovePlot { id: number }\n`;

const remove = `
import { prisma } from "../db";
import type { RemovePlot } from "./commands";
export const removePlot = (command: RemovePlot) => prisma.plot.delete({ where: { id: command.id } });
`;

const page = `
import { prisma } from "../../db";
export default async function Page() {
  return String(await prisma.plot.findMany());
}
`;

const middleware = (role: string) => `
import { getToken } from "next-auth/jwt";
import { NextResponse } from "next/server";
export async function middleware(request) {
  const token = await getToken({ req: request });
  if (request.nextUrl.pathname.startsWith("/platform") && token?.role !== "${role}") return NextResponse.redirect("/");
}
`;

const files = {
  "package.json": `{ "dependencies": { "next": "*", "@prisma/client": "*", "next-auth": "*", "express": "*", "@trpc/server": "*" } }`,
  "src/company.ts": sent,
  "src/trpc.ts": guessed,
  "src/controller.ts": controller,
  "src/guard.ts": guard("params.id"),
  "src/router.ts": mount(", ownPlot"),
  "tsconfig.json": `{ "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["./src/lib/*"] } } }`,
  "prisma/schema.prisma": schema,
  "src/db.ts": `import { PrismaClient } from "@prisma/client";\nexport const prisma = new PrismaClient();\n`,
  "src/lib/plots.ts": `export { findPlot } from "./find";\n`,
  "src/lib/commands.ts": commands,
  "src/lib/find.ts": unscoped,
  "src/safe/plots.ts": scoped,
  "src/app/api/plots/route.ts": route,
};

/** A linter that stays open, as in an editor. `change` writes a file, or deletes it; `messages` gives what a rule says of a text. */
function editor(file = "src/app/api/plots/route.ts", text = route, rule = "require-tenant-filter") {
  const root = workspaceOf(files);
  const linter = new Linter({ cwd: root });
  const config = [{ files: ["**/*.ts"], languageOptions: { parser }, plugins: { ringfence: plugin }, rules: { [`ringfence/${rule}`]: ["error", { confidence: ["certain", "likely", "possible"] }] } }] as Linter.Config[];
  return {
    change: (name: string, to?: string): void => {
      if (to === undefined) rmSync(join(root, name));
      else writeFileSync(join(root, name), to);
    },
    messages: (): readonly string[] => linter.verify(text, config, { filename: join(root, file) }).map(({ message }) => message),
  };
}

const finding = [expect.stringContaining("src/lib/find.ts:3")];

// How soon a change is seen depends on how busy the machine is: the linter looks at the disk only now and then.
const soon = { interval: 100, timeout: 30_000 };

describe("a linter that stays open", () => {
  it("sees a helper behind a barrel change", async () => {
    const { change, messages } = editor();
    expect(messages()).toEqual(finding);
    change("src/lib/find.ts", scoped);
    await expect.poll(messages, soon).toEqual([]);
    change("src/lib/find.ts", `\n${unscoped}`);
    await expect.poll(messages, soon).toEqual([expect.stringContaining("src/lib/find.ts:4")]);
  });

  it("sees a helper go, and another come in its place", async () => {
    const { change, messages } = editor();
    expect(messages()).toEqual(finding);
    change("src/lib/find.ts");
    await expect.poll(messages, soon).toEqual([]);
    change("src/lib/find.tsx", unscoped);
    await expect.poll(messages, soon).toEqual([expect.stringContaining("src/lib/find.tsx:3")]);
  });

  it("sees an import mean another file", async () => {
    const { change, messages } = editor();
    expect(messages()).toEqual(finding);
    change("tsconfig.json", files["tsconfig.json"].replace("src/lib", "src/safe"));
    await expect.poll(messages, soon).toEqual([]);
    change("tsconfig.json", files["tsconfig.json"]);
    await expect.poll(messages, soon).toEqual(finding);
  });

  it.each([
    ["middleware", "src/routes.ts", routes, "src/company.ts", sent, kept],
    ["a builder's middleware", "src/router.ts", router, "src/trpc.ts", guessed, known],
  ])("sees %s take the tenant from the session", async (_, file, text, changed, before, after) => {
    const { change, messages } = editor(file, text, "no-untrusted-tenant");
    const untrusted = [expect.stringContaining("that the client chooses")];
    expect(messages()).toEqual(untrusted);
    change(changed, after);
    await expect.poll(messages, soon).toEqual([]);
    change(changed, before);
    await expect.poll(messages, soon).toEqual(untrusted);
  });

  it("sees a handler be mounted without its guard, by this router or another", async () => {
    const { change, messages } = editor("src/controller.ts", controller);
    const open = [expect.stringContaining("nothing ties it to the caller's tenant")];
    expect(messages()).toEqual([]);
    change("src/router.ts", mount(""));
    await expect.poll(messages, soon).toEqual(open);
    change("src/router.ts", mount(", ownPlot"));
    await expect.poll(messages, soon).toEqual([]);
    change("src/guard.ts", guard("query.id"));
    await expect.poll(messages, soon).toEqual(open);
    change("src/guard.ts", guard("params.id"));
    await expect.poll(messages, soon).toEqual([]);
    change("src/drafts.ts", mount(""));
    await expect.poll(messages, soon).toEqual(open);
    change("src/drafts.ts");
    await expect.poll(messages, soon).toEqual([]);
  });

  it("sees a guard stand before the router that mounts a handler, or no more", async () => {
    const { change, messages } = editor("src/controller.ts", controller);
    const open = [expect.stringContaining("nothing ties it to the caller's tenant")];
    change("src/router.ts", mount(""));
    await expect.poll(messages, soon).toEqual(open);
    change("src/server.ts", server(", ownPlot"));
    await expect.poll(messages, soon).toEqual([]);
    change("src/server.ts", server(""));
    await expect.poll(messages, soon).toEqual(open);
    change("src/server.ts");
    change("src/router.ts", mount(", ownPlot"));
    await expect.poll(messages, soon).toEqual([]);
  });

  it("sees the middleware keep a page for operators, or let in others too", async () => {
    const { change, messages } = editor("src/app/platform/page.ts", page);
    const all = [expect.stringContaining("has no filter")];
    expect(messages()).toEqual(all);
    change("src/middleware.ts", middleware("SUPER_ADMIN"));
    await expect.poll(messages, soon).toEqual([]);
    change("src/middleware.ts", middleware("ADMIN"));
    await expect.poll(messages, soon).toEqual(all);
    change("src/middleware.ts", middleware("SUPER_ADMIN"));
    await expect.poll(messages, soon).toEqual([]);
    change("src/middleware.ts");
    await expect.poll(messages, soon).toEqual(all);
  });

  it("sees a type of another file get the tenant", async () => {
    const { change, messages } = editor("src/lib/remove.ts", remove);
    const owed = [expect.stringContaining("which every caller has to check")];
    expect(messages()).toEqual(owed);
    change("src/lib/commands.ts", commands.replace("id: number", "id: number; companyId: number"));
    await expect.poll(messages, soon).toEqual([expect.stringContaining("ignores the tenant at hand")]);
    change("src/lib/commands.ts", commands);
    await expect.poll(messages, soon).toEqual(owed);
  });

  it("sees a table become everybody's", async () => {
    const { change, messages } = editor();
    expect(messages()).toEqual(finding);
    change("prisma/schema.prisma", schema.replace(/ {2}companyId Int\n.*\n/, "").replace("  plots Plot[]\n", ""));
    await expect.poll(messages, soon).toEqual([]);
    change("prisma/schema.prisma", schema);
    await expect.poll(messages, soon).toEqual(finding);
  });
});
