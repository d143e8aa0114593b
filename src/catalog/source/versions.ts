import { dirname, join } from "node:path";
import { readText } from "../repository-files.ts";

/** The version of a package that the files of a folder get: the installed one, else the lowest that the nearest manifest which names it allows, as `1.0.0-rc.5`. */
export function versionNear(file: string | undefined, name: string): string | undefined {
  if (file === undefined) return undefined;
  const asked = new RegExp(`"${name}"\\s*:\\s*"(?:npm:[^"]*@)?[\\^~>=v ]*(\\d+\\.[\\w.+-]*)`);
  for (let at = dirname(file); ; at = dirname(at)) {
    const [, installed] = /"version"\s*:\s*"([^"]+)"/.exec(readText(join(at, "node_modules", name, "package.json"))) ?? [];
    const version = installed ?? asked.exec(readText(join(at, "package.json")))?.[1];
    if (version !== undefined) return version;
    if (at === dirname(at)) return undefined;
  }
}
