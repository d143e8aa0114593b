import type { Value } from "../../analysis/value.ts";

/** True for what reads as an id, or a list of ids. */
export function namesId(value: Value): boolean {
  if (value.kind !== "reference") return false;
  const step = value.path.findLast((one) => one !== "*") ?? ("name" in value.root ? value.root.name : undefined);
  return /(?:^|[a-z_])(?:ids?|uuids?|keys?)$|I[dD]s?$/.test(step ?? "");
}
