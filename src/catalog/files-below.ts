import { readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";

/**
 * The files below a folder, absolute and sorted, whose names are wanted. Hidden ones and folders of the names to
 * `skip` are left out, links are not followed, and a folder that cannot be listed counts as empty.
 */
export function filesBelow(folder: string, skip: ReadonlySet<string>, isWanted: (name: string) => boolean): string[] {
  const found: string[] = [];
  const open = [folder];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const entry of entriesOf(at)) {
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) {
        if (!skip.has(entry.name)) open.push(join(at, entry.name));
      } else if ((entry.isFile() || entry.isSymbolicLink()) && isWanted(entry.name)) found.push(join(at, entry.name));
    }
  }
  return found.sort();
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
