import { spawnSync } from "node:child_process";

/** What git says is not committed below a folder, one `XY path` each; undefined where the folder is in no repository. */
export function gitChanges(folder: string): readonly string[] | undefined {
  // Untracked files count: what undo cannot give back and git does not know is lost when a migration goes wrong.
  const { status, stdout } = spawnSync("git", ["status", "--porcelain", "--untracked-files=all", "--", "."], { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 });
  return status === 0 ? stdout.split("\n").filter((line) => line !== "") : undefined;
}
