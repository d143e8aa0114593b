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

/** The search along imports. */
export interface Reach {
  /** True when a file's imports lead to one that is sought, over a few files in between. */
  leadsToSought(path: string, text: string): boolean;
  /** Drops what is known of one file; without a path, of all. */
  forget(path?: string): void;
}

/** Opens a search that looks at each file once. */
export function createReach({ resolve, read, isSought }: ReachQuestions): Reach {
  const known = new Map<string, Visited>();
  const visit = (path: string): Visited => {
    const before = known.get(path);
    if (before) return before;
    const text = read(path);
    const visited: Visited = { isSought: text !== undefined && isSought(path, text), imports: undefined };
    known.set(path, visited);
    return visited;
  };
  const importsIn = (text: string, path: string): readonly string[] => importedSources(text).flatMap((source) => resolve(source, path) ?? []);
  const importsOf = (path: string): readonly string[] => (visit(path).imports ??= importsIn(read(path) ?? "", path));
  const leadsToSought = (path: string, text: string): boolean => {
    // What a host hands over may be newer than what is on the disk.
    let ring = read(path) === text ? importsOf(path) : importsIn(text, path);
    const seen = new Set([path]);
    for (let hops = 1; hops <= farthest && ring.length > 0; hops++) {
      const next: string[] = [];
      for (const one of ring) {
        if (seen.has(one)) continue;
        seen.add(one);
        if (visit(one).isSought) return true;
        if (hops < farthest) next.push(...importsOf(one));
      }
      ring = next;
    }
    return false;
  };
  return {
    leadsToSought,
    forget(path) {
      if (path === undefined) known.clear();
      else known.delete(path);
    },
  };
}

interface Visited {
  readonly isSought: boolean;
  imports: readonly string[] | undefined;
}
