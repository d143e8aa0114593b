import { spawnSync } from "node:child_process";
import { StepError } from "./must.mjs";

/** Runs git in `folder` and gives what it prints; variables of a git that may be running this one are kept out. */
export function git(folder, ...args) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
  const { status, stdout, stderr, error } = spawnSync("git", ["-c", "core.autocrlf=false", ...args], { cwd: folder, env, encoding: "utf8" });
  if (error) throw new StepError(`git cannot be run: ${error.message}`);
  if (status !== 0) throw new StepError(`git ${args[0]} failed: ${stderr.trim()}`);
  return stdout;
}
