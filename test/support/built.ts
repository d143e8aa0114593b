import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { filesBelow, repository } from "./repository.ts";

/** Builds `dist` unless it is newer than every source: oxlint and the command run only what is built. */
export function ensureBuilt(): void {
  const entry = join(repository, "dist/index.js");
  const builtAt = existsSync(entry) ? statSync(entry).mtimeMs : 0;
  const sources = filesBelow("src", ".ts").filter((file) => !file.startsWith("src/runtime/"));
  if (sources.every((file) => statSync(join(repository, file)).mtimeMs < builtAt)) return;
  execFileSync(process.execPath, [join(repository, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], { cwd: repository });
}

/** A built module, by its path below `dist`. */
export function importBuilt(path: string): Promise<unknown> {
  return import(pathToFileURL(join(repository, "dist", path)).href);
}
