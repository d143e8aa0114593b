import { verdicts } from "../findings/counts.ts";
import type { Details } from "../findings/details.ts";
import type { Finding } from "../findings/finding.ts";
import type { Colors } from "./colors.ts";
import { printable } from "./printable.ts";
import type { CheckReport } from "./report.ts";

/** For people: findings by file with the source around them, then what was left out, then one line of figures. */
export function textReport(report: CheckReport, colors: Colors): string {
  const files = [...new Set(report.findings.map(({ file }) => file))];
  const groups = files.map((file) => {
    const blocks = report.findings.filter((finding) => finding.file === file).map((finding) => findingText(finding, report.details.get(finding.fingerprint), colors));
    return `${colors.underline(printable(file))}\n\n${blocks.join("\n\n")}\n`;
  });
  return `${[...groups, skippedText(report, colors), summaryText(report, colors)].filter((part) => part !== "").join("\n")}\n`;
}

function findingText(finding: Finding, details: Details | undefined, colors: Colors): string {
  const color = finding.severity === "error" ? colors.red : colors.yellow;
  const where = `${finding.file}:${finding.line}:${finding.column}`;
  const head = `  ${color(finding.severity)} ${finding.confidence} ${colors.bold(finding.rule)} ${colors.dim(printable(where))}`;
  const lines = [head, `  ${printable(finding.message)}`];
  if (details) {
    lines.push(...frame(finding, details, colors));
    lines.push(...details.evidence.map((step) => `    ${colors.dim("because")} ${printable(step)}`));
    if (details.remedy !== undefined) lines.push(`    ${colors.green("fix")} ${printable(details.remedy)}`);
  }
  lines.push(colors.dim(`    id ${finding.fingerprint}`));
  return lines.join("\n");
}

/** Source lines with their numbers, carets under the first line of the finding. */
function frame(finding: Finding, { firstLine, lines }: Details, colors: Colors): string[] {
  const width = String(firstLine + lines.length - 1).length;
  return lines.flatMap((text, index) => {
    const number = firstLine + index;
    const marked = number >= finding.line && number <= finding.endLine;
    const source = `  ${marked ? ">" : " "} ${colors.dim(`${String(number).padStart(width)} |`)} ${printable(text)}`;
    return number === finding.line ? [source, caretLine(finding, text, width, colors)] : [source];
  });
}

function caretLine(finding: Finding, text: string, width: number, colors: Colors): string {
  const end = finding.endLine === finding.line ? finding.endColumn : text.length + 1;
  const indent = text.slice(0, finding.column - 1).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, end - finding.column));
  return `    ${" ".repeat(width)} ${colors.dim("|")} ${indent}${colors.red(carets)}`;
}

function skippedText({ skipped }: CheckReport, colors: Colors): string {
  if (skipped.length === 0) return "";
  const rows = skipped.map(({ file, reason }) => `  ${printable(file)}: ${printable(reason)}`);
  return `${colors.yellow("skipped")}\n${rows.join("\n")}\n`;
}

function summaryText({ findings, counts, tenancy, models }: CheckReport, colors: Colors): string {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const tally = findings.length === 0
    ? colors.green("no findings")
    : `${plural(findings.length, "finding")} (${plural(errors, "error")}, ${plural(findings.length - errors, "warning")})`;
  const looked = `${plural(counts.files, "file")}, ${plural(counts.accesses, "access", "accesses")} to owned models`;
  const split = verdicts.toReversed().filter((verdict) => counts[verdict] > 0).map((verdict) => `${counts[verdict]} ${verdict}`);
  const tenant = models.length === 0
    ? "No schema was found, so no model is known to belong to a tenant."
    : tenancy.root === null ? "No model of the schema is the tenant." : `Tenant: ${tenancy.root} (${tenancy.keys.join(", ")}), ${tenancy.source}.`;
  return `${tally} in ${looked}${split.length > 0 ? `: ${split.join(", ")}` : ""}\n${colors.dim(tenant)}`;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
