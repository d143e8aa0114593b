import { availableParallelism } from "node:os";
import { join } from "node:path";
import { analyzeFile, basisOf, hearImporters, importersIn, isStill, isWorthJudging, textOf } from "../analyze.ts";
import type { ImportersOfAll } from "../modules/importers.ts";
import { findRoot, loadProject } from "../project.ts";
import { Projects } from "../projects.ts";
import { rules } from "../rules/index.ts";
import { programKey } from "./program-key.ts";
import type { Surveyor } from "./survey.ts";

/** Up to this many files one thread is done before another has started. */
const manyFiles = 300;

/** Each thread loads the judge and the schemas for itself, so more of them soon save less than they cost. */
const mostThreads = 4;

/** Gives the surveyor of the project that a folder belongs to; a helper is `told`, once, what `Helpers.ahead` gives. */
export type OpenSurveyor = (folder: string, told?: () => ImportersOfAll | undefined) => Surveyor;

/** The real judge, rules and libraries over the project that a folder belongs to. */
export const openSurveyor: OpenSurveyor = (folder, told) => {
  const projects = new Projects(folder);
  const home = projects.of(join(findRoot(folder), "package.json"));
  if (told) hearImporters(home, told);
  return {
    project: loadProject(findRoot(folder)),
    projectOf: (file) => projects.of(file),
    rules,
    analyze: analyzeFile,
    isWorthJudging,
    foundation: { program: () => programKey(), textOf, basisOf, isStill },
    helpers: { module: new URL("./survey-worker.js", import.meta.url), folder, count: Math.min(availableParallelism(), mostThreads) - 1, above: manyFiles, ahead: () => importersIn(home) },
  };
};
