import type { TSESTree } from "@typescript-eslint/types";
import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredSchema } from "../declared-model.ts";
import { Modules, type Module } from "../source/modules.ts";
import { namedKeys } from "../source/named-keys.ts";
import { memberNamed, membersOf, rowTypesIn } from "../source/row-types.ts";
import { modelsOfTables, type DeclaredTable, type ForeignKey } from "../source/table-models.ts";

/** Schemas of the platform's own, whose rows no application owns. */
const platform = /^(?:auth|storage|graphql_public|realtime|vault|extensions|__InternalSupabase)$/;

/** Reads the tables of generated types: `Database["public"]["Tables"]["plots"]`. https://supabase.com/docs/guides/api/rest/generating-types */
export function readSupabaseTypes(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const tables = new Map(read.flatMap((module) => [...module.types.keys()].filter((name) => /^(?:Database|DB)\w*$/.test(name)).flatMap((name) => tablesOf(name, module, modules))).map((table) => [table.name, table]));
  return { models: modelsOfTables("supabase", namedKeys([...tables.values()])), problems, files: [...files] };
}

function tablesOf(name: string, module: Module, modules: Modules): readonly DeclaredTable[] {
  const found = modules.findType(name, module);
  if (!found || found.node.type === "ClassDeclaration") return [];
  const { node } = found;
  const schemas = node.type === "TSInterfaceDeclaration" ? node.body.body : membersOf(node.typeAnnotation, found.module, modules).flatMap(({ members }) => members);
  return schemas.flatMap((schema) => {
    const named = schema.type === "TSPropertySignature" && schema.key.type === "Identifier" ? schema.key.name : "";
    const tables = platform.test(named) ? undefined : memberNamed("Tables", typeOf(schema));
    if (tables?.type !== "TSTypeLiteral") return [];
    return rowTypesIn(tables.members, found.module, modules).map((table) => ({ ...table, foreignKeys: keysOf(memberNamed("Relationships", memberNamed(table.name, tables))) }));
  });
}

function typeOf(member: TSESTree.TypeElement): TSESTree.TypeNode | undefined {
  return member.type === "TSPropertySignature" ? member.typeAnnotation?.typeAnnotation : undefined;
}

/** `Relationships: [{ columns: ["company_id"], referencedRelation: "companies", referencedColumns: ["id"] }]`. */
function keysOf(relationships: TSESTree.TypeNode | undefined): readonly ForeignKey[] {
  if (relationships?.type !== "TSTupleType") return [];
  return relationships.elementTypes.flatMap((element) => {
    const [table] = textsIn(memberNamed("referencedRelation", element));
    const columns = textsIn(memberNamed("columns", element));
    return table === undefined || columns.length === 0 ? [] : [{ columns, table, references: textsIn(memberNamed("referencedColumns", element)) }];
  });
}

function textsIn(type: TSESTree.TypeNode | undefined): readonly string[] {
  if (type?.type === "TSTupleType") return type.elementTypes.flatMap(textsIn);
  return type?.type === "TSLiteralType" && type.literal.type === "Literal" ? [String(type.literal.value)] : [];
}
