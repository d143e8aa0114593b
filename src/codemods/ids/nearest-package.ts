import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder of the package.json that a file belongs to. */
export function nearestPackage(file: string): string | undefined {
  for (let at = dirname(file); ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return at;
    if (at === dirname(at)) return undefined;
  }
}
