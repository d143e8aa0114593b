import { isObject, type JsonObject } from "./disk.ts";

/** Conditions of places where a server's code does not run; their targets come last. */
const elsewhere = new Set(["browser", "worker", "react-native", "electron", "deno", "workerd", "edge-light", "react-server", "test"]);

/**
 * The files that the `exports` or `imports` of a manifest name for a key such as `.`, `./mail` or `#mail`, most likely
 * first and as they stand there. Every condition counts, in the order of the map: which of the targets is source is seen
 * on the disk. Undefined where the map does not know the key.
 */
export function mappedTargets(map: unknown, key: string): readonly string[] | undefined {
  const entries = entriesOf(map);
  const match = Object.hasOwn(entries, key) && !key.includes("*") ? { pattern: key, star: "" } : bestPattern(Object.keys(entries), key);
  if (!match) return undefined;
  const { usual, last } = leavesOf(entries[match.pattern]);
  return [...usual, ...last].map((target) => target.replaceAll("*", match.star));
}

/** The pattern with the longest text before its star, then the longest of all, and what its star stands for. */
export function bestPattern(patterns: readonly string[], key: string): { readonly pattern: string; readonly star: string } | undefined {
  let best: { pattern: string; star: string; before: number } | undefined;
  for (const pattern of patterns) {
    const before = pattern.indexOf("*");
    if (before < 0) continue;
    const after = pattern.slice(before + 1);
    if (key.length < pattern.length - 1 || !key.startsWith(pattern.slice(0, before)) || !key.endsWith(after)) continue;
    if (best && (before < best.before || (before === best.before && pattern.length <= best.pattern.length))) continue;
    best = { pattern, star: key.slice(before, key.length - after.length), before };
  }
  return best;
}

/** A map by subpath; a map of conditions, a list or a single file speaks for the package itself. */
function entriesOf(map: unknown): JsonObject {
  if (map === undefined || map === null) return {};
  return isObject(map) && Object.keys(map).every((key) => /^[.#]/.test(key)) ? map : { ".": map };
}

function leavesOf(target: unknown): { usual: string[]; last: string[] } {
  if (typeof target === "string") return { usual: [target], last: [] };
  const usual: string[] = [];
  const last: string[] = [];
  for (const [condition, part] of Object.entries(target ?? {}) as [string, unknown][]) {
    const leaves = leavesOf(part);
    (elsewhere.has(condition) ? last : usual).push(...leaves.usual);
    last.push(...leaves.last);
  }
  return { usual, last };
}
