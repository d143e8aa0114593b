import { readFileSync } from "node:fs";
import { join } from "node:path";
import { must } from "./must.mjs";
import { bold, dim, indent, some } from "./paper.mjs";

const questions = {
  "require-tenant-filter": "Which reads, updates and deletes reach other companies' rows?",
  "require-tenant-on-create": "Which rows are written without a company?",
  "require-tenant-cache-key": "Which cache entries do all companies share?",
  "no-nullable-tenant": "Where may the company be missing, so that the filter vanishes?",
  "no-untrusted-tenant": "Where does the sender of a request choose the company?",
  "no-max-plus-one": "Which numbers are made by adding one?",
  "no-handmade-uid": "Which UIDs are pasted together?",
};

/** Each rule has to find something; the first of its findings is shown in full. */
export async function checkExample(house) {
  const [report, blocks] = await Promise.all([checked(house, "json").then(JSON.parse), checked(house, "text").then((text) => text.split("\n\n"))]);
  house.write(`  ${dim("$")} ringfence check ${house.path} --strict\n\n  Nothing is configured; the schema says who owns what:`);
  printTenancy(house, report);
  const byRule = new Map(Object.keys(questions).map((rule) => [rule, report.findings.filter((finding) => finding.rule === rule)]));
  const silent = [...byRule].filter(([, findings]) => findings.length === 0).map(([rule]) => rule);
  must(silent.length === 0, `Nothing was found by ${silent.join(", ")}.`);
  for (const [rule, findings] of byRule) printRule(house, rule, findings, blocks);

  const { findings, counts } = report;
  const quiet = counts.scoped + counts.derived + counts.checked + counts.exempt;
  return `${findings.length} findings; ${quiet} of ${counts.accesses} accesses to companies' rows are fine.`;
}

async function checked({ root, path, tools }, format) {
  const { status, stdout, stderr } = await tools.ringfence(root, "check", path, "--strict", "--no-cache", "--format", format);
  must(status !== 0, "Nothing was found in the example.");
  must(status === 1, `ringfence check ended with ${status}: ${stderr}`);
  return stdout;
}

function printTenancy({ path, write }, { tenancy, models: all }) {
  const models = all.filter(({ file }) => file.startsWith(`${path}/`));
  const named = (ownership) => models.filter((model) => model.ownership === ownership);
  const names = (ownership) => named(ownership).map(({ name }) => name).join(", ");
  write(`    company  ${tenancy.root ?? "none"}, named by ${tenancy.keys.join(", ")} (${tenancy.source})`);
  write(`    owned    ${names("direct")}`);
  write(`    through  ${named("through").map((model) => `${model.name} (${model.path.join(".")})`).join(", ")}`);
  write(`    global   ${names("global")}`);
}

function printRule({ root, write }, rule, [first, ...others], blocks) {
  write(`\n  ${bold(questions[rule])}  ${dim(`${rule}, ${others.length + 1} found`)}\n`);
  write(indent(blocks.find((block) => block.includes(`id ${first.fingerprint}`)) ?? first.message));
  if (others.length === 0) return;
  const lines = others.map((other) => `${`${other.file}:${other.line}`.padEnd(46)} ${sourceLine(root, other).trim()}`);
  write(`\n    and also\n${indent(some(lines, 4).join("\n"), "      ")}`);
}

function sourceLine(root, { file, line }) {
  return readFileSync(join(root, file), "utf8").split("\n")[line - 1] ?? "";
}
