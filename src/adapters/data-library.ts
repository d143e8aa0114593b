import type { Value } from "../analysis/value.ts";
import { dataAdapters } from "./data/index.ts";

/** True for what a data library itself exports, such as `inArray` or `drizzle`, whichever file it is called in. */
export function isOfDataLibrary(callee: Value): boolean {
  if (callee.kind !== "reference" || callee.root.kind !== "import") return false;
  const { source } = callee.root;
  return dataAdapters.some(({ packages }) => packages.some((name) => source === name || source.startsWith(`${name}/`)));
}
