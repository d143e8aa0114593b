import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What another Node could change: context, streams, sockets, files, modules, texts, and the SQL of a program with its database inside. */
const SUITES = [
  "adapters-frameworks",
  "adapters-web",
  "coalescing",
  "events",
  "executors-embedded",
  "scoped-mongoose",
  "tenant-*",
  "uids",
  "uid-hooks",
  "under-test",
];

/** The suites on one of the runtime's builds instead of the source, loaded by Node itself. */
function suitesOn(format: "esm" | "cjs", more: readonly string[]) {
  const build = fileURLToPath(new URL(`src/runtime/dist/${format}/index.js`, import.meta.url));
  return {
    test: {
      name: format,
      include: [...SUITES, ...more].map((suite) => `test/runtime/${suite}.test.ts`),
      testTimeout: 120_000,
      hookTimeout: 120_000,
      alias: [{ find: /^(?:\.\.\/)+src\/runtime\/src\/index\.ts$/, replacement: build }],
      server: { deps: { external: [/\/src\/runtime\/dist\//] } },
      env: { RUNTIME_UNDER_TEST: `dist/${format}` },
    },
  };
}

// build.test.ts loads both builds itself, and every part of them.
export default defineConfig({ test: { projects: [suitesOn("esm", ["build"]), suitesOn("cjs", [])] } });
