import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { lastJournal } from "../../src/codemods/journal.ts";
import { writeFileAtomic } from "../../src/codemods/write-file.ts";
import { writePlan } from "../../src/codemods/write-plan.ts";
import type { PlannedFile } from "../../src/codemods/plan-file.ts";
import { ensureBuilt } from "../support/built.ts";
import { commitAll, readTree, ringfence } from "../support/codemod-cases.ts";
import { repository } from "../support/repository.ts";
import { workspaceOf } from "../support/workspace.ts";

const schema = `
model Company { id String @id
  estates Estate[] }
model Estate { id String @id
  companyId String
  company Company @relation(fields: [companyId], references: [id]) }
`;

const estate = `import { PrismaClient } from "@prisma/client";
const prisma = new PrismaClient();
export const rename = (companyId, id, name) => prisma.estate.update({ where: { id }, data: { name } });
`;

const edited = estate.replace("{ id }", "{ companyId, id }");

function projectOf(files: Readonly<Record<string, string>> = {}): string {
  const root = workspaceOf({ "ringfence.json": "{}\n", "prisma/schema.prisma": schema, "estate.js": estate, ...files });
  commitAll(root);
  return root;
}

const textOf = (root: string, file: string): string => readFileSync(join(root, file), "utf8");

describe("ringfence migrate", () => {
  it("is dry unless told, and shows a diff that git takes", async () => {
    const root = projectOf();
    for (const args of [["migrate"], ["migrate", "--dry-run", "estate.js"], ["migrate", "tenant-filter", "."]]) {
      const { code, out, err } = await ringfence(root, ...args);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).toContain("1 edit in 1 file, 0 places left alone. Nothing was written; --write writes.\n");
      expect(textOf(root, "estate.js")).toBe(estate);
      writeFileSync(join(root, "..", "ringfence.patch"), out.slice(0, out.indexOf("\n1 edit")));
      execFileSync("git", ["apply", "--check", join(root, "..", "ringfence.patch")], { cwd: root });
      rmSync(join(root, "..", "ringfence.patch"));
    }
  });

  it("runs the codemods that are named, and no others", async () => {
    const root = projectOf();
    expect((await ringfence(root, "migrate", "tenant-on-create")).out).toBe("Nothing to edit: 0 edits in 0 files, 0 places left alone.\n");
  });

  it("writes, has nothing left to verify, and is taken back byte for byte", async () => {
    const root = projectOf();
    const before = readTree(root);
    expect(await ringfence(root, "migrate", "--verify")).toMatchObject({ code: 1, out: expect.stringMatching(/^estate\.js:3 {2}tenant-filter {2}filter by `companyId`, taken from `companyId`\n\nLeft to do: 1 edit in 1 file/) as string });
    expect(await ringfence(root, "migrate", "--write")).toMatchObject({ code: 0, err: "", out: expect.stringContaining("`ringfence undo` takes it back") as string });
    expect(textOf(root, "estate.js")).toBe(edited);
    expect(await ringfence(root, "migrate", "--verify")).toMatchObject({ code: 0, out: "Nothing is left to do.\n" });
    expect(await ringfence(root, "undo")).toMatchObject({ code: 0, out: expect.stringContaining("1 file as before.") as string });
    expect(readTree(root)).toEqual(before);
    expect(execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" })).toBe("");
  });

  it("finds work by hand left to do when it verifies", async () => {
    const root = projectOf({ "estate.js": estate.replace("{ where: { id }", "{ where: { NOT: { companyId } }") });
    const { code, out } = await ringfence(root, "migrate", "--verify");
    expect(code).toBe(1);
    expect(out).toContain("Left to do: 0 edits in 0 files, 1 place left alone.");
  });

  it("refuses a dirty tree, and a folder without git, unless told", async () => {
    const root = projectOf();
    writeFileSync(join(root, "notes.txt"), "unsaved\n");
    expect(await ringfence(root, "migrate", "--write")).toMatchObject({ code: 2, out: "", err: expect.stringContaining("?? notes.txt") as string });
    expect(textOf(root, "estate.js")).toBe(estate);
    expect((await ringfence(root, "migrate", "--write", "--allow-dirty")).code).toBe(0);
    expect(textOf(root, "estate.js")).toBe(edited);

    rmSync(join(root, ".git"), { recursive: true });
    expect(await ringfence(root, "migrate", "--write")).toMatchObject({ code: 2, err: expect.stringContaining("needs a git repository") as string });
  });

  it.each([
    [["--interactive"], "--interactive is not there yet"],
    [["--write", "--verify"], "Expected one of --dry-run, --write and --verify, got --write and --verify."],
    [["tenant-filters"], 'or a path, got "tenant-filters".'],
    [["--wirte"], "Expected: ringfence migrate"],
  ])("refuses %j", async (args, message) => {
    const root = projectOf();
    expect(await ringfence(root, "migrate", ...args)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(message) as string });
  });

  it("leaves bytes alone that are not UTF-8", async () => {
    const root = projectOf();
    writeFileSync(join(root, "estate.js"), Buffer.from(`${estate}// caf\xe9\n`, "latin1"));
    commitAll(root);
    const { code, out } = await ringfence(root, "migrate", "--write");
    expect(code).toBe(0);
    expect(out).toContain("estate.js: is not UTF-8");
    expect(readFileSync(join(root, "estate.js"), "latin1")).toBe(`${estate}// caf\xe9\n`);
  });

  it("keeps permissions, and links as links", async () => {
    const root = projectOf();
    chmodSync(join(root, "estate.js"), 0o751);
    mkdirSync(join(root, "linked"));
    symlinkSync("../estate.js", join(root, "linked/estate.js"));
    commitAll(root);
    expect((await ringfence(root, "migrate", "--write", "linked/estate.js")).code).toBe(0);
    expect(textOf(root, "estate.js")).toBe(edited);
    expect(statSync(join(root, "estate.js")).mode & 0o777).toBe(0o751);
    expect(execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" })).toBe(" M estate.js\n");
  });
});

describe("ringfence undo", () => {
  beforeAll(ensureBuilt, 180_000);

  it("has nothing to take back at first", async () => {
    expect(await ringfence(projectOf(), "undo")).toMatchObject({ code: 2, err: "ringfence: There is no migration to take back.\n" });
  });

  it("refuses files that were changed since, unless told", async () => {
    const root = projectOf();
    await ringfence(root, "migrate", "--write");
    writeFileSync(join(root, "estate.js"), `${edited}// later\n`);
    expect(await ringfence(root, "undo")).toMatchObject({ code: 2, err: expect.stringContaining("Changed since the migration: estate.js.") as string });
    expect(textOf(root, "estate.js")).toBe(`${edited}// later\n`);
    expect((await ringfence(root, "undo", "--force")).code).toBe(0);
    expect(textOf(root, "estate.js")).toBe(estate);
  });

  it("takes migrations back one by one, the last first", async () => {
    const other = estate.replace("rename", "renameToo");
    const root = projectOf({ "other.js": other });
    await ringfence(root, "migrate", "--write", "estate.js");
    await ringfence(root, "migrate", "--write", "--allow-dirty", "other.js");
    await ringfence(root, "undo");
    expect([textOf(root, "estate.js"), textOf(root, "other.js")]).toEqual([edited, other]);
    await ringfence(root, "undo");
    expect([textOf(root, "estate.js"), textOf(root, "other.js")]).toEqual([estate, other]);
    expect((await ringfence(root, "undo")).code).toBe(2);
  });

  const planned = (root: string, file: string, after: string): PlannedFile => ({ path: join(root, file), before: textOf(root, file), after, changes: [], leftAlone: [], creates: [] });

  it.each([0, 1, 2])("takes a run back that was interrupted after %i files", async (done) => {
    const root = projectOf({ "a.js": "1;\n", "b.js": "2;\n" });
    const before = readTree(root);
    let written = 0;
    const interrupted = (path: string, bytes: Uint8Array): void => {
      if (written++ === done) {
        writeFileSync(join(dirname(path), `.${basename(path)}.ringfence-tmp`), "half");
        throw new Error("killed");
      }
      writeFileAtomic(path, bytes);
    };
    const created = { ...planned(root, "b.js", "22;\n"), creates: [{ path: join(root, "made/c.js"), text: "3;\n" }] };
    expect(() => writePlan(root, ["sample"], [planned(root, "a.js", "11;\n"), created], interrupted)).toThrow("killed");
    expect((await ringfence(root, "undo")).code).toBe(0);
    expect(readTree(root)).toEqual(before);
    expect(lastJournal(root)).toBeUndefined();
  });

  it("removes files that the migration made", async () => {
    const root = projectOf();
    writePlan(root, ["sample"], [{ ...planned(root, "estate.js", edited), creates: [{ path: join(root, "lib/made.js"), text: "made;\n" }] }]);
    expect(textOf(root, "lib/made.js")).toBe("made;\n");
    await ringfence(root, "undo");
    expect(existsSync(join(root, "lib/made.js"))).toBe(false);
  });

  it("removes folders that the migration made, unless somebody put a file there", async () => {
    const root = projectOf();
    mkdirSync(join(root, "empty"));
    const made = ["empty/made.js", "lib/deep/made.js", "lib/made.js", "kept/deep/made.js"];
    writePlan(root, ["sample"], [{ ...planned(root, "estate.js", edited), creates: made.map((path) => ({ path: join(root, path), text: "made;\n" })) }]);
    writeFileSync(join(root, "kept/own.js"), "own;\n");
    await ringfence(root, "undo");
    expect(["empty", "lib", "kept", "kept/deep"].map((folder) => existsSync(join(root, folder)))).toEqual([true, false, true, false]);
  });

  it.skipIf(process.platform === "win32")("takes a run back that was killed while it wrote", async () => {
    const root = projectOf({ "a.js": estate, "b.js": estate });
    const before = readTree(root);
    // Opening a pipe for writing waits for a reader, so the run stands still before its second file.
    const pipe = join(root, ".b.js.ringfence-tmp");
    execFileSync("mkfifo", [pipe]);
    const run = spawn(process.execPath, [join(repository, "dist/bin.js"), "migrate", "--write", "--allow-dirty"], { cwd: root, stdio: "ignore" });
    const ended = once(run, "exit");
    await vi.waitUntil(() => textOf(root, "a.js") === edited, { timeout: 60_000 });
    run.kill("SIGKILL");
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect([textOf(root, "a.js"), textOf(root, "b.js"), textOf(root, "estate.js")]).toEqual([edited, estate, estate]);

    expect(await ringfence(root, "undo")).toMatchObject({ code: 0, out: expect.stringContaining("1 file as before.") as string });
    expect(readTree(root)).toEqual(before);
    expect(existsSync(pipe)).toBe(false);
    expect(execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" })).toBe("");
  }, 90_000);

  it("writes nothing over a file that changed while it was planned", () => {
    const root = projectOf();
    const plan = planned(root, "estate.js", edited);
    writeFileSync(join(root, "estate.js"), "changed;\n");
    expect(() => writePlan(root, ["sample"], [plan])).toThrow("has changed");
    expect(lastJournal(root)).toBeUndefined();
  });
});
