import type { TSESTree } from "@typescript-eslint/types";
import type { SourceFile, TextEdit } from "../../../syntax/source-file.ts";

/** Imports operators of `drizzle-orm` that a file does not have yet. */
export function importEdits(names: readonly string[], { program, text }: SourceFile): readonly TextEdit[] {
  const imports = program.body.filter((statement) => statement.type === "ImportDeclaration");
  const known = new Set(imports.flatMap((statement) => statement.specifiers.map((specifier) => specifier.local.name)));
  const missing = names.filter((name) => !known.has(name));
  if (missing.length === 0) return [];
  const home = imports.find((statement) => hasOperators(statement));
  const last = home?.specifiers.at(-1);
  if (last) return [{ range: [last.range[1], last.range[1]], text: missing.map((name) => `, ${name}`).join("") }];
  const line = `import { ${missing.join(", ")} } from ${quoteOf(imports[0], text)("drizzle-orm")};\n`;
  const start = imports[0]?.range[0] ?? 0;
  return [{ range: [start, start], text: line }];
}

function hasOperators(statement: TSESTree.ImportDeclaration): boolean {
  const isNamed = statement.specifiers.at(-1)?.type === "ImportSpecifier";
  return isNamed && statement.importKind !== "type" && statement.source.value === "drizzle-orm";
}

function quoteOf(statement: TSESTree.ImportDeclaration | undefined, text: string): (value: string) => string {
  const quote = statement && text[statement.source.range[0]] === "'" ? "'" : '"';
  return (value) => `${quote}${value}${quote}`;
}
