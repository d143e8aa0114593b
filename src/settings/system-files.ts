import { isAbsolute, relative, sep } from "node:path";
import picomatch from "picomatch";

/**
 * Tells whether a file runs where no tenant is signed in. `file` is absolute or seen from `root`.
 * Globs count in order and the last one that matches decides: one that begins with `!` takes files back.
 */
export function systemFiles(root: string, globs: readonly string[]): (file: string) => boolean {
  const tests = globs.map((glob) => ({ takesBack: glob.startsWith("!"), matches: matcher(glob.replace(/^!/, "")) }));
  return (file) => {
    const path = (isAbsolute(file) ? relative(root, file) : file).split(sep).join("/");
    const last = tests.findLast(({ matches }) => matches(path));
    return last !== undefined && !last.takesBack;
  };
}

/** As picomatch itself matches, without the account that it gives of each match. */
function matcher(glob: string): (path: string) => boolean {
  const pattern = picomatch.makeRe(glob, { dot: true });
  return (path) => path === glob || pattern.test(path);
}
