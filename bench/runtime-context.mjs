// What the tenant's context and its keys cost per call, in nanoseconds. Build first: npm run build
import { AsyncLocalStorage } from "node:async_hooks";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { bindTenant, requireTenant, tenantKey, withTenant } from "../src/runtime/dist/esm/index.js";

const ROUNDS = 5;
const BATCHES = 300;
const CALLS = 20_000;

const ids = Array.from({ length: 64 }, (_, index) => `company-${index}`);
const uuids = ids.map((_, index) => `0b9f6ac4-7f0e-4b52-8f1a-1f4f9f7f3c${10 + index}`);
const odd = ids.map((id) => `${id}:ä`);
const bare = new AsyncLocalStorage();
const work = () => 1;
const bound = withTenant("company-1", () => bindTenant(work));

/** @param {readonly string[]} list @param {number} index */
const pick = (list, index) => list[index & 63] ?? "";
// Reading a letter makes the engine join the pieces of a key, which it otherwise puts off.
/** @param {string} text */
const joined = (text) => text.charCodeAt(5);

/** @type {Readonly<Record<string, (index: number) => number>>} */
const cases = {
  "AsyncLocalStorage.run, for comparison": (index) => bare.run(pick(ids, index), work),
  withTenant: (index) => withTenant(pick(ids, index), work),
  "withTenant, a UUID": (index) => withTenant(pick(uuids, index), work),
  requireTenant: () => requireTenant().length,
  "a function of bindTenant": () => bound(),
  "a template string, for comparison": (index) => joined(`t1:{${pick(ids, index)}}:dashboard`),
  "tenantKey, one part": (index) => joined(tenantKey(pick(ids, index), "dashboard")),
  "tenantKey, two parts": (index) => joined(tenantKey(pick(ids, index), "dashboard", index)),
  "tenantKey, a UUID and two parts": (index) => joined(tenantKey(pick(uuids, index), "dashboard", 2026)),
  "tenantKey, an id to be escaped": (index) => joined(tenantKey(pick(odd, index), "dashboard")),
};

/** The time of one call in the quickest tenth of all batches: what others do on the machine only ever adds. @param {(index: number) => number} call */
function measure(call) {
  const times = [];
  let sum = 0;
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const start = process.hrtime.bigint();
    for (let index = 0; index < CALLS; index += 1) sum += call(index);
    times.push(Number(process.hrtime.bigint() - start) / CALLS);
  }
  if (sum === 0) throw new Error("Nothing was done.");
  return times.sort((a, b) => a - b)[BATCHES / 10] ?? 0;
}

const [, , chosen] = process.argv;
const call = cases[chosen ?? ""];
if (call !== undefined) {
  console.log(chosen === "requireTenant" ? withTenant("company-1", () => measure(call)) : measure(call));
} else {
  // A process for each, because what one case warms up or switches on changes the next; in turns, and the best of the rounds.
  /** @type {Map<string, number>} */
  const best = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of Object.keys(cases)) {
      const time = Number(execFileSync(process.execPath, [fileURLToPath(import.meta.url), name], { encoding: "utf8" }));
      best.set(name, Math.min(time, best.get(name) ?? Infinity));
    }
  }
  for (const [name, time] of best) console.log(`${name.padEnd(40)} ${time.toFixed(1)} ns`);
}
