import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repository } from "../support/repository.ts";

const run = promisify(execFile);

describe.each([
  // Node 20.19 and later can require ES modules, so a development tool gets by with one build.
  { name: "ringfence", folder: repository, formats: "esm" },
  { name: "@ringfence/runtime", folder: join(repository, "src/runtime"), formats: "esm and cjs" },
])("package $name", ({ folder, formats }) => {
  let scratch: string;
  let tarball: Uint8Array<ArrayBuffer>;

  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), "ringfence-pack-"));
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", scratch];
    const { stdout } = await run("npm", args, { cwd: folder });
    const [packed] = JSON.parse(stdout) as { filename: string }[];
    tarball = new Uint8Array(await readFile(join(scratch, packed?.filename ?? "")));
  });

  afterAll(() => rm(scratch, { recursive: true }));

  it("satisfies publint", async () => {
    const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it("resolves with types in every way of importing it", async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball));
    if (!result.types) throw new Error("The tarball carries no types.");
    const problems = result.problems.filter((problem) => {
      // What resolves like Node 10 does not know exports; nothing that we support does.
      if ("resolutionKind" in problem && problem.resolutionKind === "node10") return false;
      return !(formats === "esm" && problem.kind === "CJSResolvesToESM");
    });
    expect(problems).toEqual([]);
  });

  it("carries a license and no sources or tests", () => {
    const files = createPackageFromTarballData(tarball).listFiles().map((file) => file.replace(/^\/node_modules\/(@[^/]+\/)?[^/]+\//, ""));
    expect(files).toContain("LICENSE");
    expect(files.filter((file) => /^(src|test|scripts|bench)\//.test(file))).toEqual([]);
  });
});
