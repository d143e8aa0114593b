import pc from "picocolors";
import type { Preset } from "../findings/confidence.ts";
import { jsonReport } from "../reporters/json.ts";
import { mainTenancy, reportModel, reportTenancy, type CheckReport } from "../reporters/report.ts";
import { textReport } from "../reporters/text.ts";
import { emit } from "./emit.ts";
import type { ExitCode, Io, Verb } from "./io.ts";
import type { OpenSurveyor } from "./open-surveyor.ts";
import { oneOf, parseOptions } from "./parse-options.ts";
import { resolvePaths } from "./paths.ts";
import { Progress } from "./progress.ts";
import { sourceFiles } from "./source-files.ts";
import { surveyFiles } from "./survey-files.ts";
import { fromRoot, schemaProblems, type Surveyor } from "./survey.ts";

const usage = "check [path…] [--format text|json] [--output FILE] [--strict]";

/** `ringfence check`: judges files and reports what is not scoped. */
export function checkVerb(open: OpenSurveyor): Verb {
  return { name: "check", usage, summary: "find accesses that are not scoped to a tenant", run: (args, io) => check(args, io, open) };
}

async function check(args: readonly string[], io: Io, open: OpenSurveyor): Promise<ExitCode> {
  const { values, positionals } = parseOptions(
    args,
    { format: { type: "string", default: "text" }, output: { type: "string" }, strict: { type: "boolean", default: false } },
    usage,
  );
  const format = oneOf("--format", values.format, ["text", "json"]);
  const paths = resolvePaths(io.cwd, positionals);
  const report = await surveyPaths(open(io.cwd), paths, values.strict ? "strict" : "recommended", io);
  const colors = values.output === undefined ? io.colors : pc.createColors(false);
  emit(format === "json" ? jsonReport(report) : textReport(report, colors), values.output, io);
  return report.findings.length > 0 ? 1 : 0;
}

async function surveyPaths(surveyor: Surveyor, paths: readonly string[], preset: Preset, io: Io): Promise<CheckReport> {
  const { project } = surveyor;
  const { files, unreadable } = sourceFiles(project.root, paths);
  const progress = new Progress(io, files.length);
  const { found, counts, skipped } = await surveyFiles(surveyor, files, preset, (done) => progress.step(done));
  progress.end();
  return {
    tenancy: reportTenancy(mainTenancy(project.catalogs)),
    models: project.catalogs.flatMap(({ models }) => [...models.values()].map((model) => reportModel(model, (path) => fromRoot(project, path)))),
    findings: found.map(({ finding }) => finding),
    details: new Map(found.map(({ finding, details }) => [finding.fingerprint, details])),
    counts,
    skipped: [
      ...schemaProblems(project),
      ...unreadable.map(({ path, reason }) => ({ file: fromRoot(project, path), reason })),
      ...skipped,
    ],
  };
}
