import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { nearestPackage } from "./nearest-package.ts";
import { loadTsMorph } from "../load-ts-morph.ts";
import { configAbove } from "../trial/compile.ts";

/** The file that a specifier means in a file, as TypeScript resolves it; undefined outside the file's own package. */
export function resolveModule(specifier: string, from: string): string | undefined {
  const { ts } = loadTsMorph();
  const config = configAbove(from);
  const options = config === undefined ? {} : ts.parseJsonConfigFileContent(ts.readConfigFile(config, (path) => readFileSync(path, "utf8")).config ?? {}, { ...ts.sys, readDirectory: () => [] }, dirname(config)).options;
  const { resolvedModule } = ts.resolveModuleName(specifier, from, { moduleResolution: ts.ModuleResolutionKind.Bundler, module: ts.ModuleKind.ESNext, allowJs: true, ...options }, ts.sys);
  const found = resolvedModule?.resolvedFileName;
  if (found === undefined || /\.d\.[cm]?ts$/.test(found) || found.includes("/node_modules/")) return undefined;
  return nearestPackage(realpathSync(found)) === nearestPackage(realpathSync(from)) ? join(found) : undefined;
}
