import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";

/**
 * The schema file or folder that a package.json or a Prisma config names, absolute.
 * A config is read as text and never run: string literals of the `schema` value are joined, `__dirname` and the like stand for its folder.
 */
export function configuredSchema(file: string): string | undefined {
  const text = readText(file);
  const path = basename(file) === "package.json" ? fromPackage(text) : fromConfig(text);
  const from = basename(dirname(file)) === ".config" ? dirname(dirname(file)) : dirname(file);
  return path === undefined ? undefined : resolve(from, path);
}

function fromPackage(text: string): string | undefined {
  if (!text.includes('"prisma"')) return undefined;
  try {
    const { prisma } = JSON.parse(text) as { prisma?: { schema?: unknown } };
    return typeof prisma?.schema === "string" ? prisma.schema : undefined;
  } catch {
    return undefined;
  }
}

const stringLiteral = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`/g;
const commentOrString = /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|\/\/.*|\/\*[^]*?\*\//g;

function fromConfig(text: string): string | undefined {
  const code = text.replace(commentOrString, (_, literal: string | undefined) => literal ?? "");
  const at = /(?<![\w.])["']?schema["']?\s*:\s*/.exec(code);
  if (!at) return undefined;
  const value = valueAt(code, at.index + at[0].length);
  const parts = value.match(stringLiteral)?.map((literal) => literal.slice(1, -1).replace(/^\$\{[^}]*\}/, "")) ?? [];
  return parts.length === 0 ? undefined : parts.filter((part) => !part.startsWith("file:")).map((part, index) => (index === 0 ? part.replace(/^\/(?!\/)/, "./") : part)).join("/");
}

/** The text of an expression, up to the comma or bracket that ends it. */
function valueAt(code: string, start: number): string {
  let depth = 0;
  for (let i = start; i < code.length; i++) {
    const char = code.charAt(i);
    if ("([{".includes(char)) depth++;
    else if (")]}".includes(char) && --depth < 0) return code.slice(start, i);
    else if ((char === "," || char === ";") && depth === 0) return code.slice(start, i);
  }
  return code.slice(start);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
