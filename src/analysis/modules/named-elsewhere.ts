import type { Variable } from "@typescript-eslint/scope-manager";
import type { Node, SourceFile } from "../../syntax/source-file.ts";

/** A name of another file that stands in an expression, with the properties behind it. */
export interface NamedElsewhere {
  /** The whole expression: `controller.find.bind(controller)`. */
  readonly node: Node;
  /** Module specifier, as written. */
  readonly source: string;
  /** The imported name, `default`, or `*` for the whole module, and the properties read from it. */
  readonly path: readonly string[];
}

/** The places at which a file names what it imports or requires, objects that it makes of imported classes included. */
export function namedElsewhere({ scopes }: SourceFile): readonly NamedElsewhere[] {
  const variables = scopes.scopes.flatMap((scope) => scope.variables);
  return variables.flatMap((variable) => {
    const origin = originOf(variable, variables);
    return origin ? variable.references.filter((use) => use.isRead()).map(({ identifier }) => named(identifier, origin)) : [];
  });
}

type Origin = Omit<NamedElsewhere, "node">;

function originOf({ defs: [definition] }: Variable, variables: readonly Variable[]): Origin | undefined {
  if (definition?.type === "ImportBinding") return ofImport(definition.node);
  if (definition?.type !== "Variable" || !definition.node.init) return undefined;
  const { id, init } = definition.node;
  const required = sourceOfRequire(init);
  if (required !== undefined) {
    if (id.type === "Identifier") return { source: required, path: ["*"] };
    const property = id.type === "ObjectPattern" ? id.properties.find((one) => one.type === "Property" && one.value === definition.name) : undefined;
    return property?.type === "Property" && property.key.type === "Identifier" ? { source: required, path: [property.key.name] } : undefined;
  }
  if (init.type !== "NewExpression" || init.callee.type !== "Identifier") return undefined;
  const { name } = init.callee;
  const made = variables.find((variable) => variable.name === name && variable.references.some(({ identifier }) => identifier === init.callee));
  return made && originOf(made, variables);
}

function ofImport(specifier: Node): Origin | undefined {
  const declaration = specifier.parent;
  if (declaration?.type !== "ImportDeclaration") return undefined;
  const source = declaration.source.value;
  if (specifier.type === "ImportDefaultSpecifier") return { source, path: ["default"] };
  if (specifier.type !== "ImportSpecifier") return { source, path: ["*"] };
  return { source, path: [specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value] };
}

function sourceOfRequire(node: Node): string | undefined {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "require") return undefined;
  const [source] = node.arguments;
  return source?.type === "Literal" && typeof source.value === "string" ? source.value : undefined;
}

function named(identifier: Node, { source, path }: Origin): NamedElsewhere {
  const names = [...path];
  let node = identifier;
  for (let { parent } = node; parent?.type === "MemberExpression" && parent.object === node && !parent.computed && parent.property.type === "Identifier"; { parent } = node) {
    if (parent.property.name === "bind" && parent.parent.type === "CallExpression" && parent.parent.callee === parent) return { node: parent.parent, source, path: names };
    names.push(parent.property.name);
    node = parent;
  }
  return { node, source, path: names };
}
