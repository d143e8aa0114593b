import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../syntax/source-file.ts";
import type { FunctionNode, Reference } from "./value.ts";

/** True when the source declares that a parameter, or a property of one, may be undefined: `teamId?: string`. */
export function isOptionalArgument({ root, path }: Reference): boolean {
  if (root.kind !== "parameter") return false;
  const parameter = root.fn.params[root.index];
  if (!parameter) return false;
  return mayBeUndefinedAt(annotated(parameter), path, programOf(root.fn));
}

interface Annotated {
  readonly type: TSESTree.TypeNode | undefined;
  readonly optional: boolean;
  /** True when a default takes the place of undefined. */
  readonly defaulted?: true;
}

function annotated(parameter: FunctionNode["params"][number]): Annotated {
  switch (parameter.type) {
    case "Identifier":
    case "ObjectPattern":
    case "ArrayPattern":
      return { type: parameter.typeAnnotation?.typeAnnotation, optional: parameter.optional };
    case "TSParameterProperty":
      return annotated(parameter.parameter);
    case "AssignmentPattern":
      return { type: annotated(parameter.left).type, optional: false, defaulted: true };
    default:
      return { type: undefined, optional: false };
  }
}

function mayBeUndefinedAt({ type, optional, defaulted }: Annotated, path: readonly string[], program: TSESTree.Program): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return optional || (!defaulted && type !== undefined && allowsUndefined(type));
  const member = membersOf(type, program).find((one) => one.type === "TSPropertySignature" && one.key.type === "Identifier" && one.key.name === key);
  if (member?.type !== "TSPropertySignature") return false;
  return mayBeUndefinedAt({ type: member.typeAnnotation?.typeAnnotation, optional: member.optional }, rest, program);
}

function allowsUndefined(type: TSESTree.TypeNode): boolean {
  if (type.type === "TSUnionType") return type.types.some(allowsUndefined);
  return type.type === "TSUndefinedKeyword";
}

/** The members of a literal type, or of one that the same file declares at its top, as an alias or an interface. */
function membersOf(type: TSESTree.TypeNode | undefined, program: TSESTree.Program): readonly TSESTree.TypeElement[] {
  if (type?.type === "TSTypeLiteral") return type.members;
  if (type?.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return [];
  const { name } = type.typeName;
  for (const statement of program.body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type === "TSTypeAliasDeclaration" && declaration.id.name === name) return membersOf(declaration.typeAnnotation, program);
    if (declaration?.type === "TSInterfaceDeclaration" && declaration.id.name === name) return declaration.body.body;
  }
  return [];
}

function programOf(node: Node): TSESTree.Program {
  return node.type === "Program" ? node : programOf(node.parent);
}
