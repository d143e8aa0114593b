import { mayHoldCalls } from "../adapters/hints.ts";
import { analyzeFile } from "../analyze.ts";
import { findRoot, loadProject } from "../project.ts";
import { Projects } from "../projects.ts";
import { rules } from "../rules/index.ts";
import type { Surveyor } from "./survey.ts";

/** Gives the surveyor of the project that a folder belongs to. */
export type OpenSurveyor = (folder: string) => Surveyor;

/** The real judge, rules and libraries over the project that a folder belongs to. */
export const openSurveyor: OpenSurveyor = (folder) => {
  const projects = new Projects(folder);
  return { project: loadProject(findRoot(folder)), projectOf: (file) => projects.of(file), rules, analyze: analyzeFile, mayHoldCalls };
};
