import type { Node } from "../syntax/source-file.ts";

/** What a class sets a field to: where it is declared, or in its constructor. */
export function fieldInitializer(owner: Node | undefined, field: string): Node | undefined {
  if (owner?.type !== "ClassDeclaration" && owner?.type !== "ClassExpression") return undefined;
  for (const member of owner.body.body) {
    if (member.type === "PropertyDefinition" && member.key.type === "Identifier" && member.key.name === field && member.value) return member.value;
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
    for (const statement of member.value.body?.body ?? []) {
      const set = statement.type === "ExpressionStatement" && statement.expression.type === "AssignmentExpression" ? statement.expression : undefined;
      const isField = set?.left.type === "MemberExpression" && set.left.object.type === "ThisExpression" && set.left.property.type === "Identifier" && set.left.property.name === field;
      if (set && isField) return set.right;
    }
  }
  return undefined;
}
