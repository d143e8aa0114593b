import type { TSESTree } from "@typescript-eslint/types";
import { declarationOf } from "../syntax/exported.ts";
import type { FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";
import type { Reference } from "./value.ts";

/** True when the source declares that a parameter, or a property of one, may be undefined: `teamId?: string`. */
export function isOptionalArgument({ root, path }: Reference): boolean {
  if (root.kind !== "parameter") return false;
  const parameter = root.fn.params[root.index];
  if (!parameter) return false;
  const part = partOf(annotated(parameter), path, programOf(root.fn));
  return part !== undefined && mayBeUndefined(part);
}

/** True when the source declares that a parameter, or a property of one, is an object and nothing else: `user: User`. */
export function isRequiredArgument(argument: Reference): boolean {
  const type = requiredType(argument);
  return (type?.type === "TSTypeReference" || type?.type === "TSTypeLiteral") && argument.root.kind === "parameter" && !isNullable(type, programOf(argument.root.fn));
}

/** True when the source declares that a parameter, or a property of one, is a text or a number and nothing else: `companyId: string`. */
export function isRequiredId(argument: Reference): boolean {
  const type = requiredType(argument);
  return type?.type === "TSStringKeyword" || type?.type === "TSNumberKeyword";
}

/** The type that the source declares for a parameter, or for a property of one: `({ plots }: { plots: PlotService })`. */
export function typeOfArgument({ root, path }: Reference): TSESTree.TypeNode | undefined {
  const parameter = root.kind === "parameter" ? root.fn.params[root.index] : undefined;
  return parameter && root.kind === "parameter" ? partOf(annotated(parameter), path, programOf(root.fn))?.type : undefined;
}

function requiredType({ root, path }: Reference): TSESTree.TypeNode | undefined {
  const parameter = root.kind === "parameter" ? root.fn.params[root.index] : undefined;
  if (!parameter || root.kind !== "parameter") return undefined;
  const part = partOf(annotated(parameter), path, programOf(root.fn));
  return part?.optional === false ? part.type : undefined;
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

function mayBeUndefined({ type, optional, defaulted }: Annotated): boolean {
  return optional || (!defaulted && type !== undefined && allowsUndefined(type));
}

/** What is declared of a property, by the path to it; undefined where the file does not say. */
function partOf(whole: Annotated, path: readonly string[], program: TSESTree.Program): Annotated | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return whole;
  const member = membersOf(whole.type, program).find((one) => one.type === "TSPropertySignature" && one.key.type === "Identifier" && one.key.name === key);
  return member?.type === "TSPropertySignature" ? partOf({ type: member.typeAnnotation?.typeAnnotation, optional: member.optional }, rest, program) : undefined;
}

/** True for the name of a type that the same file declares to be one of several. */
function isNullable(type: TSESTree.TypeNode, program: TSESTree.Program): boolean {
  if (type.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return false;
  const { name } = type.typeName;
  return declaredIn(program).some((one) => one.type === "TSTypeAliasDeclaration" && one.id.name === name && one.typeAnnotation.type === "TSUnionType");
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
  const declaration = declaredIn(program).find(({ id }) => id.name === name);
  if (!declaration) return [];
  return declaration.type === "TSTypeAliasDeclaration" ? membersOf(declaration.typeAnnotation, program) : declaration.body.body;
}

function declaredIn(program: TSESTree.Program): readonly (TSESTree.TSTypeAliasDeclaration | TSESTree.TSInterfaceDeclaration)[] {
  return program.body.flatMap((statement) => {
    const declaration = declarationOf(statement);
    return declaration?.type === "TSTypeAliasDeclaration" || declaration?.type === "TSInterfaceDeclaration" ? [declaration] : [];
  });
}

function programOf(node: Node): TSESTree.Program {
  return node.type === "Program" ? node : programOf(node.parent);
}
