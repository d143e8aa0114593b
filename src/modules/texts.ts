import { hash } from "node:crypto";
import { statSync } from "node:fs";

interface Known {
  readonly stamp: string;
  readonly text: string | undefined;
  /** Made when it is asked for. */
  hash?: string;
}

/** The texts of files, each read once and read anew when the file on the disk is another. */
export class Texts {
  readonly #read: (path: string) => string | undefined;
  readonly #known = new Map<string, Known>();

  /** `read` gives the text of a file by its absolute path; undefined when it cannot be read. */
  constructor(read: (path: string) => string | undefined) {
    this.#read = read;
  }

  of(path: string): string | undefined {
    return this.#at(path).text;
  }

  /** What tells a file's text from every other one; also that it cannot be read. */
  hashOf(path: string): string {
    const known = this.#at(path);
    return (known.hash ??= known.text === undefined ? "none" : hash("sha1", known.text));
  }

  /** Looks at all files again; gives the absolute paths of those with another text than before. */
  refresh(): readonly string[] {
    const changed: string[] = [];
    for (const [path, { stamp, text }] of this.#known) {
      const now = stampOf(path);
      if (now === stamp) continue;
      const fresh = this.#read(path);
      this.#known.set(path, { stamp: now, text: fresh });
      if (fresh !== text) changed.push(path);
    }
    return changed;
  }

  #at(path: string): Known {
    const known = this.#known.get(path) ?? { stamp: stampOf(path), text: this.#read(path) };
    this.#known.set(path, known);
    return known;
  }
}

/** What tells a file from what it was before: when it was written, and its size in bytes. */
export function stampOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${String(stats.mtimeMs)} ${String(stats.size)}` : "none";
}
