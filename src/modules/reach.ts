import { importedSources } from "./imports.ts";

/** What the search along imports asks about files, given by absolute paths. */
export interface ReachQuestions {
  readonly resolve: (specifier: string, fromFile: string) => string | undefined;
  /** The text of a file; undefined when it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** True for what is searched. */
  readonly isSought: (path: string, text: string) => boolean;
}

/** A handler calls a service, the service a repository, and each may stand behind a barrel. */
const farthest = 4;

/** Tells whether a file's imports lead to one that is sought, over a few files in between. */
export function createReach({ resolve, read, isSought }: ReachQuestions): (path: string, text: string) => boolean {
  const known = new Map<string, Visited>();
  const visit = (path: string, text = read(path)): Visited => {
    const before = known.get(path);
    if (before) return before;
    const visited: Visited = { isSought: text !== undefined && isSought(path, text), imports: undefined, text };
    known.set(path, visited);
    return visited;
  };
  const importsOf = (path: string, visited: Visited): readonly string[] => {
    visited.imports ??= importedSources(visited.text ?? "").flatMap((source) => resolve(source, path) ?? []);
    visited.text = undefined;
    return visited.imports;
  };
  return (path, text) => {
    let ring = importsOf(path, visit(path, text));
    const seen = new Set([path]);
    for (let hops = 1; hops <= farthest && ring.length > 0; hops++) {
      const next: string[] = [];
      for (const one of ring) {
        if (seen.has(one)) continue;
        seen.add(one);
        const visited = visit(one);
        if (visited.isSought) return true;
        if (hops < farthest) next.push(...importsOf(one, visited));
      }
      ring = next;
    }
    return false;
  };
}

interface Visited {
  readonly isSought: boolean;
  imports: readonly string[] | undefined;
  /** Kept until the imports are asked for. */
  text: string | undefined;
}
