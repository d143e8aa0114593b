import { cacheAdapters } from "./cache/index.ts";
import { dataAdapters } from "./data/index.ts";

const hints = [...dataAdapters, ...cacheAdapters].map(({ hint }) => hint);

/** False when no library that Ringfence knows can be called in a text; saves parsing most files of a project. */
export function mayHoldCalls(text: string): boolean {
  return hints.some((hint) => hint.test(text));
}
