import type { Access, Related } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { itemsOf, memberOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import { anyOf } from "../../filter-parts.ts";
import type { Chain } from "../../query/chains.ts";
import { entityOf } from "./entities.ts";
import { textOf } from "./joins.ts";
import { lastStep, sourceOf } from "./query.ts";
import { keyFilter, missingInBuilders } from "./where.ts";

/** `createQueryBuilder().relation(Plot, "buyers").of(plot).add(buyer)`: the row that is meant, and those that it is tied to or that are loaded. */
export function relationAccess({ node, args: [given] }: Call, terminal: string, [chain]: readonly Chain[], facts: FileFacts): Access | undefined {
  const named = chain && lastStep(chain, "relation")?.args;
  const entity = named && (entityOf(named[0], facts.catalog) ?? sourceOf(chain, facts)?.model);
  const field = entity?.fields.get(textOf(named?.at(-1)) ?? "");
  const target = field?.relation && facts.catalog.models.get(field.relation.model);
  const of = chain && lastStep(chain, "of")?.args[0];
  if (!entity || !field || !target || !of) return undefined;
  const isLoad = terminal.startsWith("load");
  const base = { relation: field.name, model: target.name, data: [], related: [], node: given?.node } as const;
  const tied = isLoad || terminal === "remove" ? [] : rowsIn(given).map((row): Related => ({ ...base, kind: "connect", filter: keyFilter(row, target, missingInBuilders) }));
  return {
    library: "typeorm",
    model: entity.name,
    operation: isLoad ? "read" : "update",
    method: terminal,
    node,
    recognizedBy: "import",
    filter: anyOf(rowsIn(of).map((row) => keyFilter(row, entity, missingInBuilders))),
    data: [],
    related: isLoad ? [{ ...base, kind: "load", filter: { kind: "all" } }] : tied,
    unique: false,
    many: false,
    throwsWhenMissing: false,
    ...(isLoad ? { rows: (row) => memberOf(row, field.name) } : {}),
    places: {},
  };
}

/** One row or several, by key or as they are. */
function rowsIn(value: Value | undefined): readonly Value[] {
  if (value?.kind === "list") return itemsOf(value).map((item) => item.value);
  return value ? [value] : [];
}
