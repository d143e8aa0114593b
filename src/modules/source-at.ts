import { basename, dirname, join } from "node:path";
import type { Disk, JsonObject } from "./disk.ts";

const extensions = [".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"];

/** The files that an import with an extension may mean, source before output, as TypeScript looks for them. */
const standsFor: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".js", ".jsx"],
  ".jsx": [".tsx", ".ts", ".jsx", ".js"],
  ".mjs": [".mts", ".mjs"],
  ".cjs": [".cts", ".cjs"],
  ".ts": [".ts"],
  ".tsx": [".tsx"],
  ".mts": [".mts"],
  ".cts": [".cts"],
};

const sourceExtension = /\.[cm]?[jt]sx?$/;
const declaration = /\.d(?:\.\w+)?\.[cm]?ts$/;

/** The source file that a path of an import means: itself, with an extension, or the index of the folder. */
export function sourceAt(path: string, disk: Disk): string | undefined {
  return fileAt(path, disk) ?? sourceInFolder(path, disk);
}

/** The source file that stands for a folder: what its manifest names, or its index. */
export function sourceInFolder(folder: string, disk: Disk): string | undefined {
  const manifest = disk.json(join(folder, "package.json"));
  for (const target of manifest ? mainTargets(manifest) : []) {
    const path = join(folder, target);
    const found = fileAt(path, disk) ?? fileAt(join(path, "index"), disk);
    if (found !== undefined) return found;
  }
  return fileAt(join(folder, "index"), disk);
}

/** What a manifest without `exports` names as its entry, source first. */
export function mainTargets(manifest: JsonObject): readonly string[] {
  return ["source", "types", "typings", "module", "main"].map((field) => manifest[field]).filter((target) => typeof target === "string" && target !== "") as string[];
}

function fileAt(path: string, disk: Disk): string | undefined {
  const folder = dirname(path);
  const files = disk.filesIn(folder);
  if (files.size === 0) return undefined;
  const name = basename(path);
  const [extension = ""] = sourceExtension.exec(name) ?? [];
  const stem = name.slice(0, name.length - extension.length);
  const found = named(stem, standsFor[extension] ?? [], files) ?? named(name, extensions, files);
  return found === undefined ? undefined : join(folder, found);
}

function named(stem: string, endings: readonly string[], files: ReadonlySet<string>): string | undefined {
  for (const ending of endings) {
    const name = stem + ending;
    if (files.has(name) && !declaration.test(name)) return name;
  }
  return undefined;
}
