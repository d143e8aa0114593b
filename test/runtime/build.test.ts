import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { describe, expect, it } from "vitest";
import type * as source from "../../src/runtime/src/index.ts";

type Runtime = typeof source;

// `npm test` builds first; these tests look at what is published.
const load = async (): Promise<{ esm: Runtime; cjs: Runtime }> => {
  const name = "@ringfence/runtime";
  return { esm: (await import(name)) as Runtime, cjs: createRequire(import.meta.url)(name) as Runtime };
};

/** The bundle of a program that uses one export, built-in modules left out. */
async function bundleOf(name: string): Promise<string> {
  const entry = "virtual:entry";
  const from = fileURLToPath(new URL("../../src/runtime/dist/esm/index.js", import.meta.url));
  const result = await build({
    configFile: false,
    logLevel: "silent",
    plugins: [
      {
        name: "one-import",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? `import { ${name} } from ${JSON.stringify(from)}; globalThis.used = ${name};` : undefined),
      },
    ],
    build: { write: false, minify: false, ssr: true, rolldownOptions: { input: entry } },
  });
  const outputs = Array.isArray(result) ? result : [result];
  return outputs.flatMap((output) => ("output" in output ? output.output : [])).map((chunk) => ("code" in chunk ? chunk.code : "")).join("\n");
}

describe("the built package", () => {
  it("exports the same names as ES module and as CommonJS", async () => {
    const { esm, cjs } = await load();
    expect(Object.keys(cjs).sort()).toEqual(Object.keys(esm).sort());
    expect(Object.keys(esm)).toContain("createSequences");
  });

  it("shares the tenant between the ES module and the CommonJS build", async () => {
    const { esm, cjs } = await load();
    expect(esm.withTenant).not.toBe(cjs.withTenant);
    expect(esm.withTenant("lekki", () => cjs.requireTenant())).toBe("lekki");
    expect(() => cjs.withTenant("lekki", () => esm.withTenant("ikoyi", () => "never"))).toThrow("cannot switch");
  });

  it.each([
    ["tenantKey", ["async_hooks", "insert into", "create table", "normalize("]],
    ["parseUid", ["async_hooks", "insert into", "create table", "LLC"]],
    ["withTenant", ["insert into", "create table", "normalize("]],
    ["createSequences", ["async_hooks", "on conflict do nothing", "normalize("]],
    ["POSTGRES_UID_PREFIXES_DDL", ["async_hooks", "fillfactor"]],
  ])("brings only what %s needs", async (name, strangers) => {
    const bundle = await bundleOf(name);
    expect(bundle).toContain("globalThis.used = ");
    for (const stranger of strangers) expect(bundle).not.toContain(stranger);
  });
});
