import { describe, expect, it } from "vitest";
import { runFakeCli } from "../support/run-cli.ts";
import { workspaceOf } from "../support/workspace.ts";

const schema = `
model Company {
  id       Int       @id
  name     String
  invoices Invoice[]
}
model Invoice {
  id        Int     @id
  companyId Int
  company   Company @relation(fields: [companyId], references: [id])
  lines     Line[]
}
model Line {
  id        Int     @id
  invoiceId Int
  invoice   Invoice @relation(fields: [invoiceId], references: [id])
}
`;

describe("models", () => {
  it("lists who owns each model and why", async () => {
    const { code, out } = await runFakeCli(workspaceOf({ "package.json": "{}", "prisma/schema.prisma": schema }), "models");
    expect(code).toBe(0);
    expect(out).toMatch(/Company +root/);
    expect(out).toMatch(/Invoice +direct +companyId +\S/);
    expect(out).toMatch(/Line +through +invoice\.company +\S/);
  });

  it("prints JSON", async () => {
    const { out } = await runFakeCli(workspaceOf({ "package.json": "{}", "prisma/schema.prisma": schema }), "models", "--format", "json");
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      root: ".",
      tenancy: { root: "Company", keys: ["companyId"], source: "inferred" },
      models: [
        { name: "Company", ownership: "root", file: "prisma/schema.prisma", line: 2 },
        { name: "Invoice", ownership: "direct", key: "companyId", path: [] },
        { name: "Line", ownership: "through", key: null, path: ["invoice", "company"] },
      ],
    });
  });

  it("says that there is no schema", async () => {
    expect(await runFakeCli(workspaceOf({ "package.json": "{}" }), "models")).toMatchObject({ code: 0, out: "No schema was found, so no model is known.\n" });
  });
});

describe("explain", () => {
  const files = { "package.json": "{}", "src/a.ts": `judge.scoped("certain");\njudge.unscoped(\n  "certain",\n);\n` };

  it("explains what stands on a line", async () => {
    expect((await runFakeCli(workspaceOf(files), "explain", "src/a.ts:3")).out).toMatchInlineSnapshot(`
      "src/a.ts:2:1
        access        fake find: read of rows of Invoice, recognised by shape
        filter        every row
        owner         Invoice is direct: it has companyId
        verdict       unscoped, no-filter, certain
        because       there is no filter (line 2)
        fix           Filter by \`companyId: session.companyId\`, or compare the loaded row's tenant with the caller's before it is used.
      "
    `);
  });

  it("explains what is fine", async () => {
    expect((await runFakeCli(workspaceOf(files), "explain", "src/a.ts:1")).out).toMatch(/verdict +scoped, no-filter\n.*\n  fine +nothing is missing/);
  });

  it("says when nothing is recognised", async () => {
    expect((await runFakeCli(workspaceOf(files), "explain", "src/a.ts:9")).out).toBe("src/a.ts:9: no access to a tenant's data or cache is recognised here.\n");
  });

  it("finds a finding by its id", async () => {
    const root = workspaceOf(files);
    const { findings } = JSON.parse((await runFakeCli(root, "check", "--format", "json")).out) as { findings: { fingerprint: string }[] };
    expect((await runFakeCli(root, "explain", findings[0]?.fingerprint ?? "")).out).toMatch(/^Invoice is unscoped\.\n\nsrc\/a\.ts:2:1\n/);
  });
});
