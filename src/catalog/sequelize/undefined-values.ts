import { dirname, join } from "node:path";
import type { Model } from "../catalog.ts";
import { readText } from "../repository-files.ts";

/**
 * What filters do with undefined: from 7 on, which is a package of its own, they throw wherever it stands; in 6 an operator
 * hands it on. https://sequelize.org/docs/v7/other-topics/upgrade/
 */
export function undefinedInFilters([file]: readonly string[]): Model["whenUndefined"] {
  if (file === undefined) return undefined;
  for (let at = dirname(file); ; at = dirname(at)) {
    const manifest = readText(join(at, "package.json"));
    if (manifest.includes('"@sequelize/core"')) return "throws";
    if (manifest.includes('"sequelize"') || at === dirname(at)) return undefined;
  }
}
