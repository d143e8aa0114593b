import { describe, expect, it } from "vitest";
import { directivesOf, exemptionsOf } from "../../src/syntax/directives.ts";
import { Lines } from "../../src/syntax/lines.ts";
import { parseSource } from "../../src/syntax/parse.ts";

function commentsOf(text: string) {
  const file = parseSource("a.ts", text);
  if ("skipped" in file) throw new Error(file.skipped);
  return [file.program.comments ?? [], new Lines(text)] as const;
}

/** Lines on which a report at the first column would be switched off. */
function offLines(text: string, rule = "ringfence/require-tenant-filter"): number[] {
  const [comments, lines] = commentsOf(text);
  const directives = directivesOf(comments, lines);
  return Array.from({ length: lines.count }, (_, index) => index + 1).filter((line) => directives.disables(rule, { line, column: 80 }));
}

describe("directivesOf", () => {
  it.each([
    ["the next line", "// eslint-disable-next-line\nplot();\nplot();", [2]],
    ["the next line of a rule", "// eslint-disable-next-line ringfence/require-tenant-filter -- read by support\nplot();", [2]],
    ["one rule of a list", "/* oxlint-disable-next-line no-eval, ringfence/require-tenant-filter */\nplot();", [2]],
    ["another rule", "// eslint-disable-next-line ringfence/require-tenant-sql\nplot();", []],
    ["a name that starts alike", "// eslint-disable-next-line ringfence/require-tenant-filter-x\nplot();", []],
    ["a reason that names the rule", "// eslint-disable-next-line no-eval -- ringfence/require-tenant-filter\nplot();", []],
    ["its own line", "plot(); // oxlint-disable-line\nplot();", [1]],
    ["below a block comment of lines", "/* eslint-disable-next-line\n   ringfence/require-tenant-filter */\nplot();", [3]],
    ["a region", "plot();\n/* eslint-disable */\nplot();\n/* eslint-enable */\nplot();", [2, 3]],
    ["a region but for a rule", "/* eslint-disable */\nplot();\n/* eslint-enable ringfence/require-tenant-filter */\nplot();", [1, 2]],
    ["a region of another rule that ends", "/* eslint-disable ringfence/require-tenant-filter */\nplot();\n/* eslint-enable no-eval */\nplot();", [1, 2, 3, 4]],
    ["a line comment of oxlint", "// oxlint-disable\nplot();", [1, 2]],
    ["no line comment of ESLint", "// eslint-disable\nplot();", []],
    ["no text in a string", "plot('/* eslint-disable */');\nplot();", []],
  ])("switches off %s", (_, text, lines) => {
    expect(offLines(text)).toEqual(lines);
  });
});

describe("exemptionsOf", () => {
  it.each([
    ["// ringfence-exempt: all companies are counted for the bill", ["all companies are counted for the bill"]],
    ["/* ringfence-exempt: one\n * reason */", ["one * reason"]],
    ["// ringfence-exempt", []],
    ["// ringfence-exempt:", []],
    ["// ringfence-exempt: -", []],
    ["// see ringfence-exempt: for reasons", []],
  ])("%s", (text, reasons) => {
    expect(exemptionsOf(...commentsOf(text)).map(({ reason }) => reason)).toEqual(reasons);
  });
});
