import type { Model } from "../catalog.ts";
import { versionNear } from "../source/versions.ts";

/** What relational queries of 1.0 do with undefined: since its release candidates they throw, in the betas they leave it out. */
export function undefinedInFilters([file]: readonly string[]): Model["whenUndefined"] {
  const version = versionNear(file, "drizzle-orm");
  const [, major, stage, count] = /^(\d+)\.[\dx]+(?:\.[\dx]+)?(?:-(\w+)(?:\.(\d+))?)?/.exec(version ?? "") ?? [];
  if (major === undefined || Number(major) < 1) return undefined;
  const throws = stage === undefined || (stage === "rc" && Number(count ?? 0) >= 5);
  return throws ? "throws" : undefined;
}
