import { dirname, join } from "node:path";
import type { Model } from "../catalog.ts";
import { readText } from "../repository-files.ts";

/**
 * What filters do with undefined: what `invalidWhereValuesBehavior` of the data source says, else what the version of the
 * nearest manifest does. Nothing for 0.3 without the option, which drops it in finds and matches nothing in writes.
 * https://typeorm.io/docs/data-source/null-and-undefined-handling
 */
export function undefinedInFilters(files: readonly string[]): Model["whenUndefined"] {
  for (const file of files) {
    const [, options] = /\binvalidWhereValuesBehavior\s*:\s*\{([^}]*)\}/.exec(readText(file)) ?? [];
    const [, said] = /\bundefined\s*:\s*["'](\w+)["']/.exec(options ?? "") ?? [];
    if (said !== undefined) return said === "throw" ? "throws" : "drops";
  }
  const version = versionNear(files[0]);
  return version !== undefined && version >= 1 ? "throws" : undefined;
}

/** The major version that the nearest manifest that names the library asks for. */
function versionNear(file: string | undefined): number | undefined {
  if (file === undefined) return undefined;
  for (let at = dirname(file); ; at = dirname(at)) {
    const [, major] = /"typeorm"\s*:\s*"(?:npm:[^"]*@)?[\^~>=v ]*(\d+)\./.exec(readText(join(at, "package.json"))) ?? [];
    if (major !== undefined) return Number(major);
    if (at === dirname(at)) return undefined;
  }
}
