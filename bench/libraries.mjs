// What each data library costs `check`, whatever projects do with it: over repositories with the same cases, the same number of
// queries and of files, made of the fixtures. Usage: node bench/libraries.mjs [ROUNDS] [LIBRARY…]
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { costOf, median } from "./cpu-time.mjs";
import { librariesWithCases, makeCorpus, size } from "./library-corpora.mjs";

/** @typedef {import("./library-corpora.mjs").Corpus} Corpus */

/** What all others are measured by, and how many times its cost none may be. */
const [yardstick, most] = ["prisma", 1.3];

const [rounds = "5", ...asked] = process.argv.slice(2);
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "ringfence-libraries-")));
try {
  const libraries = (await librariesWithCases()).filter(({ name }) => asked.length === 0 || name === yardstick || asked.includes(name));
  /** @type {Corpus[]} */
  const corpora = [];
  for (const library of libraries) corpora.push(await makeCorpus(join(scratch, library.name), library));
  process.exitCode = measure(corpora, Number(rounds)) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true });
}

/**
 * @param {readonly Corpus[]} corpora
 * @param {number} count
 * @returns {boolean} whether all are met
 */
function measure(corpora, count) {
  const costs = corpora.map(() => /** @type {number[]} */ ([]));
  for (let round = 0; round < count; round++) for (const [index, corpus] of corpora.entries()) costs[index]?.push(check(corpus));
  const base = costs[corpora.findIndex(({ library }) => library === yardstick)] ?? [];
  console.log(`Node ${process.version}, ${availableParallelism()} cores, median of ${count} rounds; CPU seconds of all threads per 1,000 files, ${size.queriesOfCase} queries of each case`);
  const ratios = corpora.map(({ library, files, queries }, index) => {
    const each = costs[index] ?? [];
    // A ratio is taken inside a round: both ran under the same load.
    const ratio = median(each.map((cost, round) => cost / (base[round] ?? NaN)));
    console.log(`${library.padEnd(10)} ${(median(each) * 1000 / files).toFixed(2).padStart(6)} s  ${ratio.toFixed(2)} of ${yardstick}  ${ratio <= most ? "met" : "MISSED"}  (${files} files, ${queries} queries, fastest ${Math.min(...each).toFixed(2)} s)`);
    return ratio;
  });
  return ratios.every((ratio) => ratio <= most);
}

/**
 * What one `check` costs, which has to find every query: else the repository is not what it was made to be.
 * @param {Corpus} corpus
 */
function check({ library, folder, files, queries }) {
  const report = join(scratch, "report.json");
  const { cpu } = costOf([fileURLToPath(new URL("../dist/bin.js", import.meta.url)), "check", "--no-cache", "--format", "json", "--output", report], folder);
  const { counts } = /** @type {{ counts: { files: number, accesses: number } }} */ (JSON.parse(readFileSync(report, "utf8")));
  if (counts.accesses !== queries || counts.files !== files) throw new Error(`${library}: ${counts.accesses} queries in ${counts.files} files, where ${queries} in ${files} were made.`);
  return cpu;
}
