import { existsSync } from "node:fs";
import type { Basis, BasisFile } from "../basis.ts";
import type { Project } from "../project.ts";
import { cacheFile, readCache, writeCache } from "./cache-file.ts";
import type { FileSurvey, Foundation } from "./survey.ts";

/** What was found in a file, and what that rests on. */
export interface KeptSurvey extends Pick<FileSurvey, "found" | "counts"> {
  readonly basis: Basis;
}

/** As it is written: each file of a basis once, and each survey with the numbers of those that its verdict rests on. */
interface Written {
  readonly files: readonly BasisFile[];
  readonly surveys: readonly (readonly [path: string, settings: string, basis: readonly number[], found: Omit<KeptSurvey, "basis">])[];
}

/** The surveys of a project's files that earlier runs have left on the disk, by absolute path. */
export class KeptSurveys {
  readonly #file: string;
  readonly #key: string;
  readonly #surveys: Map<string, KeptSurvey>;
  #hasChanged = false;

  /** Reads what is kept in a folder, which need not exist. */
  constructor(folder: string, { root }: Project, foundation: Foundation) {
    this.#file = cacheFile(folder, root);
    this.#key = `${foundation.program()} ${root}`;
    const written = readCache(this.#file, this.#key) as Written | undefined;
    this.#surveys = new Map(written && opened(written));
  }

  get isEmpty(): boolean {
    return this.#surveys.size === 0;
  }

  of(path: string): KeptSurvey | undefined {
    return this.#surveys.get(path);
  }

  /** Keeps what was found in a file, or forgets the file. */
  keep(path: string, kept: KeptSurvey | undefined): void {
    if (kept) this.#surveys.set(path, kept);
    else if (!this.#surveys.delete(path)) return;
    this.#hasChanged = true;
  }

  /** Writes what is kept, without files that are gone; nothing when all is as it was. */
  save(): void {
    if (!this.#hasChanged) return;
    writeCache(this.#file, this.#key, asWritten([...this.#surveys].filter(([path]) => existsSync(path))));
  }
}

function asWritten(all: readonly (readonly [string, KeptSurvey])[]): Written {
  const files: BasisFile[] = [];
  // By the object first, by its text where it comes from another thread.
  const numbers = new Map<BasisFile | string, number>();
  const numberOf = (file: BasisFile): number => {
    const known = numbers.get(file);
    if (known !== undefined) return known;
    const text = JSON.stringify(file);
    const number = numbers.get(text) ?? files.push(file) - 1;
    numbers.set(text, number).set(file, number);
    return number;
  };
  const surveys = all.map(([path, { basis, found, counts }]) => [path, basis.settings, basis.files.map(numberOf), { found, counts }] as const);
  return { files, surveys };
}

function opened({ files, surveys }: Written): (readonly [string, KeptSurvey])[] {
  return surveys.map(([path, settings, basis, found]) => [path, { ...found, basis: { settings, files: basis.map((number) => files[number] as BasisFile) } }]);
}
