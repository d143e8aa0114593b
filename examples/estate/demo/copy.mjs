import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { git } from "./git.mjs";

/** What the application consists of; the probe and the demo beside it are no part of it. */
const application = [".gitignore", "package.json", "prisma", "prisma.config.ts", "src", "tsconfig.json"];

/** What installing, building, git and Ringfence's own journal put beside the source. */
const made = new Set(["node_modules", "dist", "generated", "tsconfig.tsbuildinfo", ".git", ".ringfence"]);

/** An empty folder of our own below the system's temporary one. */
export function temporaryFolder() {
  return realpathSync(mkdtempSync(join(tmpdir(), "ringfence-demo-")));
}

/** Copies the application into an empty folder, where it is committed to a git repository of its own. */
export function copyInto(folder, example) {
  for (const name of partsOf(example)) {
    // A copied client must not look older than the schema it was generated from.
    cpSync(join(example, name), join(folder, name), { recursive: true, preserveTimestamps: true });
  }
  const installed = dirname(dirname(createRequire(import.meta.url).resolve("typescript/package.json")));
  symlinkSync(installed, join(folder, "node_modules"), "junction");
  git(folder, "init", "-q", "--template=");
  appendFileSync(join(folder, ".git/config"), "[user]\n\tname = demo\n\temail = demo@localhost\n[commit]\n\tgpgsign = false\n");
  mkdirSync(join(folder, ".git/info"));
  writeFileSync(join(folder, ".git/info/exclude"), "node_modules\n*.tsbuildinfo\n");
  git(folder, "add", ".");
  git(folder, "commit", "-q", "-m", "The application as it stands");
}

/** The bytes of every file of the example's application, by path. */
export function originalFiles(example) {
  return filesBelow(example, partsOf(example));
}

/** The bytes of every file in a copy, by path. */
export function copiedFiles(folder) {
  return filesBelow(folder, readdirSync(folder));
}

/** Paths that differ between two sets of files, each with what happened to it. */
export function differences(before, after) {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [was, is] = [before.get(path), after.get(path)];
    if (was && is) return was.equals(is) ? [] : [`${path} differs`];
    return [was ? `${path} is missing` : `${path} was not there`];
  });
}

function partsOf(example) {
  return application.filter((name) => existsSync(join(example, name)));
}

function filesBelow(folder, names) {
  return new Map(names.flatMap((name) => pathsIn(folder, name)).map((path) => [path, readFileSync(join(folder, path))]));
}

function pathsIn(folder, path) {
  if (made.has(path.split("/").at(-1))) return [];
  if (!statSync(join(folder, path)).isDirectory()) return [path];
  return readdirSync(join(folder, path)).flatMap((name) => pathsIn(folder, `${path}/${name}`));
}
