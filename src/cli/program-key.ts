import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { dependencies, version } from "../version.ts";

/** The folder of this program's code, be it the source or what is built of it. */
const ownFolder = fileURLToPath(new URL("..", import.meta.url));

const code = /(?<!\.d)\.[jt]s$/;

/**
 * Names this program: its version, its code, and the versions of the packages and the engine it runs on. The version
 * alone would not do, since those who work on Ringfence change how it judges without changing that.
 */
export function programKey(home = ownFolder): string {
  const files = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((file) => code.test(file)).sort();
  const parts = files.map((file) => `${file}\n${readFileSync(join(home, file), "utf8")}`);
  return hash("sha1", [version, process.version, ...dependencies.map((name) => manifestOf(name, home)), ...parts].join("\0"));
}

/** The text of an installed package's manifest, which names its version. */
function manifestOf(name: string, home: string): string {
  for (let at = home; ; at = dirname(at)) {
    const file = join(at, "node_modules", name, "package.json");
    if (existsSync(file)) return readFileSync(file, "utf8");
    if (at === dirname(at)) return name;
  }
}
