import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { filesBelow, repository } from "../support/repository.ts";
import { ensureBuilt } from "../support/built.ts";
import { checkOut, codemodCases, readTree, ringfence } from "../support/codemod-cases.ts";

const jscodeshift = join(repository, "node_modules/jscodeshift/bin/jscodeshift.js");
const transforms = filesBelow("src/transforms", ".ts").flatMap((file) => /^src\/transforms\/(?!to-)(.+)\.ts$/.exec(file)?.[1] ?? []);
/** One case for each transform, the one with the most files. */
const cases = transforms.map((codemod) => {
  const [most] = codemodCases().filter((one) => one.codemod === codemod).sort((a, b) => filesIn(b.folder) - filesIn(a.folder));
  if (!most) throw new Error(`${codemod} has no fixture.`);
  return most;
});

beforeAll(ensureBuilt, 180_000);

it.each(cases)("jscodeshift writes what `ringfence migrate` writes: $codemod, $name", async (one) => {
  const [mine, theirs] = [checkOut(one), checkOut(one)];
  expect((await ringfence(mine, "migrate", one.codemod, ...one.arguments, "--write")).code).toBe(0);
  const transform = join(repository, "dist/transforms", `${one.codemod}.js`);
  execFileSync(process.execPath, [jscodeshift, "-t", transform, "--no-babel", "--run-in-band", "--extensions=ts,js,cjs,mjs,tsx", "--fail-on-error", ...one.arguments, "."], { cwd: theirs, stdio: "pipe" });
  // Files that edits rely on are made by `migrate` only.
  const before = readTree(checkOut(one));
  const edited = Object.fromEntries(Object.entries(readTree(mine)).filter(([path]) => path in before));
  expect(edited).toEqual(readTree(theirs));
  expect(edited).not.toEqual(before);
}, 120_000);

function filesIn(folder: string): number {
  return Object.keys(readTree(join(folder, "before"))).length;
}
