import { describe, expect, it } from "vitest";
import { importedSources } from "../../src/modules/imports.ts";

const cases: readonly (readonly [name: string, text: string, sources: readonly string[]])[] = [
  ["every kind of import", `import a from "./a";\nimport * as b from './b'\nimport c, { d as e, default as f } from "./c";import{g}from"./g";import "./side";import"./tight"`, ["./a", "./b", "./c", "./g", "./side", "./tight"]],
  ["clauses over several lines", `import {\n  plot,\n  "odd name" as odd, // import x from "./comment"\n  /* from "./block" */ lot,\n} from /* here */ "./plots";\n`, ["./plots"]],
  ["exports with a source", `export * from "./a"; export * as b from "./b"; export { c, d as default } from './c'; export {} from "./d";`, ["./a", "./b", "./c", "./d"]],
  ["exports without", `export const from = "./a"; export default "./b"; export { c }; export function from2() { return "./c"; }\nexport class D { from = "./d" }`, []],
  ["types are left out", `import type A from "./a"; import type { B } from "./b"; import type * as C from "./c"; export type { D } from "./d"; export type * from "./e"; import { type F, type G as H } from "./f"; import type I, { J } from "./i";`, []],
  ["values that are named like types", `import type from "./a"; import type, { b } from "./b"; import { type C, d } from "./c"; import { type } from "./d"; import { type as as } from "./e"; import { type as f } from "./f"; export { type, type G } from "./g"; import from from "./h";`, ["./a", "./b", "./c", "./d", "./e", "./f", "./g", "./h"]],
  ["calls", "const a = await import('./a'); const b = require(\"./b\"); import( /* webpackChunkName: \"x\" */ `./c`, {}); import('./d').then((m) => m); [...require('./e')]; import f = require('./f'); const { g } = (await import('./g')).default;", ["./a", "./b", "./c", "./d", "./e", "./f", "./g"]],
  ["calls that are none", "obj.require('./a'); this.import('./b'); require(name); import(`./${c}`); requires('./d'); $require('./e'); require.resolve('./f'); import.meta.url; #import('./g');", []],
  ["types from imports", `type A = typeof import("./a"); let b: import("./b").Plot; type C = import("./c").Plots<D>;`, []],
  ["comments", `// import a from "./a"\n/* import b from "./b"\n import c from "./c" */\n/** @see import("./d") */ import e from "./e"; // export * from "./f"`, ["./e"]],
  ["strings", `const a = "import x from './a'"; const b = 'it\\'s import("./b")'; const c = "\\\\"; import d from "./d";`, ["./d"]],
  ["templates", "const a = `import x from './a' ${await import('./b')} ${`deep ${{ c: require('./c') }} import('./d')`} export * from './e'`; import('./f');", ["./b", "./c", "./f"]],
  ["a backtick that begins nothing", "const tick = /`/; import('./a'); // `\nrequire('./b')", ["./a", "./b"]],
  ["regular expressions with quotes", `const a = /["']/.test(b) ? 1 : 2; const c = x.split(/'/); import("./d"); if (/[/"]/.test(e)) require("./f"); const g = a / b / c; import('./h')`, ["./d", "./f", "./h"]],
  ["text of elements", `const a = <p>Don't worry, it's fine</p>;\nconst b = <p>We can't</p>;\nimport("./c"); const d = <a href="//x">it's</a>;\nimport("./e");`, ["./c", "./e"]],
  ["what comes after", `import a from "./a.json" with { type: "json" };\nimport b from "./b"\nimport defer * as c from "./c";`, ["./a.json", "./b", "./c"]],
  ["each once and in order", `import a from "./b"; import c from "./a"; export * from "./b"; require("./a")`, ["./b", "./a"]],
  ["words that only look like it", `const important = "./a"; exporter("./b"); import_("./c"); const o = { import: "./d", export: "./e", from: "./f" }; function from(x = "./g") {}`, []],
  ["escapes and spaces in names", `import a from "./it\\'s"; import b from "./with space";`, ["./it's", "./with space"]],
  ["a hashbang and a byte order mark", `\uFEFF#!/usr/bin/env node\nimport a from "./a";`, ["./a"]],
  ["windows line ends", `import {\r\n  a, // first\r\n  b\r\n} from "./a";\r\nimport "./b";\r\n`, ["./a", "./b"]],
  ["broken code", `import { a from\nimport b from "./b"; import {`, ["./b"]],
];

describe("importedSources", () => {
  it.each(cases)("%s", (_, text, sources) => {
    expect(importedSources(text)).toEqual(sources);
  });

  it.each([
    ["comments before an export without a source", `export ${"// from here\n/* on */ ".repeat(5_000)}const a = 1; const from = 1;`],
    ["slashes", `${"/ [".repeat(20_000)} from`],
    ["types that do not end", `import { ${"type A as as ".repeat(5_000)} from "./a"`],
    ["open braces and backticks", `${"`${{".repeat(20_000)} from`],
    ["spaces behind operators", `${`= ${" ".repeat(50)}`.repeat(2_000)}/ from`],
  ])("takes no longer than its length lets it: %s", (_, text) => {
    const start = performance.now();
    importedSources(text);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
