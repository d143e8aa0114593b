import type { Model } from "../catalog.ts";
import { readText } from "../repository-files.ts";
import { versionNear } from "../source/versions.ts";

/**
 * What filters do with undefined: what `invalidWhereValuesBehavior` of the data source says, else what the version does that
 * is installed or stands in the nearest manifest. Nothing for 0.3 without the option, which drops it in finds and matches nothing in writes.
 * https://typeorm.io/docs/data-source/null-and-undefined-handling
 */
export function undefinedInFilters(files: readonly string[]): Model["whenUndefined"] {
  for (const file of files) {
    const [, options] = /\binvalidWhereValuesBehavior\s*:\s*\{([^}]*)\}/.exec(readText(file)) ?? [];
    const [, said] = /\bundefined\s*:\s*["'](\w+)["']/.exec(options ?? "") ?? [];
    if (said !== undefined) return said === "throw" ? "throws" : "drops";
  }
  return Number.parseInt(versionNear(files[0], "typeorm") ?? "0", 10) >= 1 ? "throws" : undefined;
}
