import { describe, expect, test } from "vitest";
import type { FunctionSite } from "../../src/frameworks/framework.ts";
import { sitesAt } from "../frameworks/support.ts";

function outline(site: FunctionSite): string {
  const wrappers = site.wrappers.map(({ call, argument }) => `${call.method ?? "?"}#${String(argument)}`);
  const parts = [
    site.exportName && `export ${site.exportName}`,
    site.property && `property ${site.property}`,
    wrappers.length > 0 && `in ${wrappers.join(" < ")}`,
    site.member && `member of ${site.owner?.id?.name ?? "?"}`,
    site.serverAction && "server action",
  ];
  return parts.filter(Boolean).join(", ");
}

function outlines(code: string): readonly string[] {
  return sitesAt(code, "HERE").map(outline);
}

describe("sitesOf", () => {
  test.each([
    ["exported declaration", "export async function GET() { HERE }", ["export GET"]],
    ["exported arrow", "export const GET = async () => { HERE }", ["export GET"]],
    ["default export", "export default function () { HERE }", ["export default"]],
    ["wrapped export", "export const GET = withCompany(async () => { HERE }, opts)", ["export GET, in withCompany#0"]],
    ["wrapped twice, cast", "export default outer(1, inner(() => { HERE }) as H)", ["export default, in inner#0 < outer#1"]],
    ["exported by name later", "function handler() { HERE }\nexport { handler as GET, handler as POST }", ["export GET", "export POST"]],
    ["wrapped by name", "const handler = () => { HERE }\nexport default withAuth(handler)", ["export default, in withAuth#0"]],
    ["wrapped, named, exported", "const handler = withAuth(() => { HERE })\nexport { handler as PUT }", ["export PUT, in withAuth#0"]],
    ["destructured export", "export const { GET, POST } = serve(() => { HERE })", ["export GET, in serve#0", "export POST, in serve#0"]],
    ["commonjs default", "module.exports = () => { HERE }", ["export default"]],
    ["commonjs names", "exports.handler = () => { HERE }", ["export handler"]],
    ["commonjs member of module.exports", "module.exports.handler = () => { HERE }", ["export handler"]],
    ["registered", "router.get('/plots', auth, () => { HERE })", ["in get#2"]],
    ["registered twice", "function list() { HERE }\nrouter.get('/a', list)\nrouter.get('/b', auth, list)", ["in get#1", "in get#2"]],
    ["options property", "app.route({ url: '/plots', handler: () => { HERE } })", ["property handler, in route#0"]],
    ["object method", "app.route({ async handler() { HERE } })", ["property handler, in route#0"]],
    ["nested properties", "export default { api: { list: () => { HERE } } }", ["export default, property api.list"]],
    ["procedure inside a router", "export const plots = router({ list: procedure.query(() => { HERE }) })", ["export plots, in query#0 < router#0"]],
    ["curried wrapper", "export const POST = guard('plots')(() => { HERE })", ["export POST, in ?#0"]],
    ["method", "class Plots { list() { HERE } }", ["member of Plots"]],
    ["wrapped class property", "class Plots { list = wrap(() => { HERE }) }", ["in wrap#0, member of Plots"]],
    ["server action file", "'use server'\nexport async function save() { HERE }", ["export save, server action"]],
    ["helper in a server action file", "'use server'\nasync function help() { HERE }", [""]],
    ["inline server action", "function Page() { async function save() { 'use server'; HERE } }", ["server action"]],
    ["alone", "const help = () => { HERE }", [""]],
    ["called, not passed", "function help() { HERE }\nhelp(1)", [""]],
    ["result of a call is data", "function f() { const rows = items.map(() => { HERE }); send(rows) }", ["in map#0"]],
    ["awaited result is data", "const rows = await load(() => { HERE })\nexport default rows", ["in load#0"]],
    ["recursion ends", "const loop = () => { HERE; run(loop) }\nrun(loop)", ["in run#0", "in run#0"]],
  ])("%s", (_, code, expected) => {
    expect(outlines(code)).toEqual(expected);
  });

  test("callee and receiver of a wrapper are evaluated", () => {
    const [site] = sitesAt("import { Hono } from 'hono'\nHono.app.get('/plots', () => { HERE })", "HERE");
    const call = site?.wrappers[0]?.call;
    expect(call?.callee).toMatchObject({ root: { kind: "import", source: "hono", name: "Hono" }, path: ["app", "get"] });
    expect(call?.receiver).toMatchObject({ path: ["app"] });
    expect(call?.args[0]).toMatchObject({ kind: "constant", value: "/plots" });
  });
});
