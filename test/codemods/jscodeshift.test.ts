import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { ensureBuilt, importBuilt } from "../support/built.ts";
import { checkOut, codemodCases, readTree, type CodemodCase, type Tree } from "../support/codemod-cases.ts";
import { filesBelow, repository } from "../support/repository.ts";

const jscodeshift = join(repository, "node_modules/jscodeshift/bin/jscodeshift.js");
const transforms = filesBelow("src/transforms", ".ts").flatMap((file) => /^src\/transforms\/(?!to-)(.+)\.ts$/.exec(file)?.[1] ?? []);
/** The cases that one run of jscodeshift takes: of one codemod, with the same options. */
const commandOf = ({ codemod, arguments: options }: CodemodCase): string => [codemod, ...options].join(" ");
const runs = [...new Set(codemodCases().map(commandOf))].map((command) => ({ command, cases: codemodCases().filter((one) => commandOf(one) === command) }));

beforeAll(ensureBuilt, 180_000);

it("has a transform for every codemod", () => {
  expect(transforms.sort()).toEqual([...new Set(codemodCases().map(({ codemod }) => codemod))].sort());
});

it.each(runs)("jscodeshift writes what `ringfence migrate $command` writes, byte for byte", ({ command, cases }) => {
  const [codemod = "", ...options] = command.split(" ");
  const roots = cases.map((one) => checkOut(one));
  const transform = join(repository, "dist/transforms", `${codemod}.js`);
  execFileSync(process.execPath, [jscodeshift, "-t", transform, "--no-babel", "--run-in-band", "--extensions=ts,js,cjs,mjs,tsx", "--fail-on-error", ...options.map((option) => `${option}=true`), ...roots], { stdio: "pipe" });
  cases.forEach((one, index) => {
    expect(readTree(roots[index] ?? ""), one.name).toMatchObject(edited(one));
  });
}, 120_000);

it("refuses an option that has swallowed a path", async () => {
  const { default: transform } = (await importBuilt("transforms/tenant-filter.js")) as { default: (file: object, api: object, options: object) => unknown };
  expect(() => transform({ path: "a.ts", source: "" }, {}, { strict: "src" })).toThrow('Expected --strict=true, got "src" for --strict.');
});

/** What `migrate` makes of the files of a case; further files that edits rely on are made by `migrate` only. */
function edited({ folder }: CodemodCase): Tree {
  const before = readTree(join(folder, "before"));
  const after = existsSync(join(folder, "after")) ? readTree(join(folder, "after")) : {};
  return { ...before, ...Object.fromEntries(Object.entries(after).filter(([path]) => path in before)) };
}
