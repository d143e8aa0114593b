import { describe, expect, it } from "vitest";
import { runFakeCli } from "../support/run-cli.ts";
import { workspaceOf } from "../support/workspace.ts";

describe("command line", () => {
  it.each([
    [[], "Expected one of check, models, explain, migrate, undo, got nothing."],
    [["chekc"], `Expected one of check, models, explain, migrate, undo, got "chekc".`],
    [["check", "--format", "yaml"], `--format: expected text or json, got "yaml".`],
    [["check", "--stirct"], "Unknown option '--stirct'"],
    [["check", "--format"], "ringfence check [path…]"],
    [["check", "nowhere.ts"], "There is no file or folder nowhere.ts."],
    [["check", "--output", "no/such/folder/out.json"], "--output: no/such/folder/out.json cannot be written: no such file or folder."],
    [["models", "--strict"], "ringfence models"],
    [["explain"], "Expected one id or file:line"],
    [["explain", "nowhere.ts:3"], "There is no file nowhere.ts."],
    [["explain", "0123456789abcdef"], "No finding has the id 0123456789abcdef."],
  ])("%j exits with 2 and says what was expected", async (args, message) => {
    const { code, out, err } = await runFakeCli(workspaceOf({ "package.json": "{}" }), ...args);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(message);
  });

  it("helps", async () => {
    const { code, out } = await runFakeCli(workspaceOf({}), "--help");
    expect(code).toBe(0);
    expect(out).toContain("ringfence check [path…]");
    expect((await runFakeCli(workspaceOf({}), "check", "--help")).out).toContain("--strict");
    expect((await runFakeCli(workspaceOf({}), "--version")).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
