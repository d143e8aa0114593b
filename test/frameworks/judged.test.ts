import { describe, expect, test } from "vitest";
import { analysisOf } from "../support/judged-caches.ts";

const db = "import { prisma } from '../db'\n";

/** Verdict, reason and, where it can be reported, confidence of each access, in source order. */
function judged(code: string, path = "src/routes/plots.ts"): readonly string[] {
  return analysisOf(db + code, path).judgements.map(({ verdict, reason, confidence }) =>
    verdict === "unscoped" ? `${verdict} ${reason} ${confidence}` : `${verdict} ${reason}`);
}

const express = (body: string, rest = "") => `import { Router } from 'express'\nrouter.get('/plots/:id', async (req, res) => { ${body} })\n${rest}`;
const route = (body: string) => `export async function GET(request, { params }) { ${body} }`;
const routeFile = "app/api/plots/[id]/route.ts";

describe("an id of the request where nobody is known to be signed in", () => {
  test.each([
    ["read by a mounted handler", express("return prisma.plot.findUnique({ where: { id: req.params.id } })"), undefined, "unscoped request-id likely"],
    ["read by a route handler", route("return prisma.plot.findUnique({ where: { id: params.id } })"), routeFile, "unscoped request-id possible"],
    ["counted by a route handler", route("return prisma.plot.count({ where: { id: params.id } })"), routeFile, "unscoped request-id possible"],
    ["written by a route handler", route("return prisma.plot.delete({ where: { id: params.id } })"), routeFile, "unscoped request-id likely"],
    ["read by a route handler that knows who asks", route("const user = await getCurrentUser(); return prisma.plot.findUnique({ where: { id: params.id } })"), routeFile, "unscoped request-id certain"],
    ["read by a mounted handler whose router knows who asks", express("return prisma.plot.findUnique({ where: { id: req.params.id } })", "router.post('/', (req, res) => save(req.user.id))"), undefined, "unscoped request-id certain"],
    ["the tenant, read by a route handler", route("return prisma.plot.findMany({ where: { companyId: params.companyId } })"), routeFile, "unscoped untrusted-key possible"],
    ["the tenant, read by a mounted handler", express("return prisma.plot.findMany({ where: { companyId: req.query.companyId } })"), undefined, "unscoped untrusted-key likely"],
    ["everything, read by a route handler", route("return prisma.plot.findMany()"), routeFile, "unscoped no-filter likely"],
    ["all cheap ones, read by a route handler", route("return prisma.plot.findMany({ where: { price: 1 } })"), routeFile, "unscoped no-key possible"],
    ["all cheap ones, read beside a handler with a role", express("return prisma.plot.findMany({ where: { price: 1 } })", "router.post('/', requireRole('ADMIN'), (req, res) => save({ companyId: req.user.companyId }))"), undefined, "unscoped no-key likely"],
  ])("%s", (_, code, path, expected) => {
    expect(judged(code, path)).toEqual([expected]);
  });
});

describe("where only operators enter", () => {
  const list = "return prisma.plot.findMany({ where: { id: req.params.id } })";

  test.each([
    ["middleware", `import { Router } from 'express'\nrouter.get('/plots/:id', requireSuperAdmin, async (req, res) => { ${list} })`, "exempt system-context"],
    ["the router's middleware", `import { Router } from 'express'\nrouter.use(requireRole('SUPER_ADMIN'))\nrouter.get('/plots/:id', async (req, res) => { ${list} })`, "exempt system-context"],
    ["a tenant's admin", `import { Router } from 'express'\nrouter.get('/plots/:id', requireRole('ADMIN'), async (req, res) => { ${list} })`, "unscoped request-id certain"],
    ["a helper of the handler", `import { Router } from 'express'\nrouter.get('/plots/:id', requireSuperAdmin, async (req, res) => { const load = () => prisma.plot.findMany(); return load() })`, "exempt system-context"],
  ])("%s", (_, code, expected) => {
    expect(judged(code)).toEqual([expected]);
  });

  test("the evidence says so", () => {
    const [judgement] = analysisOf(`${db}router.get('/plots', requireSuperAdmin, async (req, res) => prisma.plot.findMany())`, "src/routes/plots.ts").judgements;
    expect(judgement?.evidence.at(-1)?.text).toBe("only operators enter here");
  });

  test("what is scoped stays so", () => {
    expect(judged("router.get('/plots', requireSuperAdmin, async (req, res) => prisma.plot.findMany({ where: { companyId: req.user.companyId } }))")).toEqual(["scoped tenant-key"]);
  });
});

describe("a request that the container hands in", () => {
  const nest = (member: string, body: string) => `import { Controller } from '@nestjs/common'\n@Controller() class Plots { ${member}\n@Get() find() { ${body} } }`;
  const injected = "constructor(@Inject(REQUEST) private readonly request: RequestWithUser) {}";

  test.each([
    ["the user's company", nest(injected, "return prisma.plot.findMany({ where: { companyId: this.request.user.companyId } })"), "scoped tenant-key"],
    ["what the user holds under any name", nest(injected, "return prisma.plot.findMany({ where: { id: { in: this.request.user.plots } } })"), "derived from-trusted-call"],
    ["a parameter", nest(injected, "return prisma.plot.findUnique({ where: { id: this.request.params.id } })"), "unscoped request-id likely"],
    ["the body's company", nest(injected, "return prisma.plot.findMany({ where: { companyId: this.request.body.companyId } })"), "unscoped untrusted-key likely"],
    ["a field", nest("@Inject(REQUEST) private req: Request", "return prisma.plot.findUnique({ where: { id: this.req.params.id } })"), "unscoped request-id likely"],
    ["by its type", nest("constructor(private readonly request: RequestWithUser) {}", "return prisma.plot.findUnique({ where: { id: this.request.params.id } })"), "unscoped request-id likely"],
    ["of a GraphQL context", nest("constructor(@Inject(CONTEXT) private readonly context) {}", "return prisma.plot.findUnique({ where: { id: this.context.req.params.id } })"), "unscoped request-id likely"],
    ["something else that is injected", nest("constructor(@Inject(OPTIONS) private readonly request: Options) {}", "return prisma.plot.findUnique({ where: { id: this.request.params.id } })"), "unknown unresolved-origin"],
    ["a field of another type", nest("private request: PlotRequest", "return prisma.plot.findUnique({ where: { id: this.request.params.id } })"), "unknown unresolved-origin"],
    ["a class that nothing is injected into", "class Plots { constructor(private request: Request) {}\nfind() { return prisma.plot.findUnique({ where: { id: this.request.params.id } }) } }", "unknown unresolved-origin"],
  ])("%s", (_, code, expected) => {
    expect(judged(code)).toEqual([expected]);
  });
});

describe("what is made of a request", () => {
  test.each([
    ["the query of its address", "const id = new URL(request.url).searchParams.get('id')"],
    ["the same in steps", "const url = new URL(request.url); const { searchParams } = url; const id = searchParams.get('id')"],
    ["its path", "const id = new URL(request.url).pathname.split('/').at(-1)"],
    ["an address with a base", "const id = new URL(request.url, origin).searchParams.get('id')"],
    ["a query by itself", "const id = new URLSearchParams(request.url.split('?')[1]).get('id')"],
    ["headers", "const id = new Headers(request.headers).get('x-plot')"],
    ["another request", "const id = (await new Request(request).json()).id"],
  ])("%s", (_, code) => {
    expect(judged(route(`${code}; return prisma.plot.delete({ where: { id } })`), routeFile)).toEqual(["unscoped request-id likely"]);
  });

  test("an address of the server's own", () => {
    expect(judged(route("const id = new URL(process.env.HOME_URL).searchParams.get('id'); return prisma.plot.delete({ where: { id } })"), routeFile)).not.toEqual(["unscoped request-id likely"]);
  });
});
