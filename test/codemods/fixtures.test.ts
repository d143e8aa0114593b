import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { codemodCases, checkOut, compilerErrors, readTree, ringfence, writeTree } from "../support/codemod-cases.ts";

/** Set to write what comes out into the fixtures, for a person to review. */
const update = process.env["RINGFENCE_UPDATE_FIXTURES"] === "1";

describe.each(codemodCases())("$codemod: $name", (one) => {
  const migrate = (root: string, ...args: string[]) => ringfence(root, "migrate", one.codemod, ...one.arguments, ...args);

  it("comes out as reviewed, compiles, has nothing left to edit, and is taken back byte for byte", async () => {
    const root = checkOut(one);
    const before = readTree(root);
    const written = await migrate(root, "--write");
    expect(written).toMatchObject({ code: 0, err: "" });
    const after = readTree(root);
    const changed = Object.fromEntries(Object.entries(after).filter(([path, text]) => before[path] !== text));
    expectTree(join(one.folder, "after"), changed);
    expectText(join(one.folder, "left-alone.txt"), leftAlone(written.out));
    expect(compilerErrors(root)).toEqual([]);

    expect((await migrate(root, "--allow-dirty", "--write")).code).toBe(0);
    expect(readTree(root)).toEqual(after);

    if (Object.keys(changed).length > 0) expect(await ringfence(root, "undo")).toMatchObject({ code: 0, err: "" });
    expect(readTree(root)).toEqual(before);
  });
});

/** What stands below the edits, without the last line. */
function leftAlone(out: string): string {
  const start = out.indexOf("Left alone\n");
  return start < 0 ? "" : out.slice(start, out.lastIndexOf("\n\n") + 1);
}

function expectTree(folder: string, tree: Readonly<Record<string, string>>): void {
  if (update) {
    rmSync(folder, { recursive: true, force: true });
    writeTree(folder, tree);
  }
  expect(tree).toEqual(existsSync(folder) ? readTree(folder) : {});
}

function expectText(path: string, text: string): void {
  if (update && text !== "") writeFileSync(path, text);
  expect(text).toBe(existsSync(path) ? readFileSync(path, "utf8") : "");
}
