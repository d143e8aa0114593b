import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";

const run = promisify(execFile);

interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe("npm run new", () => {
  let clone: string;

  beforeAll(() => {
    clone = mkdtempSync(join(tmpdir(), "ringfence-new-"));
    for (const path of ["scripts", "src", "package.json", "tsconfig.json", "eslint.config.js"]) {
      cpSync(join(repository, path), join(clone, path), { recursive: true });
    }
    symlinkSync(join(repository, "node_modules"), join(clone, "node_modules"));
  });

  afterAll(() => rmSync(clone, { recursive: true }));

  async function node(...args: string[]): Promise<Output> {
    const done = await run(process.execPath, args, { cwd: clone }).then(
      (output) => ({ code: 0, ...output }),
      (error: unknown) => error as Output,
    );
    return { code: done.code, stdout: done.stdout, stderr: done.stderr };
  }

  const create = (...args: string[]) => node("scripts/new.mjs", ...args);

  it("writes files that pass the type check and the linter", { timeout: 180_000 }, async () => {
    const written = await Promise.all([
      create("rule", "no-sample"),
      create("adapter", "sample"),
      create("cache-adapter", "sample-cache"),
      create("codemod", "sample-edit"),
    ]);
    expect(written.map(({ stderr }) => stderr)).toEqual(["", "", "", ""]);
    const files = written.flatMap(({ stdout }) => [...stdout.matchAll(/^wrote (.+)$/gm)].map((match) => match[1] ?? ""));
    expect(files).toContain("docs/rules/no-sample.md");
    expect(files).toContain("src/rules/index.ts");
    expect(readFileSync(join(clone, "src/rules/index.ts"), "utf8")).toContain('import noSample from "./no-sample.ts";');

    const sources = files.filter((file) => file.endsWith(".ts"));
    const [types, lint] = await Promise.all([
      node("node_modules/typescript/bin/tsc", "-p", "tsconfig.json", "--pretty", "false"),
      node("node_modules/eslint/bin/eslint.js", "--no-error-on-unmatched-pattern", ...sources),
    ]);
    expect(sources.filter((file) => types.stdout.includes(`${file}(`))).toEqual([]);
    expect(lint).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("overwrites nothing", async () => {
    await create("codemod", "taken");
    const again = await create("codemod", "taken");
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining("src/codemods/taken.ts exists already.") as string });
  });

  it.each([
    [["plot", "corner"], 'got "plot"'],
    [["rule", "Corner"], 'got "Corner"'],
    [["rule", "tenant-thing"], "require-, no- or prefer-"],
    [["adapter"], 'got ""'],
  ])("refuses %j and says what it expected", async (args, message) => {
    const { code, stderr } = await create(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(join(clone, "src/adapters/data/.ts"))).toBe(false);
  });
});
