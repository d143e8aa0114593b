import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
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
    ["expressTenant", ["insert into", "normalize(", "honoTenant"]],
    ["honoTenant", ["insert into", "normalize(", "emitter.emit = "]],
    ["createSequences", ["async_hooks", "on conflict do nothing", "normalize("]],
    ["POSTGRES_UID_PREFIXES_DDL", ["async_hooks", "fillfactor"]],
  ])("brings only what %s needs", async (name, strangers) => {
    const bundle = await bundleOf(name);
    expect(bundle).toContain("globalThis.used = ");
    for (const stranger of strangers) expect(bundle).not.toContain(stranger);
  });
});

const dist = fileURLToPath(new URL("../../src/runtime/dist/esm", import.meta.url));

/** What a bundle of one file of the build is made of: its code and every module that was read, relative to the build. */
async function bundleOfFile(file: string, minify: boolean): Promise<{ code: string; inputs: string[] }> {
  const inputs: string[] = [];
  const result = await build({
    configFile: false,
    logLevel: "silent",
    plugins: [{ name: "inputs", transform: (_, id) => void inputs.push(relative(dist, id)) }],
    build: { write: false, minify, ssr: true, rolldownOptions: { input: `${dist}/${file}` } },
  });
  const outputs = Array.isArray(result) ? result : [result];
  const code = outputs.flatMap((output) => ("output" in output ? output.output : [])).map((chunk) => ("code" in chunk ? chunk.code : ""));
  return { code: code.join("\n"), inputs: inputs.filter((input) => !input.includes("\0")).sort() };
}

describe("the parts of the package", () => {
  const manifest = JSON.parse(readFileSync(`${dist}/../../package.json`, "utf8")) as { exports: Record<string, unknown> };
  const parts = Object.keys(manifest.exports).filter((name) => !name.endsWith(".json") && name !== ".").map((name) => name.slice(2));

  const required = ["tenant/tenant-id.js", "tenant/missing-tenant.js", "tenant/tenant-required-error.js", "tenant/forbidden-error.js", "events/emitter.js"];
  const context = ["tenant/tenant-context.js", ...required];
  // The folders whose modules a part may read besides its own entry; a name with a dot is one module.
  const folders: Readonly<Record<string, readonly string[]>> = {
    adapters: ["adapters", "tenant/bind-iterable.js", ...context],
    cache: ["cache", "tenant", "events/emitter.js", "entries/keys.js"],
    context: ["tenant/bind-iterable.js", ...context],
    events: ["events/emitter.js"],
    executors: ["sql", ...context],
    keys: ["tenant/tenant-key.js", ...required],
    paths: ["paths", ...context],
    scoped: ["scoped", "prisma", ...context],
    sequences: ["sequences", "sql", ...required],
    uids: ["uids", "prisma", "sequences", "sql", ...context, "entries/sequences.js"],
  };

  it("are those listed here", () => {
    expect(parts).toEqual(Object.keys(folders));
  });

  it.each(parts)("brings only itself: %s", async (part) => {
    const { inputs } = await bundleOfFile(`entries/${part}.js`, false);
    const allowed = [`entries/${part}.js`, "text.js", "values.js", ...(folders[part] ?? [])];
    expect(inputs).toContain(`entries/${part}.js`);
    expect(inputs.filter((input) => !allowed.some((name) => input === name || input.startsWith(`${name}/`)))).toEqual([]);
  });

  it("are together less than 25 kB, minified and gzipped", async () => {
    const { code } = await bundleOfFile("index.js", true);
    const size = gzipSync(code).length;
    console.log(`the whole runtime: ${size} bytes`);
    expect(code).toContain("a client of ioredis");
    expect(size).toBeLessThan(25_000);
  });

  it("run as ES modules and as CommonJS, one by one, with the same names, and share the tenant", () => {
    const names = ["@ringfence/runtime", ...parts.map((part) => `@ringfence/runtime/${part}`)];
    const program = `
      const { createRequire } = await import("node:module");
      const require = createRequire(process.cwd() + "/");
      const seen = {};
      for (const name of ${JSON.stringify(names)}) {
        const [esm, cjs] = [Object.keys(await import(name)).sort(), Object.keys(require(name)).sort()];
        if (esm.join() !== cjs.join()) throw new Error(name + ": " + esm + " and " + cjs);
        seen[name] = esm.length;
      }
      const { withTenant } = await import("@ringfence/runtime/context");
      const { tenantPath } = require("@ringfence/runtime/paths");
      seen.path = withTenant("lekki", () => tenantPath("/srv", "a"));
      console.log(JSON.stringify(seen));`;
    const seen = JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", program], { cwd: dist, encoding: "utf8" })) as Record<string, unknown>;
    expect(seen["path"]).toBe("/srv/t1-lekki/a");
    for (const name of names) expect(seen[name]).toBeGreaterThan(0);
  });
});
