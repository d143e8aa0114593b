import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { unifiedDiff } from "../../src/codemods/unified-diff.ts";
import { workspaceOf } from "../support/workspace.ts";

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index}\n`);
const without = (text: string[], ...indexes: number[]): string => text.filter((_, index) => !indexes.includes(index)).join("");
const withLine = (text: string[], index: number): string => [...text.slice(0, index), "new\n", ...text.slice(index)].join("");

describe("unifiedDiff", () => {
  it("is empty for equal texts", () => {
    expect(unifiedDiff("a.ts", "same\n", "same\n")).toBe("");
  });

  it("shows a change with three lines around it", () => {
    expect(unifiedDiff("a.ts", lines(9).join(""), lines(9).join("").replace("line 4", "other"))).toBe(
      "--- a/a.ts\n+++ b/a.ts\n@@ -2,7 +2,7 @@\n line 1\n line 2\n line 3\n-line 4\n+other\n line 5\n line 6\n line 7\n",
    );
  });

  it("puts distant changes into hunks of their own, and near ones into one", () => {
    expect(unifiedDiff("a.ts", lines(40).join(""), without(lines(40), 2, 30)).match(/^@@/gm)).toHaveLength(2);
    expect(unifiedDiff("a.ts", lines(40).join(""), without(lines(40), 2, 9)).match(/^@@/gm)).toHaveLength(1);
  });

  it.each([
    ["an insertion at the start", lines(5).join(""), withLine(lines(5), 0)],
    ["an insertion at the end", lines(5).join(""), withLine(lines(5), 5)],
    ["several changes", lines(30).join(""), withLine(without(lines(30), 4, 5, 20).split(/(?<=\n)/), 11)],
    ["a last line without an end", "a\nb", "a\nc"],
    ["an end that comes", "a\nb", "a\nb\n"],
    ["line ends of Windows", "a\r\nb\r\n", "a\r\nx\r\nb\r\n"],
    ["repeated lines", "}\n}\na\n}\n", "}\na\n}\n}\n}\n"],
    ["a new file", undefined, "a\nb\n"],
    ["all lines gone", "a\nb\n", ""],
  ])("gives git what it takes: %s", (_, before, after) => {
    const root = workspaceOf(before === undefined ? {} : { "a.ts": before });
    writeFileSync(join(root, "a.patch"), unifiedDiff("a.ts", before, after));
    execFileSync("git", ["apply", "--whitespace=nowarn", "a.patch"], { cwd: root });
    expect(readFileSync(join(root, "a.ts"), "utf8")).toBe(after);
  });
});
