#!/usr/bin/env node
/**
 * Checks the example application beside this file and shows what leaks, why, and what would satisfy the rules.
 *
 *     npm run demo
 *
 * Exit code: 0 when the check worked and found leaks, as it must here; 1 otherwise.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const example = "examples/estate";
const bin = join(root, "dist/bin.js");
const colors = process.stdout.isTTY && !process.env.NO_COLOR;
const bold = (text) => (colors ? `\x1b[1m${text}\x1b[22m` : text);
const dim = (text) => (colors ? `\x1b[2m${text}\x1b[22m` : text);

const questions = {
  "require-tenant-filter": "Which reads, updates and deletes reach other companies' rows?",
  "require-tenant-on-create": "Which rows are written without a company?",
  "require-tenant-cache-key": "Which cache entries do all companies share?",
  "no-nullable-tenant": "Where may the company be missing, so that the filter vanishes?",
  "no-untrusted-tenant": "Where does the sender of a request choose the company?",
};

try {
  process.exitCode = demo() ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

function demo() {
  if (!existsSync(bin)) build();
  const started = performance.now();
  const report = check();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);

  console.log(bold("A property-sales application that several companies use, written in a hurry"));
  console.log(`${example}: ${report.counts.files} files. Nothing is configured; the schema says who owns what:\n`);
  printTenancy(report);
  const byRule = groupByRule(report.findings);
  for (const [rule, findings] of byRule) printRule(rule, findings);
  printSummary(report, byRule, seconds);
  return report.findings.length > 0;
}

function build() {
  console.log(dim("Building ringfence first …"));
  const tsc = createRequire(import.meta.url).resolve("typescript/lib/tsc.js");
  const { status } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error("Ringfence does not compile.");
}

function check() {
  const { status, stdout, stderr } = ringfence("check", example, "--format", "json");
  if (status !== 0 && status !== 1) throw new Error(`ringfence check failed with exit code ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

function ringfence(...args) {
  const { error, ...result } = spawnSync(process.execPath, [bin, ...args], { cwd: root, encoding: "utf8", maxBuffer: 2 ** 26 });
  if (error) throw error;
  return result;
}

function printTenancy({ tenancy, models: all }) {
  const models = all.filter(({ file }) => file.startsWith(`${example}/`));
  const named = (ownership) => models.filter((model) => model.ownership === ownership).map(({ name }) => name);
  const through = models.filter(({ ownership }) => ownership === "through");
  console.log(`  tenant     ${tenancy.root ?? "none"}, named by ${tenancy.keys.join(", ")} (${tenancy.source})`);
  console.log(`  owned      ${named("direct").join(", ")}`);
  if (through.length > 0) console.log(`  through    ${through.map(({ name, path }) => `${name} (${path.join(".")})`).join(", ")}`);
  console.log(`  global     ${named("global").join(", ")}`);
}

/** The first finding of a rule in full, the others in one line each. */
function printRule(rule, findings) {
  const [first, ...others] = findings;
  console.log(`\n${bold(questions[rule] ?? rule)}  ${dim(`${rule}, ${findings.length} found`)}\n`);
  console.log(`  ${place(first)}\n`);
  console.log(frame(first));
  const explained = ringfence("explain", first.fingerprint);
  console.log(`\n${indent(explained.status === 0 ? explained.stdout.trimEnd() : first.message, "    ")}`);
  if (others.length > 0) console.log(`\n  and also\n`);
  for (const other of others) console.log(`  ${place(other).padEnd(36)} ${sourceLine(other).trim()}`);
}

function place({ file, line }) {
  return `${file}:${line}`;
}

function frame(finding) {
  const number = String(finding.line);
  const width = finding.endLine === finding.line ? Math.max(1, finding.endColumn - finding.column) : 1;
  return `    ${number} | ${sourceLine(finding)}\n    ${" ".repeat(number.length)} | ${" ".repeat(finding.column - 1)}${"^".repeat(width)}`;
}

function sourceLine({ file, line }) {
  return readFileSync(join(root, file), "utf8").split("\n")[line - 1] ?? "";
}

function indent(text, by) {
  return text.replaceAll(/^(?=.)/gm, by);
}

function groupByRule(findings) {
  const groups = new Map();
  for (const finding of findings) groups.set(finding.rule, [...(groups.get(finding.rule) ?? []), finding]);
  return groups;
}

function printSummary({ findings, counts, skipped }, byRule, seconds) {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const quiet = counts.scoped + counts.derived + counts.checked + counts.exempt;
  console.log(`\n${bold("Summary")}`);
  for (const [rule, { length }] of byRule) console.log(`  ${rule.padEnd(26)} ${String(length).padStart(3)}`);
  console.log(
    `  ${findings.length} findings (${errors} errors) among ${counts.accesses} accesses to owned rows, ` +
      `of which ${quiet} are fine; ${skipped.length} files skipped; ${seconds} s.`,
  );
  console.log(`\nSee them leak on the running application: ${bold("node examples/estate/probe.mjs")}`);
}
