import { isUnscoped } from "../tenant/tenant-context.ts";
import { scopeNode } from "./kysely/kysely-scope.ts";
import { refuseOperation } from "./scope-refused-error.ts";
import type { TenantModels } from "./tenant-models.ts";

/**
 * A plugin for Kysely.
 *
 * @example
 * const plugin: KyselyScopePlugin = kyselyTenantScope({ owned: { plots: "company_id" } });
 */
export interface KyselyScopePlugin {
  transformQuery<Node extends { readonly kind: string }>(args: { readonly node: Node }): Node;
  transformResult<Result>(args: { readonly result: Result }): Promise<Result>;
}

/**
 * A plugin that keeps a Kysely instance inside the tenant in force: every table of a tenant, wherever a query names it, gives its rows only,
 * inserts are stamped, and no update gives a row away. Models are tables and columns as the queries spell them. No tenant throws
 * TenantRequiredError; SQL text that could read a table, MERGE, REPLACE and changes to the schema throw ScopeRefusedError, except in
 * `withoutTenant`. Give it first among the plugins.
 *
 * Concurrency: adds nothing to what Kysely promises; a query belongs to the tenant in which it is compiled, which `execute` does. Nothing
 * outlives a crash.
 *
 * @example
 * const db = new Kysely<Database>({ dialect, plugins: [kyselyTenantScope({ owned: { plots: "company_id" }, shared: ["countries"] })] });
 */
export function kyselyTenantScope(models: TenantModels): KyselyScopePlugin {
  return {
    transformQuery: ({ node }) => {
      if (isUnscoped()) return node;
      if (!/^(?:Select|Insert|Update|Delete)QueryNode$/.test(node.kind)) throw refuseOperation(node.kind.replace(/(?:Query)?Node$/, ""), "use select, insert, update and delete");
      return scopeNode({ models, expressions: new Set() }, node) as unknown as typeof node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
}
