import type { Node } from "./source-file.ts";

/** What a statement declares, with `export` before it or without. */
export function declarationOf(statement: Node): Node | null {
  return statement.type === "ExportNamedDeclaration" || statement.type === "ExportDefaultDeclaration" ? statement.declaration : statement;
}

/** True for a declaration that stands behind `export`; one that a list names later is not seen. */
export function isExported({ parent }: Node): boolean {
  return parent?.type === "ExportNamedDeclaration" || parent?.type === "ExportDefaultDeclaration";
}
