// How long `ringfence check` takes on a folder, beside ESLint that only parses a third of the same files. The two take
// turns, so that whatever else the machine does hits both. Usage: node bench/check-speed.mjs FOLDER [ROUNDS]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "tinyglobby";
import { costOf, median } from "./cpu-time.mjs";

/** @typedef {import("./cpu-time.mjs").Cost} Cost */

const [folder, rounds = "5"] = process.argv.slice(2);
if (folder === undefined) {
  console.error("Usage: node bench/check-speed.mjs FOLDER [ROUNDS]");
  process.exit(2);
}
const root = resolve(folder);
const files = sourceFiles(root);
const third = files.filter((_, index) => index % 3 === 0);
const scratch = mkdtempSync(join(tmpdir(), "ringfence-bench-"));
try {
  measure();
} finally {
  rmSync(scratch, { recursive: true });
}

function measure() {
  const list = join(scratch, "files.json");
  writeFileSync(list, JSON.stringify(third));
  const cached = [here("../dist/bin.js"), "check", "--format", "json", "--output", join(scratch, "report.json"), "--cache-location", join(scratch, "cache")];
  const check = [...cached, "--no-cache"];
  costOf(cached, root);
  const contestants = {
    [`ringfence check, ${String(files.length)} files`]: check,
    "ringfence check, nothing changed": cached,
    [`ESLint without rules, ${String(third.length)} files`]: [here("parse-with-eslint.mjs"), list],
    "ringfence check, one file": [...check, /** @type {string} */ (third[Math.floor(third.length / 2)])],
  };
  /** @type {Map<string, Cost[]>} */
  const costs = new Map(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < Number(rounds); round++) {
    for (const [name, args] of Object.entries(contestants)) costs.get(name)?.push(costOf(args, root));
  }
  console.log(`Node ${process.version}, ${String(availableParallelism())} cores, median of ${rounds} rounds; seconds`);
  for (const [name, each] of costs) console.log(`${name.padEnd(40)} wall ${inSeconds(each, "wall")}  cpu ${inSeconds(each, "cpu")}  fastest ${Math.min(...each.map(({ wall }) => wall)).toFixed(2)}`);
}

/**
 * @param {readonly Cost[]} costs
 * @param {keyof Cost} name
 */
function inSeconds(costs, name) {
  return median(costs.map((cost) => cost[name])).toFixed(2).padStart(6);
}

/**
 * What a linter would be run on: sources of our own, without what was generated or installed.
 * @param {string} cwd
 */
function sourceFiles(cwd) {
  const ignore = ["node_modules", "dist", "build", "coverage", "generated", ".*"].map((name) => `**/${name}/**`);
  return globSync("**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}", { cwd, absolute: true, ignore: [...ignore, "**/*.d.ts", "**/*.min.js"], followSymbolicLinks: false }).sort();
}

/** @param {string} file */
function here(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}
