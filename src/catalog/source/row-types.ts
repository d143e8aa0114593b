import type { TSESTree } from "@typescript-eslint/types";
import type { Field } from "../catalog.ts";
import type { Module, Modules } from "./modules.ts";
import { columnField, type DeclaredTable } from "./table-models.ts";

type Members = readonly TSESTree.TypeElement[];

/** A type that modules declare, and where. */
interface Found {
  readonly members: Members;
  readonly module: Module;
}

/** The tables of an interface that gives each table's row type: `interface Database { estates: EstateTable }`. */
export function rowTypesIn(members: Members, module: Module, modules: Modules): readonly DeclaredTable[] {
  return members.flatMap((member) => {
    const table = nameOf(member);
    const type = member.type === "TSPropertySignature" ? member.typeAnnotation?.typeAnnotation : undefined;
    const row = type && membersOf(rowTypeOf(type), module, modules);
    if (table === undefined || !row || row.length === 0) return [];
    const [first] = row;
    const fields = new Map(row.flatMap((found) => found.members.flatMap((one) => fieldOf(one) ?? [])).map((field) => [field.name, field]));
    if (fields.size === 0) return [];
    const from = first?.module ?? module;
    return [{ name: table, table, kind: "model", file: from.file, line: from.lineOf(first?.members[0] ?? member), fields: [...fields.values()], id: fields.has("id") ? ["id"] : [], uniques: [], foreignKeys: [], relations: [], rowSecurity: false }];
  });
}

/** `Knex.CompositeTableType<Row, …>` names the row first; `{ Row: …; Insert: … }` names it so. */
function rowTypeOf(type: TSESTree.TypeNode): TSESTree.TypeNode {
  const named = memberNamed("Row", type);
  if (named) return named;
  const [first] = (type.type === "TSTypeReference" && type.typeArguments?.params) || [];
  return first && type.type === "TSTypeReference" && /CompositeTableType$/.test(typeName(type)) ? first : type;
}

/** The type of a member of a type literal. */
export function memberNamed(name: string, type: TSESTree.TypeNode | undefined): TSESTree.TypeNode | undefined {
  const members = type?.type === "TSTypeLiteral" ? type.members : [];
  const found = members.find((member) => nameOf(member) === name);
  return found?.type === "TSPropertySignature" ? found.typeAnnotation?.typeAnnotation : undefined;
}

/** The members of a type: an interface with what it extends, a literal, an intersection; helpers such as `Omit` give those of what they are given. */
export function membersOf(type: TSESTree.TypeNode, module: Module, modules: Modules, depth = 0): readonly Found[] {
  if (depth > 6) return [];
  switch (type.type) {
    case "TSTypeLiteral":
      return [{ members: type.members, module }];
    case "TSIntersectionType":
      return type.types.flatMap((one) => membersOf(one, module, modules, depth + 1));
    case "TSTypeReference":
      return membersNamed(typeName(type), type.typeArguments?.params ?? [], module, modules, depth);
    default:
      return [];
  }
}

function membersNamed(name: string, args: readonly TSESTree.TypeNode[], module: Module, modules: Modules, depth: number): readonly Found[] {
  const found = modules.findType(name, module);
  if (found?.node.type === "TSInterfaceDeclaration") {
    const { node } = found;
    const inherited = node.extends.flatMap((one) => (one.expression.type === "Identifier" ? membersNamed(one.expression.name, one.typeArguments?.params ?? [], found.module, modules, depth + 1) : []));
    return [...inherited, { members: node.body.body, module: found.module }];
  }
  if (found?.node.type === "TSTypeAliasDeclaration") return membersOf(found.node.typeAnnotation, found.module, modules, depth + 1);
  const [first] = args;
  return first && !found && /^(?:Omit|Pick|Partial|Required|Readonly|Selectable|Merge|Simplify)$/.test(name) ? membersOf(first, module, modules, depth + 1) : [];
}

function typeName({ typeName: name }: TSESTree.TSTypeReference): string {
  return name.type === "Identifier" ? name.name : name.type === "TSQualifiedName" ? name.right.name : "";
}

function nameOf(member: TSESTree.TypeElement): string | undefined {
  if (member.type !== "TSPropertySignature" || member.computed) return undefined;
  return member.key.type === "Identifier" ? member.key.name : String(member.key.value);
}

function fieldOf(member: TSESTree.TypeElement): Field | undefined {
  const name = nameOf(member);
  const type = member.type === "TSPropertySignature" ? member.typeAnnotation?.typeAnnotation : undefined;
  if (name === undefined || member.type !== "TSPropertySignature" || !type) return undefined;
  const wrapper = type.type === "TSTypeReference" ? typeName(type) : "";
  const isGenerated = /^Generated/.test(wrapper);
  // The first argument of `Generated`, `ColumnType` and their like is what a read gives.
  const selected = (type.type === "TSTypeReference" && /^(?:Generated\w*|ColumnType|JSONColumnType)$/.test(wrapper) && type.typeArguments?.params[0]) || type;
  const options = selected.type === "TSUnionType" ? selected.types : [selected];
  const isNullable = options.some(({ type: kind }) => kind === "TSNullKeyword" || kind === "TSUndefinedKeyword");
  const [kept] = options.filter(({ type: kind }) => kind !== "TSNullKeyword" && kind !== "TSUndefinedKeyword");
  return columnField({ name, type: typeText(kept), required: !isNullable && !member.optional, defaulted: isGenerated });
}

function typeText(type: TSESTree.TypeNode | undefined): string {
  switch (type?.type) {
    case "TSNumberKeyword":
      return "Int";
    case "TSBigIntKeyword":
      return "BigInt";
    case "TSStringKeyword":
      return "String";
    case "TSTypeReference":
      return typeName(type);
    default:
      return "unknown";
  }
}
