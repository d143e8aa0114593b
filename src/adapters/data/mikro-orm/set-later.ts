import { tenantColumnsOf } from "../../../analysis/column-role.ts";
import type { Model } from "../../../catalog/catalog.ts";
import type { Node } from "../../../syntax/source-file.ts";

/** True where the statements behind a call set the tenant's key of what it gave: `const plot = em.create(…); plot.company = company;`. */
export function isKeyedLater(call: Node, model: Model): boolean {
  const declared = declaratorOf(call.parent);
  const list = declared?.parent.parent;
  if (declared?.id.type !== "Identifier" || (list?.type !== "BlockStatement" && list?.type !== "Program")) return false;
  const { id: { name }, parent } = declared;
  const keys = keysOf(model);
  const behind = list.body.slice(list.body.findIndex((statement) => statement === parent) + 1);
  return behind.some((statement) => {
    const set = statement.type === "ExpressionStatement" && statement.expression.type === "AssignmentExpression" ? statement.expression.left : undefined;
    if (set?.type !== "MemberExpression" || set.computed || set.object.type !== "Identifier" || set.property.type !== "Identifier") return false;
    return set.object.name === name && keys.has(set.property.name);
  });
}

function declaratorOf(node: Node | undefined): Extract<Node, { type: "VariableDeclarator" }> | undefined {
  if (node?.type === "TSAsExpression" || node?.type === "AwaitExpression") return declaratorOf(node.parent);
  return node?.type === "VariableDeclarator" ? node : undefined;
}

/** The tenant's columns, and the relations that hold them. */
function keysOf(model: Model): ReadonlySet<string> {
  const columns = tenantColumnsOf(model);
  const relations = [...model.fields.values()].filter(({ relation }) => relation?.columns.some((column) => columns.includes(column)) === true);
  return new Set([...columns, ...relations.map(({ name }) => name)]);
}
