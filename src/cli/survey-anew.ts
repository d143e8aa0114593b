import { settingsKey, type BasisFile } from "../basis.ts";
import { reportedConfidences, type Preset } from "../findings/confidence.ts";
import type { Project } from "../project.ts";
import type { Rule } from "../rules/rule.ts";
import type { KeptSurvey, KeptSurveys } from "./kept-surveys.ts";
import { isSource } from "./source-files.ts";
import { surveyFiles } from "./survey-files.ts";
import type { FileSurvey, Foundation, Surveyor } from "./survey.ts";

/**
 * Surveys files as `surveyFiles` does, but judges only those whose verdict may be another than the one that was kept. What
 * is kept holds for every preset. Whether a file is worth judging is asked anew: that hangs on many files and is soon said.
 */
export async function surveyAnew(
  surveyor: Surveyor, foundation: Foundation, kept: KeptSurveys, files: readonly string[], preset: Preset, step: (done: number) => void,
): Promise<readonly (FileSurvey | undefined)[]> {
  const known = new KnownSurveys(surveyor, foundation, kept);
  // With nothing kept, threads do all the work better than this one does some of it before.
  const answers = kept.isEmpty ? files.map(() => undefined) : files.map((path) => known.of(path));
  const open = files.filter((_, index) => answers[index] === undefined);
  const judged = await surveyFiles(surveyor, open, "strict", (done) => step(files.length - open.length + done));
  for (const [index, path] of open.entries()) kept.keep(path, keepable(judged[index]));
  const fresh = new Map(open.map((path, index) => [path, judged[index]]));
  const all = files.map((path, index) => (answers[index] === "nothing" ? undefined : answers[index] ?? fresh.get(path)));
  return preset === "strict" ? all : all.map((survey) => survey && reportedBy(preset, survey, surveyor.rules));
}

function keepable(survey: FileSurvey | undefined): KeptSurvey | undefined {
  return survey?.basis && { found: survey.found, counts: survey.counts, basis: survey.basis };
}

/** Tells which of the surveys that are kept still hold. */
class KnownSurveys {
  readonly #surveyor: Surveyor;
  readonly #foundation: Foundation;
  readonly #kept: KeptSurveys;
  readonly #still = new Map<Project, Map<BasisFile, boolean>>();

  constructor(surveyor: Surveyor, foundation: Foundation, kept: KeptSurveys) {
    this.#surveyor = surveyor;
    this.#foundation = foundation;
    this.#kept = kept;
  }

  /** What judging the file would find, "nothing" for one that is not worth it, undefined where it must be judged. */
  of(path: string): FileSurvey | "nothing" | undefined {
    const project = this.#surveyor.projectOf(path);
    const text = isSource(path) ? this.#foundation.textOf(path, project) : undefined;
    if (text === undefined) return undefined;
    if (!this.#surveyor.isWorthJudging({ path, text }, project)) return "nothing";
    const kept = this.#kept.of(path);
    const holds = kept?.basis.settings === settingsKey(project) && kept.basis.files.every((file) => this.#isStill(file, project));
    return kept && holds ? { ...kept, skipped: undefined } : undefined;
  }

  #isStill(file: BasisFile, project: Project): boolean {
    const answers = this.#still.get(project) ?? new Map<BasisFile, boolean>();
    this.#still.set(project, answers);
    const still = answers.get(file) ?? this.#foundation.isStill(file, project);
    answers.set(file, still);
    return still;
  }
}

/** What a preset reports of what the strict one does: verdicts, fingerprints and counts are the same in both. */
function reportedBy(preset: Preset, survey: FileSurvey, rules: readonly Rule[]): FileSurvey {
  const recommended = new Set(rules.filter(({ docs }) => docs.recommended).map(({ name }) => name));
  return { ...survey, found: survey.found.filter(({ finding }) => recommended.has(finding.rule) && reportedConfidences[preset].includes(finding.confidence)) };
}
