import type { TenantModels } from "../tenant-models.ts";
import { fromsIn, isNode, type KyselyNode, mapNode, nameOf, nodesIn } from "./kysely-nodes.ts";
import { ownedTables, scopeSources } from "./kysely-sources.ts";
import { checkUpdates, scopeInsert } from "./kysely-writes.ts";
import { checkFragment } from "../check-fragment.ts";

/** What a query is scoped with. */
export interface KyselyScope {
  readonly models: TenantModels;
  /** Names of common table expressions in sight, which hide tables of that name. */
  readonly expressions: ReadonlySet<string>;
}

/** The same query, or part of one, with all tables in it kept to the tenant's rows. */
export function scopeNode(outer: KyselyScope, node: KyselyNode): KyselyNode {
  const expressions = new Set(outer.expressions);
  const scope = isNode(node["with"]) ? { ...outer, expressions } : outer;
  const first = isNode(node["with"]) ? scopeExpressions(scope, expressions, node["with"]) : undefined;
  const inner: KyselyNode = { ...mapNode({ ...node, with: undefined }, (child) => scopeNode(scope, child)), with: first };
  switch (node.kind) {
    case "SelectQueryNode":
      return scopeSources(scope, inner, fromsIn(inner["from"]), "select");
    case "InsertQueryNode":
      return scopeInsert(scope, inner);
    case "UpdateQueryNode":
      checkUpdates(inner["updates"], [inner["table"], ...nodesIn(inner["joins"]).map(({ table }) => table)].flatMap((table) => ownedTables(scope, table, "update")));
      return scopeSources(scope, inner, [inner["table"], ...fromsIn(inner["from"])], "update");
    case "DeleteQueryNode":
      return scopeSources(scope, inner, [...fromsIn(inner["from"]), ...(isNode(inner["using"]) ? nodesIn(inner["using"]["tables"]) : [])], "delete");
    case "RawNode":
      return checkedText(inner);
    default:
      return inner;
  }
}

/** The expressions of a WITH, in order: each sees those before it, and itself only where they are recursive. */
function scopeExpressions(scope: KyselyScope, seen: Set<string>, node: KyselyNode): KyselyNode {
  const expressions = nodesIn(node["expressions"]);
  const see = ({ name }: KyselyNode): void => void seen.add(nameOf((name as KyselyNode)["table"]) ?? "");
  if (node["recursive"] === true) for (const expression of expressions) see(expression);
  const scoped = expressions.map((expression) => {
    const body = scopeNode(scope, expression["expression"] as KyselyNode);
    see(expression);
    return { ...expression, expression: body };
  });
  return { ...node, expressions: scoped };
}

function checkedText(node: KyselyNode): KyselyNode {
  const text = (node["sqlFragments"] as readonly string[]).join(" ");
  checkFragment(text);
  return node;
}
