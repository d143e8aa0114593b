import type { TSESTree } from "@typescript-eslint/types";
import { dirname, isAbsolute, relative, sep } from "node:path";
import type { Node, Refusal, SourceFile, TextEdit } from "../syntax/source-file.ts";
import type { NamedImport } from "./codemod.ts";

/** Imports that a file lacks, in its own way of importing; refuses names that mean something else there. */
export function addImports(wanted: readonly NamedImport[], file: SourceFile): readonly TextEdit[] | Refusal {
  const missing = new Map<string, Set<string>>();
  for (const { name, from } of wanted) {
    const specifier = specifierFor(from, file);
    const known = bindingOf(name, file);
    if (known === specifier) continue;
    if (known !== undefined || isNameUsed(name, file)) return { refused: `\`${name}\` is the name of something else in this file.` };
    missing.set(specifier, (missing.get(specifier) ?? new Set()).add(name));
  }
  return [...missing].map(([specifier, names]) => importEdit(specifier, [...names].sort(), file));
}

/** A package as it is; a module of the project as a relative path, written as the file's other relative imports are. */
function specifierFor(from: string, file: SourceFile): string {
  if (!isAbsolute(from)) return from;
  const path = relative(dirname(file.path), from).split(sep).join("/");
  const dotted = path.startsWith(".") ? path : `./${path}`;
  const stem = dotted.replace(/\.[cm]?[jt]sx?$/, "");
  const others = importsOf(file).map(({ specifier }) => specifier).filter((specifier) => specifier.startsWith("."));
  const ending = others.map((specifier) => /\.[cm]?[jt]sx?$/.exec(specifier)?.[0]).find((one) => one !== undefined);
  if (ending === undefined) return others.length > 0 || isCommonJs(file) ? stem : stem + endingOf(dotted);
  return /^\.[cm]?ts/.test(ending) ? dotted : stem + endingOf(dotted);
}

/** The ending of the module that a TypeScript file becomes. */
function endingOf(path: string): string {
  return (/\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? "").replace(/t(?=sx?$)/, "j").replace(/x$/, "");
}

interface Import {
  readonly statement: Node;
  readonly specifier: string;
  /** The quoted specifier. */
  readonly source: Node;
  /** The braces with names; absent for other forms. */
  readonly names: readonly Node[] | undefined;
  /** Local names by what they stand for. */
  readonly bindings: ReadonlyMap<string, string>;
}

function importsOf({ program }: SourceFile): Import[] {
  return program.body.flatMap((statement) => esImport(statement) ?? requireOf(statement) ?? []);
}

function esImport(statement: Node): Import | undefined {
  if (statement.type !== "ImportDeclaration") return undefined;
  const named = statement.specifiers.filter((one) => one.type === "ImportSpecifier");
  const values = statement.importKind === "type" ? [] : named.filter((one) => one.importKind !== "type");
  return {
    statement,
    specifier: statement.source.value,
    source: statement.source,
    names: statement.importKind !== "type" && named.length > 0 && named.length === statement.specifiers.length ? named : undefined,
    bindings: new Map(values.flatMap(({ imported, local }) => (imported.type === "Identifier" && imported.name === local.name ? [[local.name, statement.source.value]] : []))),
  };
}

/** `const { name } = require("…")` and other variables that hold a module. */
function requireOf(statement: Node): Import | undefined {
  if (statement.type !== "VariableDeclaration") return undefined;
  const [declarator] = statement.declarations;
  const source = requiredModule(declarator.init);
  if (!source) return undefined;
  const properties = declarator.id.type === "ObjectPattern" ? declarator.id.properties.filter((one) => one.type === "Property") : [];
  const plain = properties.filter(({ shorthand, value }) => shorthand && value.type === "Identifier");
  return {
    statement,
    specifier: source.value,
    source,
    names: properties.length > 0 && declarator.id.type === "ObjectPattern" && properties.length === declarator.id.properties.length ? properties : undefined,
    bindings: new Map(plain.map(({ key }) => [key.type === "Identifier" ? key.name : "", source.value])),
  };
}

function requiredModule(init: Node | null): TSESTree.StringLiteral | undefined {
  if (init?.type !== "CallExpression" || init.callee.type !== "Identifier" || init.callee.name !== "require") return undefined;
  const [argument] = init.arguments;
  return argument?.type === "Literal" && typeof argument.value === "string" ? argument : undefined;
}

/** The module that a name is imported from under itself. */
function bindingOf(name: string, file: SourceFile): string | undefined {
  return importsOf(file).map(({ bindings }) => bindings.get(name)).find((specifier) => specifier !== undefined);
}

/** True when any scope of the file declares the name, which an import would collide with or be hidden by. */
function isNameUsed(name: string, { scopes }: SourceFile): boolean {
  return scopes.scopes.some((scope) => (scope.set.get(name)?.defs.length ?? 0) > 0);
}

function importEdit(specifier: string, names: readonly string[], file: SourceFile): TextEdit {
  const imports = importsOf(file);
  const last = imports.findLast((one) => one.specifier === specifier && one.names !== undefined)?.names?.at(-1);
  if (last) return { range: [last.range[1], last.range[1]], text: names.map((name) => `, ${name}`).join("") };
  return insertStatement(statementFor(specifier, names, file, imports), file, imports);
}

function statementFor(specifier: string, names: readonly string[], file: SourceFile, imports: readonly Import[]): string {
  const { text } = file;
  const sources = imports.map(({ source }) => text[source.range[0]]);
  const quote = sources.filter((one) => one === "'").length * 2 > sources.length ? "'" : '"';
  const first = imports[0]?.statement ?? file.program.body.find(({ type }) => type === "ExpressionStatement" || type === "VariableDeclaration");
  const end = first && text[first.range[1] - 1] !== ";" ? "" : ";";
  const module = `${quote}${specifier}${quote}`;
  if (isCommonJs(file)) return `const { ${names.join(", ")} } = require(${module})${end}`;
  return `import { ${names.join(", ")} } from ${module}${end}`;
}

function isCommonJs({ path, program, text }: SourceFile): boolean {
  if (/\.c[jt]s$/.test(path)) return !program.body.some(({ type }) => type === "ImportDeclaration");
  if (/\.mjs$|\.mts$|\.tsx?$/.test(path) && !/\brequire\(|\bmodule\.exports\b/.test(text)) return false;
  return !program.body.some(({ type }) => /^(?:Import|Export)/.test(type)) && /\brequire\(|\bexports\b/.test(text);
}

/** Behind the last import of the block that the file begins with; else before the first statement that is no directive. */
function insertStatement(statement: string, file: SourceFile, imports: readonly Import[]): TextEdit {
  const { text, program } = file;
  const eol = /\r\n|\n/.exec(text)?.[0] ?? "\n";
  const start = program.body.findIndex((one) => !(one.type === "ExpressionStatement" && typeof one.directive === "string"));
  const behind = program.body.slice(Math.max(start, 0)).findIndex((one) => !imports.some((known) => known.statement === one));
  const block = imports.filter((one) => behind < 0 || program.body.indexOf(one.statement as TSESTree.ProgramStatement) < start + behind);
  const last = (block.at(-1) ?? imports.at(-1))?.statement ?? (start > 0 ? program.body[start - 1] : undefined);
  if (last) return { range: [last.range[1], last.range[1]], text: `${eol}${statement}` };
  const top = startOfCode(file);
  return { range: [top, top], text: `${statement}${eol}` };
}

/** Where the first line of code may stand: behind a hashbang and the comment that heads the file. */
function startOfCode({ text, program }: SourceFile): number {
  const hashbang = /^#!.*(?:\r?\n|$)/.exec(text)?.[0].length ?? 0;
  const [first] = program.body;
  const head = (program.comments ?? []).find(({ range }) => range[0] >= hashbang && (!first || range[1] <= first.range[0]) && text.slice(hashbang, range[0]).trim() === "");
  const gap = head && /^[ \t]*\r?\n[ \t]*\r?\n/.exec(text.slice(head.range[1]));
  return head && gap ? head.range[1] + gap[0].length : hashbang;
}
