import { relative, sep } from "node:path";
import type { FunctionNode } from "../../syntax/functions.ts";
import { readSource } from "../../syntax/read-source.ts";
import { sourceFiles } from "../../cli/source-files.ts";
import type { Project } from "../../project.ts";
import { Lines } from "../../syntax/lines.ts";
import { parseSource } from "../../syntax/parse.ts";
import type { Node, SourceFile } from "../../syntax/source-file.ts";
import { nameOfFunction } from "../function-name.ts";
import { isInTransaction } from "./client.ts";

/** Where a function of this name is called inside a transaction, as `file:line`; names are taken for the function itself. */
export function isCalledInTransaction(fn: FunctionNode, file: SourceFile, project: Project): string | undefined {
  const name = nameOfFunction(fn)?.name;
  if (name === undefined) return undefined;
  const mention = new RegExp(`\\b${name.replaceAll("$", "\\$")}\\s*\\(`);
  for (const path of new Set([file.path, ...sourceFiles(project.root, [project.root]).files])) {
    const source = path === file.path ? file : readSource(path);
    if ("skipped" in source || !mention.test(source.text) || !source.text.includes("$transaction")) continue;
    const parsed = path === file.path ? file : parseSource(path, source.text);
    if ("skipped" in parsed) continue;
    const call = identifiersNamed(name, parsed).find((node) => node.parent?.type === "CallExpression" && isInTransaction(node));
    if (call) return `${relative(project.root, path).split(sep).join("/")}:${new Lines(parsed.text).at(call.range[0]).line}`;
  }
  return undefined;
}

/** References by a plain name; methods of the same name are taken for it too. */
function identifiersNamed(name: string, { scopes }: SourceFile): readonly Node[] {
  const found = scopes.scopes.flatMap((scope) => scope.references).map(({ identifier }): Node => identifier);
  return found.filter((node) => node.type === "Identifier" && node.name === name);
}
