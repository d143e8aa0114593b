import { analyze } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { visitorKeys } from "@typescript-eslint/visitor-keys";
import { parseSync, type Comment, type OxcError, type ParserOptions } from "oxc-parser";
import { Lines } from "./lines.ts";
import { nestsTooDeep } from "./nesting.ts";
import type { Node, SourceFile } from "./source-file.ts";

/** A file that was left out, and why, as a clause. */
export interface Skipped {
  readonly skipped: string;
}

/** Levels of syntax that our visitors, which recurse, are sure to bear. Hand-written code stays below 100. */
const maxDepth = 500;

const tooDeep: Skipped = { skipped: "nested too deeply to be read" };

/**
 * The tree of a TypeScript or JavaScript file as typescript-eslint would build it, without `loc` and tokens.
 * Offsets count from behind a byte order mark, which `text` then lacks, as in ESLint.
 */
export function parseSource(path: string, source: string): SourceFile | Skipped {
  const text = source.startsWith("\uFEFF") ? source.slice(1) : source;
  if (nestsTooDeep(text)) return tooDeep;
  const result = parseSync(path, text, optionsFor(path));
  const error = result.errors.find(({ severity }) => severity === "Error");
  if (error) return { skipped: describe(error, text) };
  const program = result.program as unknown as TSESTree.Program;
  if (!link(program)) return tooDeep;
  let comments: TSESTree.Comment[] | undefined;
  // Few files are asked for their comments, and the parser converts them when they are read.
  Object.defineProperty(program, "comments", { enumerable: true, get: () => (comments ??= result.comments.map(toComment)) });
  return { path, text, program, scopes: analyze(program, { sourceType: scopesAs(path), jsxPragma: null, lib: [] }) };
}

function optionsFor(path: string): ParserOptions {
  return { lang: languageOf(path), astType: "ts", preserveParens: false, sourceType: moduleKindOf(path) };
}

function languageOf(path: string): "ts" | "tsx" | "jsx" {
  if (/\.[cm]?ts$/i.test(path)) return "ts";
  return /\.tsx$/i.test(path) ? "tsx" : "jsx";
}

function moduleKindOf(path: string): "module" | "commonjs" | "unambiguous" {
  if (/\.c[jt]s$/i.test(path)) return "commonjs";
  return /\.jsx?$/i.test(path) ? "unambiguous" : "module";
}

function scopesAs(path: string): "module" | "commonjs" {
  return /\.cjs$/i.test(path) ? "commonjs" : "module";
}

function describe(error: OxcError, text: string): string {
  const start = error.labels[0]?.start;
  const line = start === undefined ? "" : `line ${new Lines(text).at(start).line}: `;
  return `cannot be parsed: ${line}${error.message}`;
}

/** Adds `parent` and `range` to every node; false when the tree is too deep. Keeps its own stack, so depth cannot hurt it. */
function link(program: TSESTree.Program): boolean {
  const open: Linked[] = [program as unknown as Linked];
  const depths = [0];
  for (let node = open.pop(); node; node = open.pop()) {
    const depth = (depths.pop() ?? 0) + 1;
    if (depth > maxDepth) return false;
    node.range = [node.start, node.end];
    for (const key of visitorKeys[node.type] ?? []) {
      const child = node[key] as Linked | null | undefined | readonly (Linked | null)[];
      if (!child) continue;
      for (const one of Array.isArray(child) ? (child as readonly (Linked | null)[]) : [child as Linked]) {
        if (!one) continue;
        one.parent = node;
        open.push(one);
        depths.push(depth);
      }
    }
  }
  return true;
}

/** A node as the parser gives it. */
interface Linked {
  readonly type: Node["type"];
  readonly start: number;
  readonly end: number;
  range: [number, number];
  parent: Linked;
  readonly [key: string]: unknown;
}

function toComment({ type, value, start, end }: Comment): TSESTree.Comment {
  return { type, value, range: [start, end] } as unknown as TSESTree.Comment;
}
