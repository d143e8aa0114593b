import type { Variable } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import type { Catalog } from "../catalog/catalog.ts";
import type { Settings } from "../settings/settings.ts";
import type { Node, SourceFile } from "../syntax/source-file.ts";
import { typeOfArgument } from "./declared-argument.ts";
import type { FileFacts } from "./file-facts.ts";
import type { Elsewhere } from "./interpret/elsewhere.ts";
import { fieldDeclared, getterDeclared, setWhereDeclared } from "./set-fields.ts";
import { isOfOwnClass } from "./interpret/own-classes.ts";
import type { Value } from "./value.ts";

export function fileFacts(file: SourceFile, catalog: Catalog, settings: Settings, variables: ReadonlyMap<Node, Variable>, elsewhere: Elsewhere | undefined): FileFacts {
  return {
    file,
    catalog,
    settings,
    imports: importsOf(file),
    declaredType: (value) => typeElsewhere(value)?.[0] ?? nameOfType(declaredType(value, variables)),
    typeArguments: (value) => typeElsewhere(value)?.slice(1) ?? argumentsOf(declaredType(value, variables)).map((name) => meantBy(name, value)),
    isOwnObject: (value) => isOfOwnClass(value, nameOfType(declaredType(value, variables)), { facts: { file }, elsewhere }),
    imported: (value) => importedValue(value, file, elsewhere),
    textOf: (node) => file.text.slice(node.range[0], node.range[1]),
  };
}

/** What another file says of what it calls a query on. */
function typeElsewhere(value: Value): readonly string[] | undefined {
  return value.kind === "reference" && value.root.kind === "opaque" && value.path.length === 0 ? value.root.type : undefined;
}

/** What a type parameter of a class stands for in an object of it. */
function meantBy(name: string, value: Value): string {
  return (value.kind === "reference" && value.root.kind === "this" ? value.root.types?.get(name) : undefined) ?? name;
}

function importsOf(file: SourceFile): ReadonlySet<string> {
  const imports = new Set<string>();
  for (const statement of file.program.body) {
    if (statement.type === "ImportDeclaration") imports.add(statement.source.value);
  }
  for (const [, specifier] of file.text.matchAll(/\brequire\(\s*["']([^"']+)["']\s*\)/g)) if (specifier !== undefined) imports.add(specifier);
  return imports;
}

function importedValue(value: Value, file: SourceFile, elsewhere: Elsewhere | undefined): Value | undefined {
  if (value.kind !== "reference" || !elsewhere) return undefined;
  const { root, path } = value;
  if (root.kind === "import") return elsewhere.valueOf({ from: file.path, source: root.source, path: [root.name, ...path] });
  const [source] = root.kind === "call" && root.callee.kind === "reference" && root.callee.root.kind === "global" && root.callee.root.name === "require" ? root.args : [];
  return source?.kind === "constant" && typeof source.value === "string" ? elsewhere.valueOf({ from: file.path, source: source.value, path: path.length > 0 ? path : ["default"] }) : undefined;
}

/** The type that the source writes for a value, or what a field is set to in its place. */
function declaredType(value: Value, variables: ReadonlyMap<Node, Variable>): Node | undefined {
  if (value.kind !== "reference") return undefined;
  const { root, path, node } = value;
  if (root.kind === "this") return path.length === 1 && root.owner ? typeOfMember(root.owner, path[0] ?? "") : undefined;
  const argument = root.kind === "parameter" ? typeOfArgument(value) : undefined;
  if (argument || (root.kind === "parameter" && path.length === 0)) return argument;
  const variable = node?.type === "Identifier" ? variables.get(node) : undefined;
  return typeOfPattern(variable?.defs[0]?.name);
}

/** The type that is written for a parameter or a variable. */
export function typeOfPattern(pattern: Node | undefined): TSESTree.TypeNode | undefined {
  switch (pattern?.type) {
    case "Identifier":
    case "ObjectPattern":
      return pattern.typeAnnotation?.typeAnnotation;
    case "AssignmentPattern":
      return typeOfPattern(pattern.left);
    case "TSParameterProperty":
      return typeOfPattern(pattern.parameter);
    default:
      return undefined;
  }
}

/** The declared type of a field, of a constructor parameter that is one, or of what a getter gives; what it is set to where none is written. */
function typeOfMember(owner: Node, name: string): Node | undefined {
  const field = fieldDeclared(owner, name);
  if (!field) return getterDeclared(owner, name)?.value.returnType?.typeAnnotation;
  return (field.type === "PropertyDefinition" ? field.typeAnnotation?.typeAnnotation : typeOfPattern(field)) ?? setWhereDeclared(field);
}

/** The name of a type, the class of `new PlotService()`, or `typeof Plot` for a class itself. */
function nameOfType(type: Node | undefined): string | undefined {
  if (type?.type === "TSTypeQuery") return type.exprName.type === "Identifier" ? `typeof ${type.exprName.name}` : undefined;
  if (type?.type === "NewExpression") return type.callee.type === "Identifier" ? type.callee.name : undefined;
  if (type?.type !== "TSTypeReference") return undefined;
  const { typeName } = type;
  return typeName.type === "TSQualifiedName" ? typeName.right.name : typeName.type === "Identifier" ? typeName.name : undefined;
}

function argumentsOf(type: Node | undefined): readonly string[] {
  return type?.type === "TSTypeReference" ? (type.typeArguments?.params ?? []).flatMap((argument) => nameOfType(argument) ?? []) : [];
}
