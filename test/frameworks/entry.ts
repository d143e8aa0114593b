import type { EntryPoint } from "../../src/frameworks/framework.ts";
import { entryPointOf } from "../../src/frameworks/entry-point.ts";
import { frameworks } from "../../src/frameworks/index.ts";
import { originAt } from "../../src/frameworks/shape.ts";
import { sitesAt } from "./support.ts";

/** The entry point of the function around `HERE`. */
export function entryAt(code: string, path?: string): EntryPoint | undefined {
  return entryPointOf(sitesAt(code, "HERE", path), frameworks);
}

/** An entry in one line: framework, kind when it is a job, what stands before it. */
export function outline(entry: EntryPoint | undefined): string {
  if (!entry) return "none";
  const before = entry.operators ? "operators" : entry.vouched ? "vouched" : entry.signedIn ? "signed in" : "open";
  return `${entry.framework} ${entry.kind === "job" ? "job" : before}${entry.untyped ? " where mounted" : ""}`;
}

/** Origins at paths written `0.params.id`, parameter first. */
export function origins(entry: EntryPoint | undefined, paths: readonly string[]): readonly (string | undefined)[] {
  return paths.map((path) => {
    const [index = "", ...steps] = path.split(".");
    return originAt(entry?.parameters[Number(index)], steps);
  });
}
