import { describe, expect, it } from "vitest";
import { nestsTooDeep } from "../../src/syntax/nesting.ts";
import { parseSource } from "../../src/syntax/parse.ts";

const nested = (before: string, middle: string, after: string) => (depth: number) =>
  before.repeat(depth) + middle + after.repeat(depth);
const chained = (start: string, link: string, end: string) => (depth: number) => start + link.repeat(depth) + end;

/** Each with the depth at which oxc-parser overflowed a stack of 8 MB when it was measured. */
const shapes: readonly (readonly [name: string, write: (depth: number) => string, death: number])[] = [
  ["objects", (depth) => `x=${nested("{a:", "1", "}")(depth)}`, 5163],
  ["templates", (depth) => `x=${nested("`${", "1", "}`")(depth)}`, 5357],
  ["arrays", (depth) => `x=${nested("[", "", "]")(depth)}`, 5940],
  ["arrays with brackets in strings", (depth) => `x=${nested(`["]",`, "1", "]")(depth)}`, 5940],
  ["type arguments", (depth) => `let x: ${nested("a<", "b", ">")(depth)}`, 6134],
  ["type arguments with commas", (depth) => `let x: ${nested("a<c, ", "b", ">")(depth)}`, 6134],
  ["class heritage", (depth) => `x=${nested("class extends ", "a", "{}")(depth)}`, 7106],
  ["arrow functions", chained("x=", "a=>", "1"), 10215],
  ["conditionals", chained("x=", "a?b:", "1"), 13131],
  ["blocks", nested("{", "", "}"), 17017],
  ["blocks on lines of their own", nested("{\n", "", "\n}"), 17017],
  ["loops", chained("", "for(;;)", ";"), 17017],
  ["assignments", chained("x=", "a=", "1"), 17406],
  ["elements", (depth) => `x=${nested("<a>", "", "</a>")(depth)}`, 18183],
  ["labels", chained("", "a:", ";"), 20904],
  ["else if", chained("", "if(a){}else ", "{}"), 26152],
  ["if on lines of their own", chained("", "if(a)\n", ";"), 26152],
  ["namespaces", chained("namespace a", ".b", "{}"), 37423],
  ["await", chained("async()=>", "await ", "a"), 40337],
  ["not", chained("x=", "!", "1"), 74736],
  ["typeof on lines of their own", chained("x=", "typeof\n", "1"), 74736],
  ["sums", chained("x=", "a+", "1"), 74736],
  ["or", chained("x=", "a||", "1"), 74736],
  ["casts", chained("x=a", " as b", ""), 74736],
  ["array types", chained("let x: a", "[]", ""), 87173],
];

describe("nestsTooDeep", () => {
  it.each(shapes)("%s: stops at half of what the parser bears", (_, write, death) => {
    expect(nestsTooDeep(write(Math.floor(death * 0.55)))).toBe(true);
  });

  it.each(shapes)("%s: parseSource survives any depth", (_, write) => {
    for (const depth of [300, 1000, 3000, 100_000]) {
      const result = parseSource("a.tsx", write(depth));
      expect("program" in result || result.skipped).toBeTruthy();
    }
  });

  it.each([
    ["statements with semicolons", "const a = b ? c : d;\n"],
    ["statements without semicolons", "const a = b ? c : d\n"],
    ["calls without semicolons", "plot(a)\n"],
    ["conditions without semicolons", "if (a) {\n  plot(a)\n}\n"],
    ["strings with brackets", "log('((');\n"],
    ["regular expressions with brackets", "x = /[(]{/.test(a);\n"],
    ["comments with brackets", "// ((( {{{ don't\n/* [[[ */\n"],
    ["comparisons", "if (a < b && c<d) plot();\n"],
    ["elements", "x = <p>It's one of {n} plots &lt; 5</p>;\n"],
    ["generic calls", "const a = new Map<string, Set<Plot>>();\n"],
  ])("lets a long file pass: %s", (_, line) => {
    expect(nestsTooDeep(line.repeat(20_000))).toBe(false);
  });

  it("lets a long union and a long list pass", () => {
    expect(nestsTooDeep(`type Town = ${Array.from({ length: 20_000 }, (_, index) => `"town${index}"`).join(" | ")};`)).toBe(false);
    expect(nestsTooDeep(`const areas = [${"12.5, ".repeat(50_000)}];`)).toBe(false);
  });
});
