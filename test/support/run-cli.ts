import pc from "picocolors";
import { runCli } from "../../src/cli.ts";
import type { OpenSurveyor } from "../../src/cli/open-surveyor.ts";
import { findRoot, loadProject } from "../../src/project.ts";
import { Projects } from "../../src/projects.ts";
import { fakeAnalyze, fakeRule, isWorthFakeJudging } from "./fake-judge.ts";

const openFake: OpenSurveyor = (folder) => {
  const projects = new Projects(folder);
  return { project: loadProject(findRoot(folder)), projectOf: (file) => projects.of(file), rules: [fakeRule], analyze: fakeAnalyze, isWorthJudging: isWorthFakeJudging };
};

/** Runs the command line over the fake judge; nothing is written but what `--output` asks for. */
export async function runFakeCli(cwd: string, ...args: string[]) {
  let out = "";
  let err = "";
  const io = { cwd, out: (text: string) => (out += text), err: (text: string) => (err += text), colors: pc.createColors(false), interactive: false };
  const code = await runCli(args, io, openFake);
  return { code, out, err };
}
