import { importedSources } from "./imports.ts";

/** What the search against the direction of imports asks about files, given by absolute paths. */
export interface ImporterQuestions {
  /** The files whose imports count. */
  readonly files: () => Iterable<string>;
  readonly resolve: (specifier: string, fromFile: string) => string | undefined;
  /** The text of a file; undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** What another thread has found, once. */
  readonly found?: (() => ImportersOfAll | undefined) | undefined;
}

/** The files that import each file; plain data. */
export type ImportersOfAll = ReadonlyMap<string, readonly string[]>;

/** Which files import one, themselves or from a file that passes it on. */
export interface Importers {
  /** Sorted. */
  of(path: string): readonly string[];
  /** A file, and those whose names may be got from it. */
  behind(path: string): ReadonlySet<string>;
  readonly all: ImportersOfAll;
  /** Drops what is known. */
  forget(): void;
}

/** A barrel, one of CommonJS, and a file that gives away objects which it makes of others' classes. */
const passing = /\bexport\s*(?:\*|\{[^}]*\}\s*from\b)|\bexports\b[^;\n]*\brequire\s*\(|^(?:export\s[^;\n]*|module\.exports\s*=\s*|const\s+[\w$]+[^;=\n]*=\s*)\bnew\s/m;

/** What a file gives away under names of its own: `export { plots }`, `export default { plots }`, `module.exports = plots`. */
const giving = /\b(?:export\s*(?:default\b)?|module\.exports\s*=)\s*(?:\{([^{}]*)\}|([\w$]+)\s*(?:;|$))/gm;

/** What a file gets from others: `import plots from …`, `const plots = require(…)`. */
const getting = /^import\s([^;"']*?)\sfrom\b|^(?:const|let|var)\s([^;=]*)=\s*require\b/gm;

/** True for a text that gives away what it gets from other files. */
function passesOn(text: string): boolean {
  if (passing.test(text)) return true;
  const given = wordsIn(text.matchAll(giving));
  if (given.length === 0) return false;
  const got = new Set(wordsIn(text.matchAll(getting)));
  return given.some((name) => got.has(name));
}

function wordsIn(matches: Iterable<RegExpMatchArray>): readonly string[] {
  return Array.from(matches, ([, one, other]) => (one ?? other ?? "").match(/[\w$]+/g) ?? []).flat();
}

/** How many files may pass a name on before it is where it is imported. */
const farthest = 3;

/** Opens a search that reads each file once, when it is first asked. */
export function createImporters({ files, resolve, read, found = () => undefined }: ImporterQuestions): Importers {
  const behind = new Map<string, ReadonlySet<string>>();
  let importers: ImportersOfAll | undefined;
  const importsOf = (path: string): readonly string[] => importedSources(read(path) ?? "").flatMap((source) => resolve(source, path) ?? []);
  /** What a file may pass on: it stands behind many others, and is looked into once. */
  const passed = new Map<string, readonly string[]>();
  const passedBy = (path: string): readonly string[] => {
    const known = passed.get(path);
    if (known) return known;
    const files = passesOn(read(path) ?? "") ? importsOf(path) : [];
    passed.set(path, files);
    return files;
  };
  const allBehind = (path: string): ReadonlySet<string> => {
    const known = behind.get(path);
    if (known) return known;
    const found = new Set([path]);
    let ring: readonly string[] = [path];
    for (let hops = 0; hops < farthest && ring.length > 0; hops++) {
      ring = ring.flatMap(passedBy).filter((one) => !found.has(one));
      for (const one of ring) found.add(one);
    }
    behind.set(path, found);
    return found;
  };
  const search = (): ImportersOfAll => {
    const reaching = new Map<string, string[]>();
    for (const file of [...files()].sort()) {
      const reached = new Set(importsOf(file).flatMap((one) => [...allBehind(one)]));
      for (const one of reached) {
        const before = reaching.get(one);
        if (before) before.push(file);
        else reaching.set(one, [file]);
      }
    }
    return reaching;
  };
  const all = (): ImportersOfAll => (importers ??= found() ?? search());
  return {
    of: (path) => all().get(path)?.filter((file) => file !== path) ?? [],
    get all() {
      return all();
    },
    behind: allBehind,
    forget() {
      importers = undefined;
      behind.clear();
      passed.clear();
    },
  };
}
