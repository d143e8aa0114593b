import { basename, dirname, join, relative, sep } from "node:path";
import { apart } from "./apart.ts";
import { readText, type Package, type RepositoryFiles } from "./repository-files.ts";
import type { SchemaFiles, SourceReader } from "./schema-reader.ts";

const sources = /(?<!\.d)\.[cm]?[jt]sx?$/;
const tests = /\.(?:test|spec|stories|bench)\.[cm]?[jt]sx?$/;

/** True for a file in which a reader's models may be declared, going by its name. */
export function isModule(file: string, reader: SourceReader): boolean {
  return isNamedAs(reader.files ?? sources, file);
}

/** True for a module of hand-written code, going by its name. */
export function isCode(file: string): boolean {
  return isNamedAs(sources, file);
}

function isNamedAs(pattern: RegExp, file: string): boolean {
  const name = basename(file);
  return pattern.test(name) && !tests.test(name);
}

/** The modules whose text says that they declare models, or say more of these, by reader; each file is read once for all of them. */
export function modulesOf(files: RepositoryFiles, readers: readonly SourceReader[]): Map<SourceReader, string[]> {
  const found = new Map(readers.map((reader) => [reader, [] as string[]]));
  const used = new Map<Package, readonly SourceReader[]>();
  for (const file of files.all) {
    const home = files.packageOf(dirname(file));
    const asked = used.get(home) ?? readers.filter((reader) => usesOneOf(home, reader.packages));
    used.set(home, asked);
    const wanting = asked.filter((reader) => isModule(file, reader));
    if (wanting.length === 0) continue;
    const text = readText(file);
    for (const reader of wanting) if (reader.hint.test(text) || reader.beside?.test(text) === true) found.get(reader)?.push(file);
  }
  return found;
}

/** Those of the files whose text says that they declare models. */
export function matchingModules(files: readonly string[], reader: SourceReader): string[] {
  return files.filter((file) => reader.hint.test(readText(file)));
}

/** True for a package that uses one of those named; without any manifest nothing says what it uses, so it may. */
export function usesOneOf(home: Package, packages: readonly string[]): boolean {
  for (let at: Package | undefined = home; at; at = at.outer) {
    const { manifest } = at;
    if (packages.some((name) => manifest.includes(`"${name}"`))) return true;
  }
  return home.manifest === "" && home.outer === undefined;
}

/** One schema for each package; what stands in its fixtures and examples is apart. */
export function groupByPackage(files: readonly string[], repository: RepositoryFiles): SchemaFiles[] {
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const { home } = repository.packageOf(dirname(file));
    const steps = relative(home, dirname(file)).split(sep);
    const aside = steps.findIndex((step) => apart.test(step));
    const key = aside < 0 ? home : join(home, ...steps.slice(0, aside + 2));
    const group = groups.get(key);
    if (group) group.push(file);
    else groups.set(key, [file]);
  }
  return [...groups.values()].map((group) => ({ files: group, models: group, configured: false }));
}

/** The same for what a reader reads: a package in which nothing declares a model has no schema. */
export function groupsOf(files: readonly string[], reader: SourceReader, repository: RepositoryFiles): SchemaFiles[] {
  const groups = groupByPackage(files, repository);
  return reader.beside ? groups.filter((group) => group.files.some((file) => reader.hint.test(readText(file)))) : groups;
}
