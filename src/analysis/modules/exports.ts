import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";

/** What a module gives under one name. */
export type Exported =
  /** A name that the module declares or imports. */
  | { readonly kind: "name"; readonly name: string }
  /** A default export or a CommonJS export: the expression itself. */
  | { readonly kind: "expression"; readonly node: Node }
  /** A name of another module; `*` for the whole of it. */
  | { readonly kind: "from"; readonly source: string; readonly name: string };

/** The names a module gives away, and the modules it passes on whole. */
export interface Exports {
  readonly named: ReadonlyMap<string, Exported>;
  readonly all: readonly string[];
}

/** The exports of a module's statements: ES modules, `export =`, and CommonJS assignments at the top. */
export function exportsOf(program: TSESTree.Program): Exports {
  const named = new Map<string, Exported>();
  const all: string[] = [];
  for (const statement of program.body) {
    switch (statement.type) {
      case "ExportNamedDeclaration":
        for (const [name, exported] of namedExports(statement)) named.set(name, exported);
        break;
      case "ExportDefaultDeclaration":
        named.set("default", declared(statement.declaration));
        break;
      case "ExportAllDeclaration":
        if (statement.exported) named.set(nameOf(statement.exported), { kind: "from", source: statement.source.value, name: "*" });
        else all.push(statement.source.value);
        break;
      case "TSExportAssignment":
        addObject(named, statement.expression);
        break;
      case "ExpressionStatement":
        addAssignment(named, statement.expression);
        break;
      default:
    }
  }
  return { named, all };
}

function namedExports({ declaration, specifiers, source }: TSESTree.ExportNamedDeclaration): readonly (readonly [string, Exported])[] {
  const names = declaration ? declaredNames(declaration) : [];
  const listed = specifiers.map(({ local, exported }): readonly [string, Exported] => {
    const name = nameOf(local);
    return [nameOf(exported), source ? { kind: "from", source: source.value, name } : { kind: "name", name }];
  });
  return [...names.map((name) => [name, { kind: "name", name }] as const), ...listed];
}

const NAMED = new Set<string>(["FunctionDeclaration", "ClassDeclaration", "TSEnumDeclaration", "TSInterfaceDeclaration", "TSTypeAliasDeclaration"]);

function declaredNames(declaration: Node): readonly string[] {
  if (NAMED.has(declaration.type)) return "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : [];
  if (declaration.type !== "VariableDeclaration") return [];
  return declaration.declarations.flatMap(({ id }) => {
    if (id.type === "Identifier") return [id.name];
    return id.type === "ObjectPattern" ? id.properties.flatMap((property) => (property.type === "Property" && property.value.type === "Identifier" ? [property.value.name] : [])) : [];
  });
}

function declared(node: Node): Exported {
  if ((node.type === "FunctionDeclaration" || node.type === "ClassDeclaration") && node.id) return { kind: "name", name: node.id.name };
  return node.type === "Identifier" ? { kind: "name", name: node.name } : { kind: "expression", node };
}

/** `module.exports = …`, `module.exports.find = …` and `exports.find = …`. */
function addAssignment(named: Map<string, Exported>, node: Node): void {
  if (node.type !== "AssignmentExpression" || node.operator !== "=" || node.left.type !== "MemberExpression") return;
  const { object } = node.left;
  const key = keyOfMember(node.left);
  if (isNamed(object, "module") && key === "exports") addObject(named, node.right);
  else if (key !== undefined && (isNamed(object, "exports") || isModuleExports(object))) named.set(key, declared(node.right));
}

function addObject(named: Map<string, Exported>, node: Node): void {
  named.set("default", declared(node));
  if (node.type !== "ObjectExpression") return;
  for (const property of node.properties) {
    if (property.type !== "Property" || property.computed) continue;
    named.set(property.key.type === "Identifier" ? property.key.name : String((property.key as TSESTree.Literal).value), declared(property.value));
  }
}

function isModuleExports(node: Node): boolean {
  return node.type === "MemberExpression" && isNamed(node.object, "module") && keyOfMember(node) === "exports";
}

function isNamed(node: Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

function keyOfMember(node: TSESTree.MemberExpression): string | undefined {
  return !node.computed && node.property.type === "Identifier" ? node.property.name : undefined;
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === "Identifier" ? node.name : node.value;
}
