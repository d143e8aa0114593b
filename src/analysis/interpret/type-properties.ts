import type { TSESTree } from "@typescript-eslint/types";
import { declarationOf } from "../../syntax/exported.ts";
import type { Node } from "../../syntax/source-file.ts";
import { classNamed } from "./classes.ts";
import { importOf } from "./imported-calls.ts";
import { typeOfPattern } from "../file-facts-of.ts";
import type { Reference } from "../value.ts";
import type { Run } from "./run.ts";

/** A declaration that gives a type its name. */
export type TypeDeclaration = TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeAliasDeclaration | TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** Types that have the properties of what they are made of. */
const ALIKE = new Set(["Readonly", "Required", "NonNullable", "Awaited"]);

/** The properties that every object of a type has, as far as its declarations can be found; optional ones are not among them. */
export function propertiesOf(run: Run, type: Node | undefined, depth = 0): ReadonlySet<string> {
  if (!type || depth > 8) return new Set();
  const of = (other: Node | undefined): ReadonlySet<string> => propertiesOf(run, other, depth + 1);
  switch (type.type) {
    case "TSTypeLiteral":
      return new Set(type.members.flatMap(nameOfMember));
    case "TSIntersectionType":
      return united(type.types.map(of));
    case "TSTypeReference":
      return ofReference(run, type, of);
    case "TSTypeAliasDeclaration":
      return of(type.typeAnnotation);
    case "TSInterfaceDeclaration":
      return united([new Set(type.body.body.flatMap(nameOfMember)), ...type.extends.map(({ expression }) => ofName(run, expression, of))]);
    case "ClassDeclaration":
    case "ClassExpression":
      return united([new Set(type.body.body.flatMap(nameOfField)), ...(type.superClass ? [ofName(run, type.superClass, of)] : [])]);
    default:
      return new Set();
  }
}

/** True for a part of a parameter whose type is written out in place, without an id: plain arguments, no row. */
export function isBundle(run: Run, { root, path }: Reference): boolean {
  if (root.kind !== "parameter" || path.length === 0) return false;
  const type = path.reduce<Node | undefined>((at, step) => typeOfProperty(run, at, step), typeOfPattern(root.fn.params[root.index]));
  return type?.type === "TSTypeLiteral" && !type.members.some((member) => nameOfKey(member) === "id");
}

function typeOfProperty(run: Run, type: Node | undefined, name: string): Node | undefined {
  switch (type?.type) {
    case "TSTypeLiteral":
      return typeOfMember(type.members, name);
    case "TSInterfaceDeclaration":
      return typeOfMember(type.body.body, name);
    case "TSTypeAliasDeclaration":
      return typeOfProperty(run, type.typeAnnotation, name);
    case "TSTypeReference":
      return type.typeName.type === "Identifier" ? typeOfProperty(run, typeNamed(run, type.typeName.name), name) : undefined;
    default:
      return undefined;
  }
}

function typeOfMember(members: readonly TSESTree.TypeElement[], name: string): Node | undefined {
  const member = members.find((one) => nameOfKey(one) === name);
  return member?.type === "TSPropertySignature" ? member.typeAnnotation?.typeAnnotation : undefined;
}

/** A class, an interface or a type that the file declares at its top. */
export function typeNamed(run: Run, name: string): TypeDeclaration | undefined {
  for (const statement of run.facts.file.program.body) {
    const declared = declarationOf(statement);
    if ((declared?.type === "TSInterfaceDeclaration" || declared?.type === "TSTypeAliasDeclaration") && declared.id.name === name) return declared;
  }
  return classNamed(run, name);
}

function ofReference(run: Run, { typeName, typeArguments }: TSESTree.TSTypeReference, of: (type: Node | undefined) => ReadonlySet<string>): ReadonlySet<string> {
  const [whole, chosen] = typeArguments?.params ?? [];
  if (typeName.type !== "Identifier") return new Set();
  if (ALIKE.has(typeName.name)) return of(whole);
  if (typeName.name === "Pick") return new Set(literalsIn(chosen));
  if (typeName.name === "Omit") return new Set([...of(whole)].filter((name) => !literalsIn(chosen).includes(name)));
  return ofName(run, typeName, of);
}

function ofName(run: Run, name: Node, of: (type: Node | undefined) => ReadonlySet<string>): ReadonlySet<string> {
  if (name.type !== "Identifier") return new Set();
  const declared = typeNamed(run, name.name);
  if (declared) return of(declared);
  const imported = importOf(run, name.name);
  return (imported && run.elsewhere?.propertiesOf({ from: run.facts.file.path, source: imported.source, path: [imported.name] })) ?? new Set();
}

function united(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

function nameOfMember(member: TSESTree.TypeElement): readonly string[] {
  const name = nameOfKey(member);
  return member.type === "TSPropertySignature" && !member.optional && name !== undefined ? [name] : [];
}

function nameOfKey(member: TSESTree.TypeElement): string | undefined {
  return member.type === "TSPropertySignature" && member.key.type === "Identifier" ? member.key.name : undefined;
}

/** A field of a class, also one that its constructor's parameters make. */
function nameOfField(member: TSESTree.ClassElement): readonly string[] {
  if (member.type === "PropertyDefinition") return !member.optional && !member.static && member.key.type === "Identifier" ? [member.key.name] : [];
  if (member.type !== "MethodDefinition" || member.kind !== "constructor") return [];
  return member.value.params.flatMap((one) => (one.type === "TSParameterProperty" && one.parameter.type === "Identifier" && !one.parameter.optional ? [one.parameter.name] : []));
}

function literalsIn(type: Node | undefined): readonly string[] {
  if (type?.type === "TSUnionType") return type.types.flatMap(literalsIn);
  return type?.type === "TSLiteralType" && type.literal.type === "Literal" && typeof type.literal.value === "string" ? [type.literal.value] : [];
}
