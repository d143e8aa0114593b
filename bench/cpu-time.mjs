// Runs a program and says what it cost: for the benchmarks that compare several.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @typedef {{ wall: number, cpu: number }} Cost Seconds on the clock, and of all threads together. */

/**
 * @param {readonly string[]} args of Node; findings are no failure
 * @param {string} cwd
 * @returns {Cost}
 */
export function costOf(args, cwd) {
  const scratch = mkdtempSync(join(tmpdir(), "ringfence-cpu-"));
  try {
    const used = join(scratch, "cpu.json");
    const began = performance.now();
    const { status, stderr } = spawnSync(process.execPath, ["--import", new URL("report-cpu.mjs", import.meta.url).href, ...args], { cwd, encoding: "utf8", env: { ...process.env, RINGFENCE_BENCH_CPU: used } });
    const wall = (performance.now() - began) / 1000;
    if (status !== 0 && status !== 1) throw new Error(stderr);
    const { user, system } = /** @type {NodeJS.CpuUsage} */ (JSON.parse(readFileSync(used, "utf8")));
    return { wall, cpu: (user + system) / 1e6 };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** @param {readonly number[]} figures */
export function median(figures) {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;
}
