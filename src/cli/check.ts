import { resolve } from "node:path";
import pc from "picocolors";
import type { Preset } from "../findings/confidence.ts";
import { jsonReport } from "../reporters/json.ts";
import { mainTenancy, reportModel, reportTenancy, type CheckReport } from "../reporters/report.ts";
import { textReport } from "../reporters/text.ts";
import { cacheFolder } from "./cache-file.ts";
import { emit } from "./emit.ts";
import type { ExitCode, Io, Verb } from "./io.ts";
import { KeptSurveys } from "./kept-surveys.ts";
import type { OpenSurveyor } from "./open-surveyor.ts";
import { oneOf, parseOptions } from "./parse-options.ts";
import { resolvePaths } from "./paths.ts";
import { Progress } from "./progress.ts";
import { sourceFiles } from "./source-files.ts";
import { surveyAnew } from "./survey-anew.ts";
import { surveyFiles, together, type Survey } from "./survey-files.ts";
import { fromRoot, schemaProblems, type Surveyor } from "./survey.ts";

const usage = "check [path…] [--format text|json] [--output FILE] [--strict] [--no-cache] [--cache-location FOLDER]";

/** `ringfence check`: judges files and reports what is not scoped. */
export function checkVerb(open: OpenSurveyor): Verb {
  return { name: "check", usage, summary: "find accesses that are not scoped to a tenant", run: (args, io) => check(args, io, open) };
}

async function check(args: readonly string[], io: Io, open: OpenSurveyor): Promise<ExitCode> {
  const { values, positionals } = parseOptions(
    args,
    {
      format: { type: "string", default: "text" },
      output: { type: "string" },
      strict: { type: "boolean", default: false },
      "no-cache": { type: "boolean", default: false },
      "cache-location": { type: "string" },
    },
    usage,
  );
  const format = oneOf("--format", values.format, ["text", "json"]);
  const paths = resolvePaths(io.cwd, positionals);
  const surveyor = open(io.cwd);
  const location = values["cache-location"];
  const folder = location === undefined ? cacheFolder(surveyor.project.root) : resolve(io.cwd, location);
  const report = await surveyPaths(surveyor, paths, values.strict ? "strict" : "recommended", values["no-cache"] ? undefined : folder, io);
  const colors = values.output === undefined ? io.colors : pc.createColors(false);
  emit(format === "json" ? jsonReport(report) : textReport(report, colors), values.output, io);
  return report.findings.length > 0 ? 1 : 0;
}

async function surveyPaths(surveyor: Surveyor, paths: readonly string[], preset: Preset, cache: string | undefined, io: Io): Promise<CheckReport> {
  const { project } = surveyor;
  const { files, unreadable } = sourceFiles(project.root, paths);
  const progress = new Progress(io, files.length);
  const { found, counts, skipped } = await surveyAll(surveyor, files, preset, cache, (done) => progress.step(done));
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

/** Surveys all files, or only those for which a folder keeps nothing that still holds. */
async function surveyAll(surveyor: Surveyor, files: readonly string[], preset: Preset, cache: string | undefined, step: (done: number) => void): Promise<Survey> {
  const { project, foundation } = surveyor;
  // What nobody keeps needs no basis.
  if (cache === undefined || !foundation) return together(await surveyFiles({ ...surveyor, foundation: undefined }, files, preset, step));
  const kept = new KeptSurveys(cache, project, foundation);
  const surveys = await surveyAnew(surveyor, foundation, kept, files, preset, step);
  kept.save();
  return together(surveys);
}
