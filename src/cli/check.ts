import pc from "picocolors";
import { remedyFor } from "../findings/remedy.ts";
import { jsonReport } from "../reporters/json.ts";
import { mainTenancy, reportModel, reportTenancy, type CheckReport, type Details } from "../reporters/report.ts";
import { textReport } from "../reporters/text.ts";
import { Lines } from "../syntax/lines.ts";
import { emit } from "./emit.ts";
import type { ExitCode, Io, Verb } from "./io.ts";
import type { OpenSurveyor } from "./open-surveyor.ts";
import { oneOf, parseOptions } from "./parse-options.ts";
import { resolvePaths } from "./paths.ts";
import { Progress } from "./progress.ts";
import { sourceFiles } from "./source-files.ts";
import { fromRoot, schemaProblems, survey, type SurveyedFinding, type Surveyor } from "./survey.ts";

const usage = "check [path…] [--format text|json] [--output FILE] [--strict]";

/** Lines of source shown before and after a finding's first line. */
const context = { before: 1, after: 3 };

/** `ringfence check`: judges files and reports what is not scoped. */
export function checkVerb(open: OpenSurveyor): Verb {
  return { name: "check", usage, summary: "find accesses that are not scoped to a tenant", run: (args, io) => check(args, io, open) };
}

function check(args: readonly string[], io: Io, open: OpenSurveyor): ExitCode {
  const { values, positionals } = parseOptions(
    args,
    { format: { type: "string", default: "text" }, output: { type: "string" }, strict: { type: "boolean", default: false } },
    usage,
  );
  const format = oneOf("--format", values.format, ["text", "json"]);
  const paths = resolvePaths(io.cwd, positionals);
  const report = surveyPaths(open(io.cwd), paths, values.strict ? "strict" : "recommended", io);
  const colors = values.output === undefined ? io.colors : pc.createColors(false);
  emit(format === "json" ? jsonReport(report) : textReport(report, colors), values.output, io);
  return report.findings.length > 0 ? 1 : 0;
}

function surveyPaths(surveyor: Surveyor, paths: readonly string[], preset: "recommended" | "strict", io: Io): CheckReport {
  const { project } = surveyor;
  const rules = surveyor.rules.filter(({ docs }) => preset === "strict" || docs.recommended);
  const { files, unreadable } = sourceFiles(project.root, paths);
  const progress = new Progress(io, files.length);
  const { found, counts, skipped } = survey({ ...surveyor, rules }, files, preset, (done) => progress.step(done));
  progress.end();
  return {
    tenancy: reportTenancy(mainTenancy(project.catalogs)),
    models: project.catalogs.flatMap(({ models }) => [...models.values()].map((model) => reportModel(model, (path) => fromRoot(project, path)))),
    findings: found.map(({ finding }) => finding),
    details: new Map(found.map((one) => [one.finding.fingerprint, detailsOf(one)])),
    counts,
    skipped: [
      ...schemaProblems(project),
      ...unreadable.map(({ path, reason }) => ({ file: fromRoot(project, path), reason })),
      ...skipped,
    ],
  };
}

function detailsOf({ finding, source, text }: SurveyedFinding): Details {
  const lines = new Lines(text);
  const firstLine = Math.max(1, finding.line - context.before);
  const lastLine = Math.min(lines.count, Math.max(finding.line, Math.min(finding.endLine, finding.line + context.after)));
  return {
    firstLine,
    lines: Array.from({ length: lastLine - firstLine + 1 }, (_, index) => lines.text(firstLine + index)),
    evidence: source.subject.evidence.map(({ text: step }) => step),
    remedy: remedyFor(source.subject),
  };
}
