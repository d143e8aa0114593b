import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../syntax/source-file.ts";

/** How a class declares a field: where it stands among its members, or as a parameter of its constructor. */
export function fieldDeclared(owner: Node, name: string): TSESTree.PropertyDefinition | TSESTree.Parameter | undefined {
  if (owner.type !== "ClassDeclaration" && owner.type !== "ClassExpression") return undefined;
  for (const member of owner.body.body) {
    if (member.type === "PropertyDefinition" && member.key.type === "Identifier" && member.key.name === name) return member;
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
    const parameter = member.value.params.find((one) => nameOfPattern(one.type === "TSParameterProperty" ? one.parameter : one) === name);
    if (parameter) return parameter;
  }
  return undefined;
}

/** The getter of a class that is read as a field. */
export function getterDeclared(owner: Node, name: string): TSESTree.MethodDefinition | undefined {
  if (owner.type !== "ClassDeclaration" && owner.type !== "ClassExpression") return undefined;
  return owner.body.body.find((member): member is TSESTree.MethodDefinitionNonComputedName => member.type === "MethodDefinition" && member.kind === "get" && !member.computed && member.key.type === "Identifier" && member.key.name === name);
}

/** What a field is set to where nobody gives another: `constructor(private readonly plots = makePlots())`. */
export function setWhereDeclared(field: TSESTree.PropertyDefinition | TSESTree.Parameter): TSESTree.Expression | undefined {
  if (field.type === "PropertyDefinition") return field.value ?? undefined;
  const pattern = field.type === "TSParameterProperty" ? field.parameter : field;
  return pattern.type === "AssignmentPattern" ? pattern.right : undefined;
}

function nameOfPattern(pattern: Node): string | undefined {
  if (pattern.type === "AssignmentPattern") return nameOfPattern(pattern.left);
  return pattern.type === "Identifier" ? pattern.name : undefined;
}
