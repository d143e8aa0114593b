import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../syntax/source-file.ts";
import type { FunctionNode, Reference } from "./value.ts";

/** True when the source declares that a parameter, or a property of one, may be undefined: `teamId?: string`. */
export function isOptionalArgument({ root, path }: Reference): boolean {
  if (root.kind !== "parameter") return false;
  const parameter = root.fn.params[root.index];
  if (!parameter) return false;
  return mayBeUndefinedAt(annotated(parameter), path, root.fn);
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

function mayBeUndefinedAt({ type, optional, defaulted }: Annotated, path: readonly string[], within: Node): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return optional || (!defaulted && type !== undefined && allowsUndefined(type));
  if (type?.type === "TSTypeReference") return mayBeUndefinedAt({ type: declaredAs(type, within), optional: false }, path, within);
  const members = type?.type === "TSTypeLiteral" ? type.members : [];
  const member = members.find((one) => one.type === "TSPropertySignature" && one.key.type === "Identifier" && one.key.name === key);
  if (member?.type !== "TSPropertySignature") return false;
  return mayBeUndefinedAt({ type: member.typeAnnotation?.typeAnnotation, optional: member.optional }, rest, within);
}

function allowsUndefined(type: TSESTree.TypeNode): boolean {
  if (type.type === "TSUnionType") return type.types.some(allowsUndefined);
  return type.type === "TSUndefinedKeyword";
}

/** The literal type that a name stands for in the same file, as a type alias or an interface at the top. */
function declaredAs(type: TSESTree.TSTypeReference, within: Node): TSESTree.TypeNode | undefined {
  if (type.typeName.type !== "Identifier") return undefined;
  const { name } = type.typeName;
  let top: Node = within;
  while (top.parent) top = top.parent;
  if (top.type !== "Program") return undefined;
  for (const statement of top.body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type === "TSTypeAliasDeclaration" && declaration.id.name === name) return declaration.typeAnnotation;
    if (declaration?.type === "TSInterfaceDeclaration" && declaration.id.name === name) {
      return { type: "TSTypeLiteral", members: declaration.body.body } as unknown as TSESTree.TSTypeLiteral;
    }
  }
  return undefined;
}
