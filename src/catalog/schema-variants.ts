import { dirname } from "node:path";
import type { FoundSchema } from "./schema-reader.ts";

/**
 * Drops the variants of a schema that one package keeps for several databases, and copies that a generator left:
 * schemas of one package that declare mostly the same models. The one that a config names stays, else the largest, else the first by path.
 */
export function withoutVariants(schemas: readonly FoundSchema[]): FoundSchema[] {
  const kept: FoundSchema[] = [];
  const order = [...schemas].sort((a, b) => Number(b.configured) - Number(a.configured) || b.models.length - a.models.length || (a.directory < b.directory ? -1 : 1));
  for (const schema of order) {
    if (!kept.some((other) => areVariants(other, schema))) kept.push(schema);
  }
  return kept;
}

function areVariants(a: FoundSchema, b: FoundSchema): boolean {
  const together = a.home === b.home || dirname(a.directory) === dirname(b.directory);
  return together && mostlySame(a.models, b.models);
}

/** True when four in five of all names stand on both sides. */
function mostlySame(a: readonly string[], b: readonly string[]): boolean {
  const left = new Set(a);
  const all = new Set([...a, ...b]);
  const both = new Set(b.filter((name) => left.has(name)));
  return all.size > 0 && both.size >= all.size * 0.8;
}
