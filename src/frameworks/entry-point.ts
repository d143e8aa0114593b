import type { EntryPoint, Framework, FunctionSite } from "./framework.ts";

/**
 * Where requests enter a function, seen from every place it is used at. When it is registered twice, it is as
 * guarded as the less guarded place.
 */
export function entryPointOf(sites: readonly FunctionSite[], frameworks: readonly Framework[]): EntryPoint | undefined {
  const entries = sites.flatMap((site) => entryOf(site, frameworks) ?? []);
  const [first] = entries;
  return first && {
    ...first,
    signedIn: entries.every(({ signedIn }) => signedIn),
    vouched: entries.every(({ vouched }) => vouched),
    operators: entries.every(({ operators }) => operators),
    mounted: entries.some(({ mounted }) => mounted),
  };
}

function entryOf(site: FunctionSite, frameworks: readonly Framework[]): EntryPoint | undefined {
  for (const framework of frameworks) {
    const entry = framework.entry?.(site);
    if (entry) return entry;
  }
  return undefined;
}
