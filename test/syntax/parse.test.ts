import { describe, expect, it } from "vitest";
import { parseSource } from "../../src/syntax/parse.ts";

function parsed(path: string, text: string) {
  const file = parseSource(path, text);
  if ("skipped" in file) throw new Error(file.skipped);
  return file;
}

describe("parseSource", () => {
  it("links parents and gives ranges in UTF-16 code units", () => {
    const text = `const town = "Málaga 🏠"; plot(town);`;
    const { program } = parsed("plot.ts", text);
    const call = program.body[1]?.type === "ExpressionStatement" ? program.body[1].expression : undefined;
    expect(call && text.slice(...call.range)).toBe("plot(town)");
    expect(call?.parent).toBe(program.body[1]);
    expect(call?.parent.parent).toBe(program);
  });

  it("builds scopes", () => {
    const { scopes } = parsed("plot.ts", "const plot = 1; export function area() { return plot; }");
    const reference = scopes.scopes.flatMap(({ references }) => references).find(({ identifier }) => identifier.name === "plot" && !identifier.parent.type.startsWith("Variable"));
    expect(reference?.resolved?.name).toBe("plot");
  });

  it("drops the byte order mark, keeps CRLF and a shebang", () => {
    const { text, program } = parsed("seed.mjs", "\uFEFF#!/usr/bin/env node\r\nplot();\r\n");
    const [statement] = program.body;
    expect(statement && text.slice(...statement.range)).toBe("plot();");
  });

  it.each([
    ["a.js", "export const Plot = () => <div>{area}</div>;"],
    ["a.jsx", "const Plot = () => <div />;"],
    ["a.tsx", "const Plot = (): JSX.Element => <div />;"],
    ["a.cjs", "const db = require('db'); return db;"],
    ["a.js", "const db = require('db'); module.exports = db;"],
    ["a.mts", "const area = <number>value; export { area };"],
    ["a.cts", "import db = require('db'); export = db;"],
    ["a.ts", "class Estate { constructor(@Inject() private readonly db: Db) {} }"],
  ])("reads %s", (path, text) => {
    expect(parseSource(path, text)).toHaveProperty("program");
  });

  it("says where a text cannot be parsed", () => {
    expect(parseSource("a.ts", "const a = 1;\nconst = ;\n")).toEqual({ skipped: expect.stringMatching(/^cannot be parsed: line 2: \S/) as string });
  });

  it("keeps comments with their ranges", () => {
    const { program, text } = parsed("a.ts", "/* estate */ plot(); // end");
    expect(program.comments?.map(({ type, value, range }) => [type, value, text.slice(...range)])).toEqual([
      ["Block", " estate ", "/* estate */"],
      ["Line", " end", "// end"],
    ]);
  });
});
