import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** True when a package.json between a file and the project's root, both included, lists `@ringfence/runtime`. */
export function dependsOnRuntime(file: string, root: string): boolean {
  for (let at = dirname(file); ; at = dirname(at)) {
    if (lists(join(at, "package.json"))) return true;
    if (at === root || at === dirname(at)) return false;
  }
}

function lists(manifest: string): boolean {
  if (!existsSync(manifest)) return false;
  try {
    const { dependencies, devDependencies, peerDependencies } = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, object | undefined>;
    return [dependencies, devDependencies, peerDependencies].some((one) => one !== undefined && "@ringfence/runtime" in one);
  } catch {
    return false;
  }
}
