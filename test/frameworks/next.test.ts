import { describe, expect, test } from "vitest";
import { constant, list } from "../../src/analysis/make-value.ts";
import { gatesOf } from "../../src/frameworks/parts/next-gate.ts";
import { entryAt, origins, outline } from "./entry.ts";

const route = "apps/web/app/api/plots/[id]/route.ts";
const pagesApi = "pages/api/plots/[id].ts";

describe("route handlers", () => {
  test.each([
    ["bare", "export async function GET(request, { params }) { HERE }", "next open"],
    ["signed in only", "export const GET = withSession(async ({ params }) => { HERE })", "next signed in"],
    ["wrapped", "export const GET = withCompany(async ({ params }) => { HERE }, { roles: ['owner'] })", "next vouched"],
    ["wrapped by plumbing", "export const POST = withAxiom(async (req) => { HERE })", "next open"],
    ["curried", "export const POST = authorize('plots')(async (req) => { HERE })", "next vouched"],
    ["options object", "export const POST = companyRoute({ schema, handler: async ({ body, company }) => { HERE } })", "next vouched"],
    ["callbacks of a library are not handlers", "export const { GET, POST } = makeAuth({ callbacks: { jwt: (token) => { HERE } } })", "none"],
    ["other exports", "export const config = make(() => { HERE })", "none"],
    ["helpers", "function load(id) { HERE }\nexport async function GET(req) { return load(1) }", "none"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code, route))).toBe(expected);
  });

  test("only in route files", () => {
    expect(outline(entryAt("export async function GET(request) { HERE }", "src/lib/get.ts"))).toBe("none");
  });

  test("bare parameters", () => {
    const entry = entryAt("export async function GET(request, { params }) { HERE }", route);
    const paths = ["0.json()", "0.nextUrl.searchParams.get(id)", "0.headers.get(x-company)", "0.user.companyId", "1.params.id"];
    expect(origins(entry, paths)).toEqual(["request", "request", "request", "identity", "request"]);
  });

  test("a wrapper's object", () => {
    const entry = entryAt("export const GET = withCompany(async ({ params, searchParams, req, company, session, prisma }) => { HERE })", route);
    const paths = ["0.params.id", "0.searchParams.id", "0.req.json()", "0.company.id", "0.session.user.id", "0.prisma"];
    expect(origins(entry, paths)).toEqual(["request", "request", "request", "identity", "identity", "server"]);
  });

  test("a wrapper's positional parameters", () => {
    const entry = entryAt("export const GET = withCompany(async (req, { params, company }, session, body) => { HERE })", route);
    const paths = ["0.json()", "1.params.id", "1.company.id", "2.user.id", "2", "3.id"];
    expect(origins(entry, paths)).toEqual(["request", "request", "identity", "identity", "identity", "request"]);
  });

  test("a wrapper's context", () => {
    const entry = entryAt("export const GET = withCompany(async (ctx) => { HERE })", route);
    expect(origins(entry, ["0.params.id", "0.company.id", "0.req.body.id"])).toEqual(["request", "identity", "request"]);
  });
});

describe("pages and middleware", () => {
  test("props of a page", () => {
    const entry = entryAt("export default async function Page({ params, searchParams, children }) { HERE }", "app/plots/[id]/page.tsx");
    expect(outline(entry)).toBe("next open");
    expect(origins(entry, ["0.params.id", "0.searchParams.q", "0.children"])).toEqual(["request", "request", "server"]);
  });

  test.each([
    ["metadata", "export async function generateMetadata({ params }) { HERE }", "app/plots/[id]/page.tsx", "next open"],
    ["wrapped page", "export default withPageAuth(async function Page({ params }) { HERE })", "app/plots/page.tsx", "next signed in"],
    ["components elsewhere", "export default function Card({ params }) { HERE }", "app/plots/card.tsx", "none"],
    ["middleware", "export function middleware(request) { HERE }", "middleware.ts", "next open"],
    ["auth as middleware", "export default auth((req) => { HERE })", "src/proxy.ts", "next signed in"],
  ])("%s", (_, code, file, expected) => {
    expect(outline(entryAt(code, file))).toBe(expected);
  });
});

describe("what requests pass before they enter", () => {
  test.each([
    ["src/app/(office)/office/@list/plots/page.tsx", ["../../../../../middleware /office/plots", "../../../../../proxy /office/plots"]],
    ["app/office/[id]/page.tsx", ["../../../middleware /office/-", "../../../proxy /office/-"]],
    ["app/office/[[...rest]]/page.tsx", ["../../../middleware /office/- /office", "../../../proxy /office/- /office"]],
    ["app/office/layout.tsx", ["../../middleware /office /office/-", "../../proxy /office /office/-"]],
    ["app/page.tsx", ["../middleware /", "../proxy /"]],
    ["app/template.tsx", ["../middleware / /-", "../proxy / /-"]],
    ["app/app/page.tsx", ["../../middleware /app", "../../proxy /app", "../middleware /", "../proxy /"]],
    ["app/office/(..)plots/page.tsx", []],
  ])("%s", (file, expected) => {
    expect(gatesAt("export default async function Page() { HERE }", file)).toEqual(expected);
  });

  test.each([
    ["pages/api/office/plots.ts", "export default function handler(req, res) { HERE }", "/api/office/plots"],
    ["pages/office/index.tsx", "export const getServerSideProps = async () => { HERE };", "/office"],
    ["app/office/api/route.ts", "export const GET = withUser(async () => { HERE });", "/office/api"],
  ])("%s", (file, code, path) => {
    expect(gatesAt(code, file)[0]).toMatch(new RegExp(` ${path}$`));
  });

  test("not server actions", () => {
    expect(gatesAt(`"use server"; export async function close() { HERE }`, "app/office/page.tsx")).toEqual([]);
  });

  test.each([
    ["/office", true],
    ["/office/:path*", true],
    ["/office/:path+", false],
    ["/:area", true],
    ["/:area(office|plots)", true],
    ["/((?!api|_next/static|.*\\.(?:svg|png)$).*)", true],
    ["/((?!office).*)", false],
    ["/offices", false],
    ["/(office", false],
  ])("the matcher %s", (matcher, expected) => {
    const [gate] = gatesOf("app/office/page.tsx", "app");
    const value = list([{ value: constant(matcher), optional: false, many: false }]);
    const config = { kind: "object", entries: [{ kind: "property", key: "matcher", value, optional: false }] } as const;
    expect(gate?.covers(config, "/office")).toBe(expected);
  });
});

function gatesAt(code: string, file: string): readonly string[] {
  return (entryAt(code, file)?.gates?.() ?? []).map(({ source, paths }) => [source, ...paths].join(" "));
}

describe("pages router", () => {
  test.each([
    ["bare", "export default async function handler(req, res) { HERE }", "next open"],
    ["by name", "const handler = async (req, res) => { HERE }\nexport default handler", "next open"],
    ["wrapped", "export default withCompany(async (req, res, session) => { HERE })", "next vouched"],
    ["wrapped by name", "async function handler(req, res) { HERE }\nexport default withAuth(handler)", "next signed in"],
    ["router of the file", "export default router.get(async (req, res) => { HERE })", "next open"],
    ["router of the file with middleware", "export default router.post(requireCompany, async (req, res) => { HERE })", "next vouched"],
    ["router of the file, middleware before", "export default router.use(requireCompany).post(async (req, res) => { HERE })", "next vouched"],
    ["dispatched", "const handlePost = async (req, res) => { HERE }\nexport default function handler(req, res) { handlePost(req, res) }", "none"],
    ["config", "export const config = { api: () => { HERE } }", "none"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code, pagesApi))).toBe(expected);
  });

  test("parameters", () => {
    const entry = entryAt("export default withCompany(async (req, res, session) => { HERE })", pagesApi);
    const paths = ["0.query.id", "0.body.companyId", "0.session.companyId", "1.status", "2.companyId"];
    expect(origins(entry, paths)).toEqual(["request", "request", "identity", "server", "identity"]);
  });

  test("a typed handler that is exported elsewhere", () => {
    const code = "import type { NextApiRequest, NextApiResponse } from 'next'\nexport async function list(req: NextApiRequest, res: NextApiResponse) { HERE; res.json([]) }";
    expect(outline(entryAt(code, "src/features/list.ts"))).toBe("next vouched");
    expect(outline(entryAt(code.replace("export ", ""), "src/features/list.ts"))).toBe("none");
    expect(outline(entryAt(code.replace("res.json([])", "return session(req, res)"), "src/features/list.ts"))).toBe("none");
  });

  test("getServerSideProps", () => {
    const entry = entryAt("export const getServerSideProps = withSession(async ({ params, query, req }, user) => { HERE })", "pages/plots/[id].tsx");
    expect(outline(entry)).toBe("next signed in");
    expect(origins(entry, ["0.params.id", "0.query.id", "0.req.user.id", "1.companyId"])).toEqual(["request", "request", "identity", "identity"]);
  });
});

describe("server actions", () => {
  const file = "'use server'\n";
  test.each([
    ["exported", `${file}export async function save(id, form) { HERE }`, "next open"],
    ["arrow", `${file}export const save = async (id) => { HERE }`, "next open"],
    ["local helper", `${file}async function load(id) { HERE }`, "none"],
    ["inline", "export function Page() { async function save(id) { 'use server'; HERE } }", "next open"],
    ["inline, passed on", "export function Page() { return render(async (form) => { 'use server'; HERE }) }", "next open"],
    ["wrapped", `${file}export const save = ownedAction(schema, async (data, form, user) => { HERE })`, "next vouched"],
    ["wrapped, signed in", `${file}export const save = validatedActionWithUser(schema, async (data, form, user) => { HERE })`, "next signed in"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(code, "src/actions.ts"))).toBe(expected);
  });

  test("every parameter of a bare action is the client's", () => {
    const entry = entryAt(`${file}export async function save(companyId, { id }) { HERE }`);
    expect(origins(entry, ["0", "1.id"])).toEqual(["request", "request"]);
  });

  test("a wrapper adds the user", () => {
    const entry = entryAt(`${file}export const save = validatedActionWithUser(schema, async (data, formData, user) => { HERE })`);
    expect(origins(entry, ["0.id", "1.get(id)", "2.companyId"])).toEqual(["request", "request", "identity"]);
  });
});

describe("next-safe-action", () => {
  test.each([
    ["signed-in client", "export const save = userActionClient.schema(s).action(async ({ parsedInput, ctx }) => { HERE })", "next-safe-action vouched"],
    ["plain client", "export const save = actionClient.inputSchema(s).action(async ({ parsedInput }) => { HERE })", "next-safe-action open"],
    ["plain client and a check", "export const save = actionClient.use(requireCompany).action(async ({ parsedInput }) => { HERE })", "next-safe-action vouched"],
    ["a command line", "program.command('plots').action(async (options) => { HERE })", "none"],
  ])("%s", (_, code, expected) => {
    expect(outline(entryAt(`'use server'\n${code}`))).toBe(expected);
  });

  test("parameters", () => {
    const entry = entryAt("export const save = userAction.schema(s).action(async ({ parsedInput, ctx, bindArgsParsedInputs }) => { HERE })");
    expect(origins(entry, ["0.parsedInput.id", "0.ctx.company.id", "0.bindArgsParsedInputs.*"])).toEqual(["request", "identity", "request"]);
  });
});
