import { readdirSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute path of this repository, without a trailing slash. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Files below a folder of the repository that end in `suffix`, as paths from its root with forward slashes. */
export function filesBelow(folder: string, suffix: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((file) => !file.split("/").some((part) => part === "node_modules" || part === "dist"))
    .sort();
}
