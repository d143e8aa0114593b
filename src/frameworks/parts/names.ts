import type { Node } from "../../syntax/source-file.ts";

/**
 * The names an expression is written with, from its root to its last property, through calls: `passport` and
 * `authenticate` for `passport.authenticate("jwt")`. Undefined when a part has no name.
 */
export function namesIn(node: Node): readonly string[] | undefined {
  switch (node.type) {
    case "Identifier":
    case "PrivateIdentifier":
      return [node.name];
    case "ThisExpression":
      return [];
    case "MemberExpression": {
      const before = namesIn(node.object);
      const last = node.computed ? undefined : namesIn(node.property);
      return before && last && [...before, ...last];
    }
    case "CallExpression":
    case "NewExpression":
      return namesIn(node.callee);
    case "AwaitExpression":
      return namesIn(node.argument);
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "TSInstantiationExpression":
    case "ChainExpression":
      return namesIn(node.expression);
    default:
      return undefined;
  }
}

/** The name a parameter, binding or key is written with. */
export function nameOf(node: Node | undefined): string | undefined {
  switch (node?.type) {
    case "Identifier":
    case "PrivateIdentifier":
      return node.name;
    case "Literal":
      return String(node.value);
    case "AssignmentPattern":
      return nameOf(node.left);
    default:
      return undefined;
  }
}

/** The name of the type a parameter or a field is annotated with, without its generics: `FastifyRequest`, also for `FastifyRequest & { user: User }`. */
export function annotationOf(parameter: Node | undefined): string | undefined {
  const bare = parameter?.type === "AssignmentPattern" ? parameter.left : parameter;
  if (bare?.type !== "Identifier" && bare?.type !== "ObjectPattern" && bare?.type !== "PropertyDefinition") return undefined;
  const written = bare.typeAnnotation?.typeAnnotation;
  const type = written?.type === "TSIntersectionType" ? written.types.find((part) => part.type === "TSTypeReference") : written;
  if (type?.type !== "TSTypeReference") return undefined;
  return type.typeName.type === "Identifier" ? type.typeName.name : type.typeName.type === "TSQualifiedName" ? type.typeName.right.name : undefined;
}
