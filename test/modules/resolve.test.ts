import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { createResolver } from "../../src/modules/resolve.ts";
import { folderWith } from "../catalog/folder.ts";

interface Case {
  readonly name: string;
  /** Files by path; a list is of empty ones. */
  readonly files: readonly string[] | Readonly<Record<string, string>>;
  readonly from: string;
  /** What each specifier means, from the root; null where it means no source of the project. */
  readonly means: Readonly<Record<string, string | null>>;
  /** Set where TypeScript, from the same files, must say the same. */
  readonly asTypeScript?: true;
}

const json = (value: unknown): string => JSON.stringify(value);

const cases: readonly Case[] = [
  {
    name: "relative paths with and without an extension",
    asTypeScript: true,
    files: ["app/plots.ts", "app/plans.tsx", "app/old.js", "app/tools.mjs", "app/deep/sales.ts", "lot.ts"],
    from: "app/deep/sales.ts",
    means: { "../plots": "app/plots.ts", "../plots.ts": "app/plots.ts", "../plots.js": "app/plots.ts", "../plans.js": "app/plans.tsx", "../plans.jsx": "app/plans.tsx", "../old": "app/old.js", "../tools.mjs": "app/tools.mjs", "../../lot": "lot.ts", "../none": null, "../Plots": null },
  },
  {
    name: "TypeScript before the JavaScript beside it",
    files: ["plot.ts", "plot.js", "plot.d.ts", "estate.js", "estate.d.ts", "client.d.ts", "lot.mts", "lot.mjs", "a.ts"],
    from: "a.ts",
    means: { "./plot": "plot.ts", "./plot.js": "plot.ts", "./estate": "estate.js", "./client": null, "./lot.mjs": "lot.mts" },
  },
  {
    name: "folders",
    asTypeScript: true,
    files: { "plots/index.ts": "", "plots.ts": "", "units/index.js": "", "sales/package.json": json({ main: "./book.js" }), "sales/book.ts": "", "app/a.ts": "", "app/index.tsx": "", "index.ts": "" },
    from: "app/a.ts",
    means: { "../plots": "plots.ts", "../plots/": "plots/index.ts", "../units": "units/index.js", "../sales": "sales/book.ts", ".": "app/index.tsx", "./": "app/index.tsx", "..": "index.ts", "../": "index.ts" },
  },
  {
    name: "names with dots",
    asTypeScript: true,
    files: ["plot.server.ts", "plot.schema.js", "theme.css.ts", "a.ts"],
    from: "a.ts",
    means: { "./plot.server": "plot.server.ts", "./plot.schema": "plot.schema.js", "./theme.css": "theme.css.ts" },
  },
  {
    name: "what is no source",
    files: ["style.css", "data.json", "page.vue", "generated/client.ts", "src/generated/prisma/index.js", ".next/types.ts", ".well-known/card.ts", "node_modules/lodash/index.js", "raw.ts", "a.ts"],
    from: "a.ts",
    means: { "./style.css": null, "./data.json": null, "./page.vue": null, "./generated/client": null, "./src/generated/prisma": null, "./.next/types": null, "./.well-known/card": ".well-known/card.ts", lodash: null, "lodash/index.js": null, "./node_modules/lodash": null, "node:fs": null, fs: null, "./raw?raw": null, "https://example.com/a.ts": null, "/raw": null, "": null, "../../../etc/hosts": null },
  },
  {
    name: "paths with comments and trailing commas, first target that exists",
    asTypeScript: true,
    files: { "tsconfig.json": '\uFEFF{\n  // where things are\n  "compilerOptions": { "paths": { "@/*": ["./src/*", "./shared/*",], /* exact */ "plots": ["./src/plots/main.ts"], "@/lib/*": ["./lib/*"], "*.model": ["./models/*.ts"] }, },\n}', "src/a.ts": "", "src/plots/main.ts": "", "shared/money.ts": "", "lib/db.ts": "", "src/lib/db.ts": "", "models/plot.ts": "" },
    from: "src/a.ts",
    means: { "@/plots/main": "src/plots/main.ts", "@/money": "shared/money.ts", plots: "src/plots/main.ts", "@/lib/db": "lib/db.ts", "plot.model": "models/plot.ts", "@/none": null },
  },
  {
    name: "baseUrl, and paths that count from it",
    asTypeScript: true,
    files: { "tsconfig.json": json({ compilerOptions: { baseUrl: "./src", paths: { "~shared/*": ["../shared/*"] } } }), "src/a.ts": "", "src/plots/list.ts": "", "shared/money.ts": "" },
    from: "src/a.ts",
    means: { "plots/list": "src/plots/list.ts", "~shared/money": "shared/money.ts", react: null },
  },
  {
    name: "jsconfig",
    asTypeScript: true,
    files: { "jsconfig.json": json({ compilerOptions: { paths: { "@lib/*": ["./lib/*"] } } }), "lib/db.js": "", "app/a.js": "" },
    from: "app/a.js",
    means: { "@lib/db": "lib/db.js" },
  },
  {
    name: "extends: chains, lists, packages that are not installed, paths from where they stand",
    asTypeScript: true,
    files: {
      "tsconfig.base.json": json({ compilerOptions: { paths: { "@shop/*": ["./libs/*/src/index.ts"] } } }),
      "apps/web/tsconfig.json": json({ extends: ["@tsconfig/node20/tsconfig.json", "./strict"] }),
      "apps/web/strict.json": json({ extends: "../../tsconfig.base", compilerOptions: { strict: true } }),
      "libs/plots/src/index.ts": "",
      "apps/web/a.ts": "",
    },
    from: "apps/web/a.ts",
    means: { "@shop/plots": "libs/plots/src/index.ts" },
  },
  {
    name: "configs that extend one another",
    files: { "tsconfig.json": json({ extends: "./loop.json", compilerOptions: { paths: { "@/*": ["${configDir}/src/*"] } } }), "loop.json": json({ extends: "./tsconfig.json" }), "src/db.ts": "", "a.ts": "" },
    from: "a.ts",
    means: { "@/db": "src/db.ts" },
  },
  {
    name: "the nearest config where none covers the file",
    files: { "tsconfig.json": json({ compilerOptions: { paths: { "@/*": ["./other/*"] } }, files: [] }), "web/tsconfig.json": json({ include: ["src"], compilerOptions: { paths: { "@/*": ["./src/*"] } } }), "web/src/db.ts": "", "other/db.ts": "", "web/scripts/a.mjs": "" },
    from: "web/scripts/a.mjs",
    means: { "@/db": "web/src/db.ts" },
  },
  {
    name: "extends a package of the workspace",
    files: {
      "package.json": json({ workspaces: ["packages/*", "apps/*"] }),
      "packages/configs/package.json": json({ name: "@shop/configs" }),
      "packages/configs/next.json": json({ compilerOptions: { paths: { "@/*": ["${configDir}/src/*"] } } }),
      "apps/web/package.json": json({ name: "web" }),
      "apps/web/tsconfig.json": json({ extends: "@shop/configs/next" }),
      "apps/web/src/db.ts": "",
      "apps/web/src/pages/a.ts": "",
    },
    from: "apps/web/src/pages/a.ts",
    means: { "@/db": "apps/web/src/db.ts" },
  },
  {
    name: "a solution of projects: the one that covers the file speaks",
    files: {
      "tsconfig.json": json({ files: [], references: [{ path: "./tsconfig.node.json" }, { path: "./client" }] }),
      "tsconfig.node.json": json({ include: ["server/**/*.ts", "*.config.ts"], compilerOptions: { paths: { "~/*": ["./server/*"] } } }),
      "client/tsconfig.json": json({ include: ["../web"], compilerOptions: { paths: { "~/*": ["../web/*"] } } }),
      "server/db.ts": "",
      "server/a.ts": "",
      "web/db.ts": "",
      "web/deep/a.tsx": "",
    },
    from: "web/deep/a.tsx",
    means: { "~/db": "web/db.ts" },
  },
  {
    name: "a nearer config that does not cover the file",
    files: { "tsconfig.json": json({ compilerOptions: { paths: { "@/*": ["./src/*"] } } }), "src/tsconfig.json": json({ include: ["worker/*.ts"] }), "src/a.ts": "", "src/db.ts": "" },
    from: "src/a.ts",
    means: { "@/db": "src/db.ts" },
  },
  {
    name: "broken configs and manifests count as absent",
    files: { "tsconfig.json": "{ nonsense", "package.json": "[", "app/package.json": '{"name": 3, "exports": 7, "workspaces": "x"}', "app/a.ts": "", "app/b.ts": "" },
    from: "app/a.ts",
    means: { "./b": "app/b.ts", "@none/b": null, "#b": null },
  },
  {
    name: "a workspace of pnpm, nothing installed",
    files: {
      "pnpm-workspace.yaml": 'packages:\n  # all\n  - "apps/*"\n  - packages/**\n  - \'!**/fixtures/**\'\ncatalog:\n  - zod\n',
      "packages/db/package.json": json({ name: "@shop/db", main: "./src/index.ts" }),
      "packages/db/src/index.ts": "",
      "packages/db/src/queries.ts": "",
      "packages/db/schema.ts": "",
      "packages/ui/deep/package.json": json({ name: "ui" }),
      "packages/ui/deep/index.tsx": "",
      "packages/ui/deep/button/index.tsx": "",
      "packages/ui/fixtures/x/package.json": json({ name: "fixture" }),
      "packages/ui/fixtures/x/index.ts": "",
      "apps/web/package.json": json({ name: "web", dependencies: { "@shop/db": "workspace:*", mail: "npm:@other/mail@1" } }),
      "apps/web/a.ts": "",
      "packages/mail/package.json": json({ name: "mail" }),
      "packages/mail/index.ts": "",
      "tools/package.json": json({ name: "tools" }),
      "tools/index.ts": "",
    },
    from: "apps/web/a.ts",
    means: { "@shop/db": "packages/db/src/index.ts", "@shop/db/schema": "packages/db/schema.ts", "@shop/db/queries": "packages/db/src/queries.ts", "@shop/db/none": null, ui: "packages/ui/deep/index.tsx", "ui/button": "packages/ui/deep/button/index.tsx", fixture: null, mail: null, tools: null, "@shop/none": null },
  },
  {
    name: "a workspace below the top of the repository, and linked folders",
    files: {
      "web/package.json": json({ workspaces: { packages: ["./libs/*/"] } }),
      "web/libs/money/package.json": json({ name: "money" }),
      "web/libs/money/index.js": "",
      "web/libs/app/package.json": json({ name: "app", dependencies: { linked: "link:../../../linked", filed: "file:./vendored" } }),
      "web/libs/app/a.ts": "",
      "web/libs/app/vendored/package.json": json({ name: "other-name" }),
      "web/libs/app/vendored/index.js": "",
      "linked/package.json": json({ name: "linked" }),
      "linked/index.ts": "",
      ".git/HEAD": "",
    },
    from: "web/libs/app/a.ts",
    means: { money: "web/libs/money/index.js", linked: "linked/index.ts", filed: "web/libs/app/vendored/index.js", "other-name": null },
  },
  {
    name: "exports of a package",
    files: {
      "package.json": json({ workspaces: ["libs/*"] }),
      "libs/core/package.json": json({
        name: "@shop/core",
        exports: {
          ".": { browser: "./src/browser.ts", types: "./types.d.ts", import: { node: "./src/main.mts", default: "./src/other.ts" } },
          "./money": ["./src/none.ts", "./src/money.ts"],
          "./plots/*": "./src/plots/*.ts",
          "./plots/secret/*": null,
          "./*.js": "./src/*.js",
          "./features/*": { types: "./src/features/*/index.ts" },
          "./*": "./src/*.ts",
          "./*.gen": "./src/made/*.ts",
          "./styles.css": "./styles.css",
        },
      }),
      "libs/core/types.d.ts": "",
      "libs/core/src/browser.ts": "",
      "libs/core/src/main.mts": "",
      "libs/core/src/other.ts": "",
      "libs/core/src/money.ts": "",
      "libs/core/src/a.ts": "",
      "libs/core/src/made/lot.ts": "",
      "libs/core/src/plots/lot.ts": "",
      "libs/core/src/plots/secret/key.ts": "",
      "libs/core/src/features/mail/index.ts": "",
      "libs/core/styles.css": "",
      "libs/single/package.json": json({ name: "single", exports: "./entry.ts" }),
      "libs/single/entry.ts": "",
      "libs/single/index.ts": "",
    },
    from: "libs/core/src/a.ts",
    means: { "@shop/core": "libs/core/src/main.mts", "@shop/core/money": "libs/core/src/money.ts", "@shop/core/plots/lot": "libs/core/src/plots/lot.ts", "@shop/core/plots/secret/key": null, "@shop/core/a.js": "libs/core/src/a.ts", "@shop/core/features/mail": "libs/core/src/features/mail/index.ts", "@shop/core/lot.gen": "libs/core/src/made/lot.ts", "@shop/core/styles.css": null, single: "libs/single/entry.ts" },
  },
  {
    name: "imports of a package",
    files: {
      "package.json": json({ name: "app", workspaces: ["libs/*"], imports: { "#db": { test: "./db.test.ts", default: "./db.ts" }, "#lib/*": "./lib/*", "#money": "@shop/money", "#zod": "zod" } }),
      "db.ts": "",
      "db.test.ts": "",
      "lib/plots.ts": "",
      "lib/a.ts": "",
      "libs/money/package.json": json({ name: "@shop/money" }),
      "libs/money/index.ts": "",
    },
    from: "lib/a.ts",
    means: { "#db": "db.ts", "#lib/plots.js": "lib/plots.ts", "#lib/plots": "lib/plots.ts", "#money": "libs/money/index.ts", "#zod": null, "#none": null, app: null },
  },
  {
    name: "outputs that are not built, or are: their source",
    files: {
      "package.json": json({ workspaces: ["libs/*"] }),
      "libs/plain/package.json": json({ name: "plain", main: "./dist/index.js", types: "./dist/index.d.ts" }),
      "libs/plain/src/index.tsx": "",
      "libs/built/package.json": json({ name: "built", main: "./dist/index.js" }),
      "libs/built/tsconfig.json": json({ compilerOptions: { outDir: "." } }),
      "libs/built/dist/package.json": json({ type: "module" }),
      "libs/built/dist/index.js": "",
      "libs/built/src/index.ts": "",
      "libs/maps/package.json": json({ name: "maps", exports: { "./*": { types: "./dist/types/*.d.ts", import: "./dist/esm/*.mjs" }, "./mail": "./build/mail/index.cjs" } }),
      "libs/maps/src/plots/lot.ts": "",
      "libs/maps/mail/index.ts": "",
      "libs/roots/package.json": json({ name: "roots", main: "out-here/entry.js" }),
      "libs/roots/tsconfig.json": '{ "extends": "./base.json" }',
      "libs/roots/base.json": json({ compilerOptions: { outDir: "./out-here", rootDir: "code" } }),
      "libs/roots/code/entry.ts": "",
      "libs/bundle/package.json": json({ name: "bundle", main: "./dist/bundle.umd.js" }),
      "libs/bundle/src/index.ts": "",
      "libs/hand/package.json": json({ name: "hand", main: "./lib/index.js" }),
      "libs/hand/lib/index.js": "",
      "libs/bin/package.json": json({ name: "bin" }),
      "libs/bin/bin/run.js": "",
      "libs/bin/src/cli.ts": "",
    },
    from: "libs/bin/bin/run.js",
    means: { plain: "libs/plain/src/index.tsx", built: "libs/built/src/index.ts", "../../built/dist/index.js": "libs/built/src/index.ts", "maps/plots/lot": "libs/maps/src/plots/lot.ts", "maps/mail": "libs/maps/mail/index.ts", roots: "libs/roots/code/entry.ts", bundle: "libs/bundle/src/index.ts", hand: "libs/hand/lib/index.js", "../dist/cli.js": "libs/bin/src/cli.ts" },
  },
  {
    name: "short names without a config",
    files: { "package.json": json({ name: "kit" }), "src/lib/db.ts": "", "src/lib/index.ts": "", "src/plots.ts": "", "composables/use.ts": "", "src/routes/a.ts": "" },
    from: "src/routes/a.ts",
    means: { "$lib/db": "src/lib/db.ts", $lib: "src/lib/index.ts", "$app/stores": null, "@/plots": "src/plots.ts", "~/composables/use": "composables/use.ts" },
  },
];

describe("resolve", () => {
  it.each(cases)("$name", ({ files, from, means }) => {
    const root = folderOf(files);
    const resolver = createResolver(root);
    const found = Object.keys(means).map((specifier) => [specifier, fromRoot(root, resolver.resolve(specifier, join(root, from)))]);
    expect(Object.fromEntries(found)).toEqual(means);
  });

  it.each(cases.filter(({ asTypeScript }) => asTypeScript))("says what TypeScript says: $name", ({ files, from, means }) => {
    const root = folderOf(files);
    const found = Object.keys(means).map((specifier) => [specifier, fromRoot(root, compilerFinds(specifier, join(root, from)))]);
    expect(Object.fromEntries(found)).toEqual(means);
  });

  it("finds a package of the repository around the root, and what its symbolic links hide", () => {
    const root = folderWith({
      ".git/HEAD": "",
      "package.json": json({ workspaces: ["libs/*", "apps/*"] }),
      "libs/money/package.json": json({ name: "money", main: "index.ts" }),
      "libs/money/index.ts": "",
      "apps/web/a.ts": "",
    });
    mkdirSync(join(root, "node_modules"));
    symlinkSync(join(root, "libs/money"), join(root, "node_modules/money"), "dir");
    symlinkSync(join(root, "apps/web/loop.ts"), join(root, "apps/web/loop.ts"));
    const resolver = createResolver(join(root, "apps/web"));
    expect(fromRoot(root, resolver.resolve("money", "a.ts"))).toBe("libs/money/index.ts");
    expect(fromRoot(root, resolver.resolve("./a", join(root, "apps/web/b.ts")))).toBe("apps/web/a.ts");
  });

  it("remembers until it is told to forget", () => {
    const root = folderWith({ "a.ts": "", "b.ts": "" });
    const resolver = createResolver(root);
    const seen = (): (string | null)[] => ["./b", "./c"].map((specifier) => fromRoot(root, resolver.resolve(specifier, join(root, "a.ts"))));
    expect(seen()).toEqual(["b.ts", null]);
    rmSync(join(root, "b.ts"));
    writeFileSync(join(root, "c.ts"), "");
    expect(seen()).toEqual(["b.ts", null]);
    resolver.forget();
    expect(seen()).toEqual([null, "c.ts"]);
  });
});

function folderOf(files: Case["files"]): string {
  return folderWith(files instanceof Array ? Object.fromEntries(files.map((file) => [file, ""])) : { ...files });
}

/** The source that TypeScript finds; a declaration or data is none. */
function compilerFinds(specifier: string, file: string): string | undefined {
  const config = ["tsconfig.json", "jsconfig.json"].map((name) => ts.findConfigFile(dirname(file), (path) => ts.sys.fileExists(path), name)).find((path) => path !== undefined);
  const read: unknown = config === undefined ? {} : ts.readConfigFile(config, (path) => ts.sys.readFile(path)).config;
  const { options } = ts.parseJsonConfigFileContent(read, ts.sys, dirname(config ?? file), {}, config);
  const bundled = { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, allowJs: true };
  const found = ts.resolveModuleName(specifier, file, bundled, ts.sys).resolvedModule?.resolvedFileName;
  return found !== undefined && /(?<!\.d)\.[cm]?[jt]sx?$/.test(found) ? found : undefined;
}

function fromRoot(root: string, path: string | undefined): string | null {
  return path === undefined ? null : relative(root, path).split(sep).join("/");
}
