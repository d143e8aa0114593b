import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { createContext, runInContext } from "node:vm";
import type { Statement } from "./tree.ts";

/** The statements of a text, or where it stops to make sense: an offset in UTF-16 units, its end when nobody knows. */
export type Parsed = { readonly statements: readonly Statement[] } | { readonly failedAt: number };

interface Library {
  parseSync(sql: string): { readonly stmts?: readonly { readonly stmt: Statement }[] };
}

/** Texts that are kept with what they say: a function is walked several times. */
const MOST_KEPT = 400;

const libraries = new Map<"postgres", Library | undefined>();
const kept = new Map<string, Parsed>();

/** Parses SQL by the grammar of PostgreSQL itself; its parser is loaded with the first text. */
export function parseSql(text: string): Parsed {
  const known = kept.get(text);
  if (known) return known;
  if (kept.size >= MOST_KEPT) kept.clear();
  const parsed = parsedBy(library(), text);
  kept.set(text, parsed);
  return parsed;
}

function parsedBy(parser: Library | undefined, text: string): Parsed {
  if (!parser || text.trim() === "") return { failedAt: text.length };
  try {
    return { statements: (parser.parseSync(text).stmts ?? []).map(({ stmt }) => stmt) };
  } catch (error) {
    const { cursorPosition } = (error as { sqlDetails?: { cursorPosition?: number } }).sqlDetails ?? {};
    return { failedAt: cursorPosition ?? text.length };
  }
}

function library(): Library | undefined {
  if (!libraries.has("postgres")) libraries.set("postgres", loadLibrary());
  return libraries.get("postgres");
}

/**
 * Rules run synchronously, and the package starts its WebAssembly asynchronously. In a context whose promises are
 * settled as soon as its script has run, it is ready when this returns; the module itself can be compiled in place.
 * Without the package, or with one of another make, SQL cannot be read and is said to be so.
 */
function loadLibrary(): Library | undefined {
  try {
    const fromHere = createRequire(import.meta.url);
    const [entry, glue, wasm] = ["index.cjs", "libpg-query.js", "libpg-query.wasm"].map((name) => fromHere.resolve(`libpg-query/wasm/${name}`));
    if (entry === undefined || glue === undefined || wasm === undefined) return undefined;
    const globals: Record<string, unknown> = { process, console, performance, TextDecoder, TextEncoder, wasm: readFileSync(wasm) };
    const context = createContext(globals, { microtaskMode: "afterEvaluate" });
    const instantiateWasm: unknown = runInContext("(imports, done) => done(new WebAssembly.Instance(new WebAssembly.Module(wasm), imports))", context);
    const start = moduleIn(context, glue, fromHere) as (options: object) => unknown;
    globals["begin"] = () => moduleIn(context, entry, (name) => (name === "./libpg-query.js" ? (options: object) => start({ ...options, instantiateWasm }) : fromHere(name)));
    return runInContext("begin()", context) as Library;
  } catch {
    return undefined;
  }
}

/** What a CommonJS file exports that runs in a context. */
function moduleIn(context: object, file: string, load: (name: string) => unknown): unknown {
  const run = runInContext(`(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`, context, { filename: file }) as (...args: unknown[]) => void;
  const module = { exports: {} };
  run(module.exports, load, module, file, dirname(file));
  return module.exports;
}
