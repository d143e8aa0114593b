import { chmodSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSource } from "../../src/syntax/read-source.ts";
import { runFakeCli } from "../support/run-cli.ts";
import { workspaceOf } from "../support/workspace.ts";

const schema = `
model Company { id Int @id
  invoices Invoice[]
}
model Invoice { id Int @id
  companyId Int
  company Company @relation(fields: [companyId], references: [id])
}
`;

const twoFindings = `export function total(id: number) {
	return judge.unscoped("certain", id);
}
judge.scoped("certain");
judge.unscoped("likely");
judge.unscoped("possible");
judge.unknown("certain");
`;

interface Json {
  findings: { file: string; line: number; column: number; endLine: number; endColumn: number; severity: string; confidence: string; fingerprint: string }[];
  counts: Record<string, number>;
  skipped: { file: string; reason: string }[];
  models: object[];
}

async function checkJson(cwd: string, ...args: string[]) {
  const { out, ...rest } = await runFakeCli(cwd, "check", "--format", "json", ...args);
  return { ...rest, json: JSON.parse(out) as Json };
}

describe("check", () => {
  it("prints the JSON contract", async () => {
    const root = workspaceOf({ "package.json": "{}", "prisma/schema.prisma": schema, "src/invoices.ts": twoFindings });
    const { code, json } = await checkJson(root);
    expect(code).toBe(1);
    expect(json).toMatchInlineSnapshot(`
      {
        "counts": {
          "accesses": 5,
          "caller": 0,
          "checked": 0,
          "derived": 0,
          "exempt": 0,
          "files": 1,
          "scoped": 1,
          "unknown": 1,
          "unscoped": 3,
        },
        "findings": [
          {
            "column": 9,
            "confidence": "certain",
            "endColumn": 38,
            "endLine": 2,
            "file": "src/invoices.ts",
            "fingerprint": "cb1d0614431ac00f",
            "fixable": true,
            "library": "fake",
            "line": 2,
            "message": "Invoice is unscoped.",
            "model": "Invoice",
            "operation": "read",
            "reason": "no-filter",
            "rule": "fake-rule",
            "severity": "error",
            "verdict": "unscoped",
          },
          {
            "column": 1,
            "confidence": "likely",
            "endColumn": 25,
            "endLine": 5,
            "file": "src/invoices.ts",
            "fingerprint": "dfb0d2849d604ebb",
            "fixable": true,
            "library": "fake",
            "line": 5,
            "message": "Invoice is unscoped.",
            "model": "Invoice",
            "operation": "read",
            "reason": "no-filter",
            "rule": "fake-rule",
            "severity": "warning",
            "verdict": "unscoped",
          },
        ],
        "models": [
          {
            "file": "prisma/schema.prisma",
            "key": null,
            "library": "prisma",
            "line": 2,
            "name": "Company",
            "ownership": "root",
            "path": [],
          },
          {
            "file": "prisma/schema.prisma",
            "key": "companyId",
            "library": "prisma",
            "line": 5,
            "name": "Invoice",
            "ownership": "direct",
            "path": [],
          },
        ],
        "root": ".",
        "skipped": [],
        "tenancy": {
          "keys": [
            "companyId",
          ],
          "principal": [],
          "root": "Company",
          "source": "inferred",
        },
        "version": 1,
      }
    `);
  });

  it("strict reports what is possible too", async () => {
    const root = workspaceOf({ "package.json": "{}", "src/invoices.ts": twoFindings });
    expect((await checkJson(root, "--strict")).json.findings.map(({ line, severity, confidence }) => [line, severity, confidence])).toEqual([
      [2, "error", "certain"],
      [5, "warning", "likely"],
      [6, "warning", "possible"],
      [7, "warning", "possible"],
    ]);
  });

  it("prints findings with their source for people", async () => {
    const root = workspaceOf({ "package.json": "{}", "prisma/schema.prisma": schema, "src/invoices.ts": twoFindings, "src/broken.ts": "judge.(" });
    expect((await runFakeCli(root, "check")).out).toMatchInlineSnapshot(`
      "src/invoices.ts

        error certain fake-rule src/invoices.ts:2:9
        Invoice is unscoped.
          1 | export function total(id: number) {
        > 2 | 	return judge.unscoped("certain", id);
            | 	       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          because there is no filter
          fix Filter by \`companyId: session.companyId\`, or compare the loaded row's tenant with the caller's before it is used.
          id cb1d0614431ac00f

        warning likely fake-rule src/invoices.ts:5:1
        Invoice is unscoped.
          4 | judge.scoped("certain");
        > 5 | judge.unscoped("likely");
            | ^^^^^^^^^^^^^^^^^^^^^^^^
          because there is no filter
          fix Filter by \`companyId: session.companyId\`, or compare the loaded row's tenant with the caller's before it is used.
          id dfb0d2849d604ebb

      skipped
        src/broken.ts: cannot be parsed: line 1: Unexpected token

      2 findings (1 error, 1 warning) in 2 files, 5 accesses to owned models: 1 scoped, 1 unknown, 3 unscoped
      Tenant: Company (companyId), inferred.
      "
    `);
  });

  it("is clean without findings", async () => {
    const root = workspaceOf({ "package.json": "{}", "a.ts": `judge.scoped("certain")` });
    expect(await runFakeCli(root, "check")).toMatchObject({ code: 0, err: "" });
  });

  it("takes one file by its path from the root, outside of git too", async () => {
    const root = workspaceOf({ "package.json": "{}", "src/a.ts": twoFindings, "src/b.ts": twoFindings });
    expect((await checkJson(root, "src/a.ts")).json.findings.map(({ file }) => file)).toEqual(["src/a.ts", "src/a.ts"]);
    expect((await checkJson(join(root, "src"), "b.ts")).json.findings.map(({ file }) => file)).toEqual(["src/b.ts", "src/b.ts"]);
  });

  it("writes to a file when asked", async () => {
    const root = workspaceOf({ "package.json": "{}", "a.ts": twoFindings });
    expect(await runFakeCli(root, "check", "--output", "report.txt")).toMatchObject({ code: 1, out: "" });
    expect(readFileSync(join(root, "report.txt"), "utf8")).toContain("a.ts:2:9");
  });

  it("honours comments that switch a rule off, by severity", async () => {
    const root = workspaceOf({
      "package.json": "{}",
      "a.ts": [
        "// eslint-disable-next-line ringfence/fake-rule",
        `judge.unscoped("certain");`,
        "// eslint-disable-next-line ringfence-likely/fake-rule -- shown to nobody",
        `judge.unscoped("likely");`,
        "// eslint-disable-next-line ringfence/fake-rule",
        `judge.unscoped("likely");`,
      ].join("\n"),
    });
    expect((await checkJson(root)).json.findings.map(({ line }) => line)).toEqual([6]);
  });

  it("counts what a comment exempts, and reports it when the reason is missing", async () => {
    const root = workspaceOf({
      "package.json": "{}",
      "a.ts": [
        "// ringfence-exempt: the yearly report counts every company",
        `const a = judge.unscoped("certain");`,
        "// ringfence-exempt:",
        `const b = judge.unscoped("certain");`,
        "const c = await Promise.all([",
        "  // ringfence-exempt: a public price list",
        "  // of all towns",
        `  judge.unscoped("certain"),`,
        `  judge.unscoped("certain"),`,
        "]);",
        `judge.unscoped("certain", { // ringfence-exempt: an index of towns`,
        "});",
      ].join("\n"),
    });
    const { json } = await checkJson(root);
    expect(json.findings.map(({ line }) => line)).toEqual([4, 9]);
    expect(json.counts).toMatchObject({ accesses: 5, exempt: 3, unscoped: 2 });
  });
});

describe("check: fingerprints", () => {
  const prints = async (text: string) => (await checkJson(workspaceOf({ "package.json": "{}", "a.ts": text }))).json.findings.map(({ fingerprint }) => fingerprint);
  const original = `function total() { judge.unscoped("certain", { a: 1 }); }`;

  it.each([
    ["lines move", `\n\nfunction total() {\n  judge.unscoped("certain", { a: 1 });\n}`],
    ["the call is laid out anew", `function total() { judge.unscoped(\n"certain", // why\n {\n a: 1,\n },\n); }`],
    ["other code comes", `function total() { log("a"); judge.unscoped("certain", { a: 1 }); }`],
  ])("stay when %s", async (_, text) => {
    expect(await prints(text)).toEqual(await prints(original));
  });

  it.each([
    ["the call", `function total() { judge.unscoped("certain", { a: 2 }); }`],
    ["the function", `function sum() { judge.unscoped("certain", { a: 1 }); }`],
    ["the class around it", `class Bill { total = () => judge.unscoped("certain", { a: 1 }); }`],
  ])("change with %s", async (_, text) => {
    expect(await prints(text)).not.toEqual(await prints(original));
  });

  it("tell equal calls in one function apart", async () => {
    const [first, second] = await prints(`function total() { judge.unscoped("certain", { a: 1 }); judge.unscoped("certain", { a: 1 }); }`);
    expect(await prints(original)).toEqual([first]);
    expect(second).not.toBe(first);
  });
});

describe("check: bad input", () => {
  it("skips a file that cannot be parsed and goes on", async () => {
    const root = workspaceOf({ "package.json": "{}", "a.ts": "judge.scoped(;\n", "b.ts": twoFindings });
    const { code, json } = await checkJson(root);
    expect(code).toBe(1);
    expect(json.skipped).toEqual([{ file: "a.ts", reason: expect.stringMatching(/^cannot be parsed: line 1: /) as string }]);
    expect(json.findings).toHaveLength(2);
  });

  it("skips a file nested 100,000 deep and goes on", async () => {
    const deep = `judge.x(${"[\n".repeat(100_000)}${"]".repeat(100_000)});`;
    const root = workspaceOf({ "package.json": "{}", "a.ts": deep, "b.ts": twoFindings });
    const { json } = await checkJson(root);
    expect(json.skipped).toEqual([{ file: "a.ts", reason: "nested too deeply to be read" }]);
    expect(json.findings).toHaveLength(2);
  });

  it("says why a file cannot be read", () => {
    const root = workspaceOf({ "a.ts": "" });
    expect(readSource(root)).toEqual({ skipped: "cannot be read: is a folder" });
    expect(readSource(join(root, "b.ts"))).toEqual({ skipped: "cannot be read: no such file or folder" });
    expect(readSource(join(root, "a.ts/b.ts"))).toEqual({ skipped: "cannot be read: not a folder" });
  });

  it.skipIf(process.getuid?.() === 0)("skips an unreadable file and goes on", async () => {
    const root = workspaceOf({ "package.json": "{}", "a.ts": twoFindings, "b.ts": twoFindings });
    chmodSync(join(root, "a.ts"), 0);
    expect((await checkJson(root)).json).toMatchObject({ skipped: [{ file: "a.ts", reason: "cannot be read: permission denied" }], findings: [{ file: "b.ts" }, { file: "b.ts" }] });
  });

  it("passes over links that lead nowhere", async () => {
    const root = workspaceOf({ "package.json": "{}", "b.ts": twoFindings });
    symlinkSync(join(root, "gone.ts"), join(root, "a.ts"));
    symlinkSync(join(root, "c.ts"), join(root, "c.ts"));
    expect((await checkJson(root)).json).toMatchObject({ skipped: [], findings: [{ file: "b.ts" }, { file: "b.ts" }] });
    expect(await runFakeCli(root, "check", "a.ts")).toMatchObject({ code: 2, err: "ringfence: There is no file or folder a.ts.\n" });
  });

  it("skips minified code", async () => {
    const root = workspaceOf({ "package.json": "{}", "a.js": twoFindings.repeat(500).replaceAll("\n", ";") });
    expect((await checkJson(root)).json.skipped).toEqual([{ file: "a.js", reason: "minified" }]);
  });

  it("lives with an empty folder", async () => {
    const root = workspaceOf({});
    expect(await checkJson(root)).toMatchObject({ code: 0, json: { findings: [], models: [], counts: { files: 0 } } });
  });

  it("reads two schemas", async () => {
    const root = workspaceOf({ "package.json": "{}", "one/prisma/schema.prisma": schema, "two/prisma/schema.prisma": schema.replaceAll("Invoice", "Plot"), "one/a.ts": twoFindings });
    expect((await checkJson(root)).json).toMatchObject({ models: [{}, {}, {}, {}] });
  });

  it("names the line of a broken schema and goes on", async () => {
    const root = workspaceOf({ "package.json": "{}", "schema.prisma": `${schema}\nmodel Plot {\n  id Int @id\n`, "a.ts": twoFindings });
    const { json } = await checkJson(root);
    expect(json.skipped).toEqual([{ file: "schema.prisma", reason: expect.stringMatching(/^line \d+: /) as string }]);
    expect(json.findings).toHaveLength(2);
  });

  it("refuses an invalid ringfence.json with path, expected and got", async () => {
    const root = workspaceOf({ "ringfence.json": `{ "tenant": { "keys": 7 } }`, "a.ts": twoFindings });
    const { code, out, err } = await runFakeCli(root, "check");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/ringfence\.json: tenant\.keys: expected .+, got .+/);
  });

  it("prints nothing that steers the terminal", async () => {
    const root = workspaceOf({ "package.json": "{}", "a.ts": `judge.unscoped("certain", "\u001B[2J\u0007");` });
    expect((await runFakeCli(root, "check")).out).not.toMatch(/(?![\n\t])\p{Cc}/u);
  });
});
