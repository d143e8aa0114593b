// How fast numbers come, beside the Django way and nextval, in one interleaved run, on loopback and through a proxy that delays.
// Build first: npm run build. Usage: node bench/runtime-sequences.mjs [ROUNDS] [MILLISECONDS]
import { loadavg } from "node:os";
import pg from "pg";
import { GOALS } from "./runtime/goals.mjs";
import { startDurablePostgres, startProxy } from "./runtime/server.mjs";
import { TABLES, WAYS } from "./runtime/ways.mjs";

/** @typedef {Map<string, number[]>} Rates Calls per second of each cell, one per round. */

const [rounds = "5", milliseconds = "400"] = process.argv.slice(2);
const WARM_UP = 20;
const COMMIT = "update django set last = last where tenant = 'company-1'";
/** Milliseconds in each direction; timers add some more. */
const DELAY = 1;

const server = await startDurablePostgres();
const proxy = await startProxy(Number(server.config.port), DELAY);
let missed = 0;
try {
  await run(TABLES);
  const before = loadavg();
  for (const [place, port] of /** @type {const} */ ([["loopback", Number(server.config.port)], ["delayed", proxy.port]])) {
    console.log(`\n${place}: ${server.version}, ${await timeOf(port, "select 1")} ms per round trip, ${await timeOf(port, COMMIT)} ms per commit, Node ${process.version}, ${rounds} rounds of ${milliseconds} ms`);
    missed += report(GOALS[place], await measure(place, port));
  }
  console.log(`\nload of the machine: ${before.map((load) => load.toFixed(1)).join(" ")} before, ${loadavg().map((load) => load.toFixed(1)).join(" ")} after; servers: ${server.version}, with fsync`);
  console.log(missed === 0 ? "all goals met" : `${String(missed)} goals missed`);
} finally {
  await proxy.stop();
  await server.stop();
}
process.exitCode = missed === 0 ? 0 : 1;

/**
 * All cells of a place in turns, round by round.
 * @param {"loopback" | "delayed"} place
 * @param {number} port
 */
async function measure(place, port) {
  /** @type {Rates} */
  const rates = new Map();
  for (let round = 0; round < Number(rounds); round += 1) {
    for (const [way, callers] of cellsOf(GOALS[place])) {
      const cell = `${way}/${String(callers)}`;
      rates.set(cell, [...(rates.get(cell) ?? []), await rateOf(way, callers, port)]);
    }
  }
  return rates;
}

/** @param {readonly import("./runtime/goals.mjs").Goal[]} goals @returns {[string, number][]} */
function cellsOf(goals) {
  const cells = goals.flatMap(({ way, over, least }) => [way, over].flatMap((name) => Object.keys(least).map((callers) => `${name}/${callers}`)));
  return [...new Set(cells)].map((cell) => [cell.slice(0, cell.lastIndexOf("/")), Number(cell.slice(cell.lastIndexOf("/") + 1))]);
}

/**
 * Calls per second with so many callers, each of which calls again as soon as it has its answer.
 * @param {string} way
 * @param {number} callers
 * @param {number} port
 */
async function rateOf(way, callers, port) {
  const opened = await WAYS[way]?.({ ...config(), port }, callers);
  if (opened === undefined) throw new Error(`No such way: ${way}`);
  const everyone = Array.from({ length: callers }, (_, caller) => caller);
  await Promise.all(everyone.map(async (caller) => { for (let call = 0; call < WARM_UP; call += 1) await opened.call(caller); }));
  const counted = await counter(way);
  let calls = 0;
  const began = performance.now();
  const end = began + Number(milliseconds);
  await Promise.all(everyone.map(async (caller) => { while (performance.now() < end) { await opened.call(caller); calls += 1; } }));
  const took = performance.now() - began;
  await opened.close();
  const advanced = (await counter(way)) - counted;
  if (!Number.isNaN(advanced) && advanced !== calls) throw new Error(`${way}: the counter advanced by ${String(advanced)} in ${String(calls)} calls.`);
  return (calls / took) * 1000;
}

/** Where the hot counter stands; NaN for ways that have none, or take more than is asked. @param {string} way */
async function counter(way) {
  if (/nextval|1000|block/.test(way)) return NaN;
  const table = way.startsWith("the Django way") ? "django" : "ringfence_sequences";
  const [row] = await run(`select last from ${table} where tenant = 'lekki'`);
  return Number(row?.last);
}

/** @param {readonly import("./runtime/goals.mjs").Goal[]} goals @param {Rates} rates How many goals were missed. */
function report(goals, rates) {
  for (const [cell, own] of rates) console.log(`  ${cell.padEnd(36)} ${median(own).toFixed(0).padStart(9)} a second`);
  let missed = 0;
  for (const { way, over, least } of goals) {
    for (const [callers, goal] of Object.entries(least)) {
      const others = rates.get(`${over}/${callers}`) ?? [];
      const ratios = (rates.get(`${way}/${callers}`) ?? []).map((rate, round) => rate / (others[round] ?? NaN));
      const isMet = median(ratios) >= goal;
      missed += isMet ? 0 : 1;
      const figures = `${median(ratios).toFixed(2)} [${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}]`;
      console.log(`  ${isMet ? "met   " : "MISSED"} ${way} at ${callers}, times ${over}: ${figures}, at least ${String(goal)}`);
    }
  }
  return missed;
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** Milliseconds that a statement takes: the median of twenty. @param {number} port @param {string} sql */
async function timeOf(port, sql) {
  const client = new pg.Client({ ...config(), port });
  await client.connect();
  const times = [];
  for (let question = 0; question < 20; question += 1) {
    const began = performance.now();
    await client.query(sql);
    times.push(performance.now() - began);
  }
  await client.end();
  return median(times).toFixed(1);
}

function config() {
  const { host, user, database } = server.config;
  return { host: String(host), user: String(user), database: String(database), port: Number(server.config.port) };
}

/** @param {string} sql @returns {Promise<{ last?: string }[]>} */
async function run(sql) {
  const client = new pg.Client(config());
  await client.connect();
  const { rows } = /** @type {{ rows: { last?: string }[] }} */ (await client.query(sql));
  await client.end();
  return rows;
}
