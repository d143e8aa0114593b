import { readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseSync, Visitor, type StringLiteral } from "oxc-parser";
import { repository } from "../support/repository.ts";

export interface Import {
  /** As written: `./rule.ts`, `valibot`, `node:path`. */
  readonly specifier: string;
  /** Path from the repository's root for a relative import; undefined for a package. */
  readonly file: string | undefined;
  /** True when nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

/** Everything a file of the repository imports, re-exports, requires or names in an import type. */
export function importsOf(file: string): Import[] {
  const imports: Import[] = [];
  const add = (specifier: unknown, typeOnly: boolean): void => {
    if (typeof specifier !== "string") throw new Error(`${file}: an import whose module is computed.`);
    const relative = specifier.startsWith(".");
    imports.push({ specifier, typeOnly, file: relative ? posix.join(posix.dirname(file), specifier) : undefined });
  };
  const { program } = parseSync(file, readFileSync(join(repository, file), "utf8"));
  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.importKind === "type"),
    ExportAllDeclaration: (node) => add(node.source.value, node.exportKind === "type"),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(node.source.value, node.exportKind === "type");
    },
    ImportExpression: (node) => add((node.source as StringLiteral).value, false),
    TSImportType: (node) => add(node.source.value, true),
    CallExpression: (node) => {
      if (node.callee.type !== "Identifier" || node.callee.name !== "require") return;
      add((node.arguments[0] as StringLiteral).value, false);
    },
  }).visit(program);
  return imports;
}
