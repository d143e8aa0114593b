import { isAbsolute, relative, sep } from "node:path";
import picomatch from "picomatch";
import { queueGlobs } from "./defaults.ts";

/** What runs in a file where no tenant is signed in; `queue` where each message is some tenant's. */
export type SystemFile = "queue" | "other";

/**
 * Tells whether a file runs where no tenant is signed in, and what runs there. `file` is absolute or seen from `root`.
 * Globs count in order and the last one that matches decides: one that begins with `!` takes files back.
 */
export function systemFiles(root: string, globs: readonly string[]): (file: string) => SystemFile | undefined {
  const tests = globs.map((glob) => ({ takesBack: glob.startsWith("!"), runs: queueGlobs.includes(glob) ? ("queue" as const) : ("other" as const), matches: matcher(glob.replace(/^!/, "")) }));
  return (file) => {
    const path = (isAbsolute(file) ? relative(root, file) : file).split(sep).join("/");
    const last = tests.findLast(({ matches }) => matches(path));
    return last?.takesBack === false ? last.runs : undefined;
  };
}

/** As picomatch itself matches, without the account that it gives of each match. */
function matcher(glob: string): (path: string) => boolean {
  const pattern = picomatch.makeRe(glob, { dot: true });
  return (path) => path === glob || pattern.test(path);
}
