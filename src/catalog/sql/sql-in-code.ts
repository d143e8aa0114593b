import { childrenOf } from "../../syntax/children.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { SchemaProblem } from "../catalog.ts";
import type { DeclaredSchema } from "../declared-model.ts";
import { applySql } from "../source/ddl.ts";
import { looseText } from "../source/migrations.ts";
import { Modules, type Module } from "../source/modules.ts";
import { namedKeys } from "../source/named-keys.ts";
import { textOf, type Names } from "../source/statics.ts";
import { plain } from "../source/syntax.ts";
import { TableDrafts } from "../source/table-drafts.ts";
import { modelsOfTables } from "../source/table-models.ts";
import { plainStatementsOf, type Placed } from "./read-schema.ts";

/**
 * Reads the tables that code makes by texts of SQL: `await pool.query("CREATE TABLE IF NOT EXISTS plots (…)")`, in
 * whichever function. Nothing says in which order functions run, so tables are made first, then changed, and what takes
 * them away is left out: it goes before they are made again, or undoes.
 */
export function readSqlInCode(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const problems = read.flatMap(({ file, problem }): SchemaProblem[] => (problem === undefined ? [] : [{ file, line: 1, message: `Expected a module that can be read: it is ${problem}.` }]));
  const statements = read.flatMap((module) => statementsIn(module, modules));
  const drafts = new TableDrafts();
  for (const which of [makes, changes]) for (const { file, statement, line } of statements) if (which.test(statement)) applySql(statement, drafts, file, line);
  const secured = drafts.secured();
  return { models: modelsOfTables("sql", namedKeys(drafts.tables(), ({ required }) => !required)), ...(secured.length > 0 ? { secured } : {}), problems, files: [...files] };
}

const makes = /^\s*create\s+table\b/i;
const changes = /^\s*(?:alter\s+table|create\s+unique\s+index|create\s+policy)\b/i;

type Statement = Placed & { readonly file: string };

function statementsIn(module: Module, modules: Modules): readonly Statement[] {
  const names: Names = { module, modules, local: new Map() };
  return module.body.flatMap((node) => textsIn(node, names)).flatMap(({ text, node }) => {
    const first = module.lineOf(node);
    return plainStatementsOf(text).map(({ statement, line }) => ({ statement, file: module.file, line: first + line - 1 }));
  });
}

/** The texts of SQL that stand in code, whole; holes are filled in as far as they are constants. */
function textsIn(node: Node, names: Names): readonly { readonly text: string; readonly node: Node }[] {
  if (undoes(node)) return [];
  const text = written(node, names);
  return text === undefined ? childrenOf(node).flatMap((child) => textsIn(child, names)) : [{ text, node }];
}

function written(node: Node, names: Names): string | undefined {
  return node.type === "Literal" || node.type === "TemplateLiteral" || node.type === "BinaryExpression" ? (textOf(node, names) ?? looseText(node, names)) : undefined;
}

/** `down`, which takes back what `up` does. */
function undoes(node: Node): boolean {
  if (node.type === "FunctionDeclaration") return node.id?.name === "down";
  if (node.type === "MethodDefinition" || node.type === "Property") return node.key.type === "Identifier" && node.key.name === "down";
  if (node.type === "VariableDeclarator") return node.id.type === "Identifier" && node.id.name === "down";
  const left = node.type === "AssignmentExpression" ? plain(node.left) : undefined;
  return left?.type === "MemberExpression" && left.property.type === "Identifier" && left.property.name === "down";
}
