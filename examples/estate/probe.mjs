#!/usr/bin/env node
/**
 * Signs in as two companies and tries every endpoint of the application.
 *
 *     node examples/estate/probe.mjs [--app FOLDER] [--json]
 *
 * Exit code: 0 nothing leaks and no number is given out twice, 1 something does, 2 the probe itself failed.
 */
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "./probe/build.mjs";
import { startEstate } from "./probe/estate.mjs";
import { probeLeaks } from "./probe/leaks.mjs";
import { letQueriesRace, raceNumbers, raceRegistrations } from "./probe/race.mjs";
import { printReport } from "./probe/report.mjs";

const here = dirname(fileURLToPath(import.meta.url));

try {
  const { values } = parseArgs({ options: { app: { type: "string", default: here }, json: { type: "boolean" } } });
  const report = await probe(resolve(values.app));
  if (values.json) console.log(JSON.stringify(report, null, 2));
  else printReport(report);
  process.exitCode = report.summary.ok ? 0 : 1;
} catch (error) {
  console.error(error);
  process.exitCode = 2;
}

async function probe(app) {
  const started = performance.now();
  await build(app);
  const estate = await startEstate(app);
  try {
    const endpoints = await probeLeaks(estate);
    letQueriesRace(estate.database);
    const registrations = await raceRegistrations(estate);
    const numbers = await raceNumbers(estate);
    const summary = summarize(endpoints, registrations, numbers);
    return { summary: { ...summary, seconds: Math.round((performance.now() - started) / 100) / 10 }, endpoints, registrations, numbers };
  } finally {
    await estate.stop();
  }
}

function summarize(endpoints, registrations, numbers) {
  const leaking = endpoints.filter(({ leaks }) => leaks.length > 0).length;
  const broken = endpoints.filter((endpoint) => endpoint.broken.length > 0).length;
  const runs = [...registrations.groups, ...numbers];
  const failed = registrations.failed + numbers.reduce((sum, entry) => sum + entry.failed, 0);
  return {
    ok: leaking === 0 && broken === 0 && failed === 0 && registrations.ok && numbers.every((entry) => entry.ok),
    endpoints: endpoints.length,
    leaking,
    broken,
    failed,
    duplicates: registrations.registrations - registrations.distinct + sum(numbers, "duplicates"),
    gaps: sum(runs, "gaps"),
  };
}

function sum(entries, key) {
  return entries.reduce((total, entry) => total + entry[key], 0);
}
