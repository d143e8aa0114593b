import type { Access, WrittenRow } from "../analysis/access.ts";
import { tenantColumnsOf } from "../analysis/column-role.ts";
import { propertyOf } from "../analysis/object-value.ts";
import type { Model } from "../catalog/catalog.ts";

/**
 * What hooks of a model do for a call of one of its methods; rows that name their tenant themselves are judged by what they name, and a
 * query that is told what a hook looks for is judged without it.
 */
export function heldByHook(model: Model, method: string, data: readonly WrittenRow[] = [], told: readonly string[] = []): Pick<Access, "heldBy"> {
  const columns = tenantColumnsOf(model);
  const own = (model.hooks ?? []).filter(({ column, methods, asksFor }) => columns.includes(column) && methods.includes(method) && !asksFor?.some((name) => told.includes(name)));
  const [hook] = [...own].sort((a, b) => Number(b.sure) - Number(a.sure));
  if (!hook) return {};
  const isNamed = !hook.always && data.some((row) => row.kind === "create" && propertyOf(row.columns, hook.column) !== undefined);
  if (isNamed) return {};
  return { heldBy: { sure: hook.sure, ...(hook.always ? {} : { yields: true }), text: `a hook of \`${model.name}\` ${hook.sure || hook.unless ? "sets" : "may set"} \`${hook.column}\` before \`${method}\`${hook.unless ? EXCEPT[hook.unless] : ""}` } };
}

const EXCEPT = { nobody: ", and nothing where nobody is known", told: ", to what the query is told" } as const;
