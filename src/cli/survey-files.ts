import type { Preset } from "../findings/confidence.ts";
import { noCounts, type Counts } from "../findings/counts.ts";
import type { SkippedFile } from "../reporters/report.ts";
import { surveyInThreads } from "./survey-threads.ts";
import { surveyFile, type FileSurvey, type SurveyedFinding, type Surveyor } from "./survey.ts";

/** What was found in many files, in their order. */
export interface Survey {
  readonly found: readonly SurveyedFinding[];
  readonly counts: Counts;
  readonly skipped: readonly SkippedFile[];
}

/** Judges files, given by absolute paths, in their order; nothing of one file is kept but its findings. `step` hears how many are done. */
export async function surveyFiles(surveyor: Surveyor, files: readonly string[], preset: Preset, step: (done: number) => void): Promise<readonly (FileSurvey | undefined)[]> {
  const { helpers } = surveyor;
  const areMany = helpers !== undefined && files.length > helpers.above;
  return areMany ? await surveyInThreads(surveyor, helpers, files, preset, step) : surveyHere(surveyor, files, preset, step);
}

function surveyHere(surveyor: Surveyor, files: readonly string[], preset: Preset, step: (done: number) => void): (FileSurvey | undefined)[] {
  return files.map((path, index) => {
    step(index);
    return surveyFile(surveyor, path, preset);
  });
}

/** What was found in all files. */
export function together(surveys: readonly (FileSurvey | undefined)[]): Survey {
  const counts: Counts = { ...noCounts(), files: surveys.length };
  const judged = surveys.filter((survey) => survey !== undefined);
  for (const one of judged) for (const name of Object.keys(counts) as (keyof Counts)[]) counts[name] += one.counts[name];
  return { found: judged.flatMap(({ found }) => found), counts, skipped: judged.flatMap(({ skipped }) => skipped ?? []) };
}
