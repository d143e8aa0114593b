import type { Node, SourceFile } from "../../syntax/source-file.ts";

/** A call with one object as its last argument: its properties on lines of their own, indented as the line it stands on. */
export function layOut(open: string, properties: readonly string[], close: string, place: Node, { text }: SourceFile): string {
  const lineStart = text.lastIndexOf("\n", place.range[0] - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
  const eol = /\r?\n/.exec(text)?.[0] ?? "\n";
  const step = indent.includes("\t") ? "\t" : "  ";
  return `${open}{${properties.map((property) => `${eol}${indent}${step}${property},`).join("")}${eol}${indent}}${close}`;
}
