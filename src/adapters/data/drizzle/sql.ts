import { tenantColumnsOf } from "../../../analysis/column-role.ts";
import type { CallRoot, Value } from "../../../analysis/value.ts";
import { unread, type Column, type Condition } from "../../query/condition.ts";
import type { Reading } from "./conditions.ts";
import { columnOf } from "./tables.ts";

/**
 * A condition in the `sql` template: `sql\`${plots.companyId} = ${companyId}\`` is read; other text says something of the
 * columns it names, unless the tenant's may be among them.
 */
export function sqlCondition({ node, args }: CallRoot, value: Value, { tables }: Reading): Condition {
  const texts = node.type === "TaggedTemplateExpression" ? node.quasi.quasis.map((quasi) => quasi.value.raw) : undefined;
  if (!texts) return unread(value);
  const columns = args.flatMap((argument) => columnOf(argument, tables) ?? []);
  const [column] = columns;
  const operand = args[1];
  const isEquality = column && columns.length === 1 && args.length === 2 && columnOf(args[0], tables) && texts[0]?.trim() === "" && texts[2]?.trim() === "";
  if (isEquality && operand && texts[1]?.trim() === "=") {
    return { kind: "test", column, filter: { kind: "equals", column: column.name, value: operand, optional: false, whenUndefined: "throws", node: value.node } };
  }
  if (!column || columns.some(isTenants) || args.some(isFragment) || columns.some(({ table }) => mentionsKey(texts.join(" "), table.model))) return unread(value);
  return { kind: "test", column, filter: { kind: "other", column: column.name, value, node: value.node } };
}

function isTenants({ table, name }: Column): boolean {
  return tenantColumnsOf(table.model).includes(name);
}

/** SQL inside SQL, as far as it can be told from a value. */
function isFragment(value: Value): boolean {
  return value.kind === "unknown" || value.kind === "choice" || (value.kind === "reference" && value.root.kind === "call");
}

function mentionsKey(text: string, model: Column["table"]["model"]): boolean {
  return tenantColumnsOf(model).some((name) => text.includes(model.fields.get(name)?.column ?? name));
}
