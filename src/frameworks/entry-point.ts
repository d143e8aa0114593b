import type { EntryPoint, Framework, FunctionSite } from "./framework.ts";
import { readsSession } from "./parts/reads-session.ts";
import { siblingsOf } from "./parts/siblings.ts";

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
    ...(entries.length > 1 && { before: undefined }),
    ...(entries.some(({ gates }) => !gates) && { gates: undefined }),
  };
}

/** Where more than names speak for another framework, that one knows better. */
function entryOf(site: FunctionSite, frameworks: readonly Framework[]): EntryPoint | undefined {
  let untyped: EntryPoint | undefined;
  for (const framework of frameworks) {
    const entry = framework.entry?.(site);
    if (entry?.untyped) untyped = entry;
    else if (entry) return isOpen(entry) && siblingsOf(site).some((sibling) => findsSomebody(sibling, framework)) ? { ...entry, signedIn: true } : entry;
  }
  return untyped;
}

/**
 * A handler that finds a user whom nothing in its file signs in, though none of its own middleware does: what stands
 * before it stands before all of its router. One that asks for the session by itself says nothing of the others.
 */
function findsSomebody(site: FunctionSite, framework: Framework): boolean {
  const entry = framework.entry?.(site);
  return entry !== undefined && isOpen(entry) && readsSession(site.fn, entry.parameters);
}

function isOpen({ mounted, signedIn, vouched }: EntryPoint): boolean {
  return mounted && !signedIn && !vouched;
}
