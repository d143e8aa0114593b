import { migrationOptions } from "./migrate.mjs";
import { must } from "./must.mjs";
import { indent } from "./paper.mjs";

/** Nothing may be left: no finding, not even a possible one, and no work for the codemods or for a person. */
export async function checkAgain({ copy, tools, write }) {
  const [check, verify] = await Promise.all([
    tools.ringfence(copy, "check", "--strict", "--no-cache", "--format", "json"),
    tools.ringfence(copy, "migrate", "--verify", ...migrationOptions),
  ]);
  must(check.status === 0 || check.status === 1, `ringfence check ended with ${check.status}: ${check.stderr}`);
  const { findings, counts } = JSON.parse(check.stdout);
  const rest = findings.map(({ file, line, rule, message }) => `${file}:${line}  ${rule}\n    ${message}`);
  must(check.status === 0 && findings.length === 0, `Still found:\n${indent(rest.join("\n"))}`);
  must(counts.accesses > 0, "No access was looked at.");
  must(verify.status === 0, `ringfence migrate --verify ended with ${verify.status}:\n${indent(verify.stdout + verify.stderr)}`);
  const { accesses, scoped, derived, checked, exempt } = counts;
  write(indent(`${accesses} accesses: ${scoped} scoped, ${derived} derived, ${checked} checked, ${exempt} exempt with a reason`));
  return "Nothing is found, --strict included, and nothing is left to migrate.";
}
