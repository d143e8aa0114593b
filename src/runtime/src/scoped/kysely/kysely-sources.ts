import { type Owner, ownerOf } from "../owned-by.ts";
import { listedName } from "../tenant-models.ts";
import { allOf, isNode, type KyselyNode, nameOf, nodesIn } from "./kysely-nodes.ts";
import type { KyselyScope } from "./kysely-scope.ts";
import { scopeJoins } from "../scope-joins.ts";
import { refuseOperation } from "../scope-refused-error.ts";

/** A table that belongs to a tenant, where a query reads or writes it. */
export interface OwnedTable extends Owner {
  /** The table as the rest of the query names it: by its alias if it has one. */
  readonly reference: KyselyNode;
}

/** A query whose tables, named in these parts, give the tenant's rows only; the conditions stand in its WHERE and in its joins. */
export function scopeSources(scope: KyselyScope, query: KyselyNode, sources: readonly unknown[], verb: string): KyselyNode {
  const joins = nodesIn(query["joins"]);
  const owned = sources.flatMap((source) => ownedTables(scope, source, verb));
  const filtered = scopeJoins(
    joins,
    owned,
    (join) => String(join["joinType"]),
    (join) => ownedTables(scope, join["table"], verb),
    (join, tables) => ({ ...join, on: { kind: "OnNode", on: allOf(tables, isNode(join["on"]) ? join["on"]["on"] : undefined) } }),
  );
  return withWhere({ ...query, ...(joins.length > 0 && { joins: filtered }) }, "where", owned);
}

/** The query with conditions that only the tenant's rows of these tables meet, in front of its own. */
export function withWhere(query: KyselyNode, part: "where" | "updateWhere", owned: readonly OwnedTable[]): KyselyNode {
  if (owned.length === 0) return query;
  const before = isNode(query[part]) ? query[part]["where"] : undefined;
  return { ...query, [part]: { kind: "WhereNode", where: allOf(owned, before) } };
}

/** The tables of a tenant in one source of a query; a source that hides its tables is refused. */
export function ownedTables(scope: KyselyScope, source: unknown, verb: string): OwnedTable[] {
  if (!isNode(source)) return [];
  if (source.kind === "ListNode") return nodesIn(source["items"]).flatMap((item) => ownedTables(scope, item, verb));
  const node = source.kind === "AliasNode" ? source["node"] : source;
  if (!isNode(node) || node.kind !== "TableNode") {
    if (isNode(node) && ["SelectQueryNode", "ValuesNode", "FunctionNode"].includes(node.kind)) return [];
    throw refuseOperation(`a table.${verb}`, "name the table, without sql");
  }
  const name = tableName(scope, node);
  const owner = name === undefined ? undefined : ownerOf(scope.models, name, verb);
  if (name === undefined || owner === undefined) return [];
  const alias = source === node ? undefined : source["alias"];
  return [{ ...owner, reference: isNode(alias) ? alias : node }];
}

/** The name by which a table is listed, with its schema or without; undefined for a common table expression. */
function tableName({ models, expressions }: KyselyScope, { table }: KyselyNode): string | undefined {
  if (!isNode(table)) return undefined;
  const name = nameOf(table["identifier"]) ?? "";
  const schema = nameOf(table["schema"]);
  return schema === undefined && expressions.has(name) ? undefined : listedName(models, schema, name);
}
