import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "./io.ts";

/** Absolute paths of what was named on the command line; the working directory when nothing was. */
export function resolvePaths(cwd: string, paths: readonly string[]): string[] {
  const absolute = (paths.length > 0 ? paths : ["."]).map((path) => resolve(cwd, path));
  const missing = paths.find((_, index) => !existsSync(absolute[index] ?? ""));
  if (missing !== undefined) throw new UsageError(`There is no file or folder ${missing}.`);
  return absolute;
}
