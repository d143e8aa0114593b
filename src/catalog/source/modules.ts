import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { TSESTree } from "@typescript-eslint/types";
import { declarationOf } from "../../syntax/exported.ts";
import { Lines } from "../../syntax/lines.ts";
import { createResolver, type Resolver } from "../../modules/resolve.ts";
import { parseSource } from "../../syntax/parse.ts";
import type { Node } from "../../syntax/source-file.ts";
import { readText } from "../repository-files.ts";
import { property } from "./syntax.ts";

/** A module as far as declarations go. */
export interface Module {
  readonly file: string;
  /** Why it cannot be read, when it cannot. */
  readonly problem: string | undefined;
  /** All of it, for what may be declared inside functions too. */
  readonly body: readonly Node[];
  /** What its top-level constants, enums and functions are, by name, in source order. */
  readonly declared: ReadonlyMap<string, Node>;
  /** The expressions that stand by themselves at the top level. */
  readonly statements: readonly Node[];
  /** What names that it imports are called where they come from: `*` for a namespace. */
  readonly imported: ReadonlyMap<string, { readonly source: string; readonly name: string }>;
  /** The modules that it exports whole. */
  readonly passedOn: readonly string[];
  /** Its top-level interfaces, type aliases and classes, by name. */
  readonly types: ReadonlyMap<string, TypeNode>;
  /** The modules that it adds types to: `declare module "…" { … }`. */
  readonly augmented: readonly { readonly name: string; readonly body: readonly TSESTree.ProgramStatement[] }[];
  lineOf(node: Node): number;
}

/** What a name stands for, and where that is written. */
interface Found {
  readonly node: Node;
  readonly module: Module;
}

type TypeNode = TSESTree.TSInterfaceDeclaration | TSESTree.TSTypeAliasDeclaration | TSESTree.ClassDeclaration;

/** Reads modules, each once. */
export class Modules {
  readonly #modules = new Map<string, Module>();
  readonly #reach: "relative" | "repository";
  #resolver: Resolver | undefined;

  /** `repository` also follows imports over a tsconfig's paths, and to other packages of the workspace. */
  constructor(reach: "relative" | "repository" = "relative") {
    this.#reach = reach;
  }

  at(file: string): Module {
    const known = this.#modules.get(file) ?? readModule(file);
    this.#modules.set(file, known);
    return known;
  }

  /** What a name stands for in a module: declared there, or in a module that it imports. */
  find(name: string, from: Module): Found | undefined {
    const node = from.declared.get(name);
    if (node) return { node, module: from };
    const imported = this.#imported(name, from);
    const there = imported?.module.declared.get(imported.name);
    return there && imported && { node: there, module: imported.module };
  }

  /** The same for a path, over modules that are imported whole and constants: `columns.companyId`. */
  findAt([name, ...rest]: readonly string[], from: Module): Found | undefined {
    if (name === undefined) return undefined;
    const imported = this.#imported(name, from);
    if (imported?.name === "*") return this.findAt(rest, imported.module);
    const found = this.find(name, from);
    const node = rest.reduce<Node | undefined>(property, found?.node);
    return found && node && { node, module: found.module };
  }

  /** The same for a type, through modules that pass others on whole. */
  findType(name: string, from: Module, seen = new Set<string>()): { readonly node: TypeNode; readonly module: Module } | undefined {
    if (seen.has(from.file)) return undefined;
    seen.add(from.file);
    const node = from.types.get(name);
    if (node) return { node, module: from };
    const imported = this.#imported(name, from);
    if (imported) return this.findType(imported.name, imported.module, seen);
    for (const source of from.passedOn) {
      const file = this.#fileOf(source, from.file);
      const found = file === undefined ? undefined : this.findType(name, this.at(file), seen);
      if (found) return found;
    }
    return undefined;
  }

  /** The module that an import of another one means. */
  imported(source: string, from: Module): Module | undefined {
    const file = this.#fileOf(source, from.file);
    return file === undefined ? undefined : this.at(file);
  }

  #imported(name: string, from: Module): { readonly name: string; readonly module: Module } | undefined {
    const imported = from.imported.get(name);
    const module = imported && this.imported(imported.source, from);
    return module && { name: imported.name, module };
  }

  #fileOf(source: string, from: string): string | undefined {
    if (source.startsWith(".")) return fileOf(source, from);
    if (this.#reach === "relative") return undefined;
    this.#resolver ??= createResolver(dirname(from));
    return this.#resolver.resolve(source, from);
  }
}

function readModule(file: string): Module {
  const text = readText(file);
  const source = parseSource(file, text);
  if ("skipped" in source) return { file, problem: source.skipped, body: [], declared: new Map(), statements: [], imported: new Map(), passedOn: [], types: new Map(), augmented: [], lineOf: () => 1 };
  const declared = new Map<string, Node>();
  const statements: Node[] = [];
  const imported = new Map<string, { source: string; name: string }>();
  const passedOn: string[] = [];
  const types = new Map<string, TypeNode>();
  const augmented: { name: string; body: readonly TSESTree.ProgramStatement[] }[] = [];
  for (const statement of source.program.body) {
    if (statement.type === "ImportDeclaration") for (const specifier of statement.specifiers) imported.set(specifier.local.name, { source: statement.source.value, name: importedName(specifier) });
    else if (statement.type === "ExpressionStatement") statements.push(statement.expression);
    else if (statement.type === "ExportAllDeclaration") passedOn.push(statement.source.value);
    else if (statement.type === "TSModuleDeclaration") augmented.push(...augmentationOf(statement));
    else for (const [name, node] of declarationsOf(statement)) declared.set(name, node);
  }
  for (const statement of source.program.body) {
    const named = statement.type === "ExportDefaultDeclaration" && statement.declaration.type === "Identifier" ? declared.get(statement.declaration.name) : undefined;
    if (named) declared.set("default", named);
    const type = declarationOf(statement);
    if ((type?.type === "TSInterfaceDeclaration" || type?.type === "TSTypeAliasDeclaration" || type?.type === "ClassDeclaration") && type.id) types.set(type.id.name, type);
    if (statement.type === "ExportNamedDeclaration" && statement.source) for (const { local, exported } of statement.specifiers) imported.set(nameOf(exported), { source: statement.source.value, name: nameOf(local) });
  }
  let lines: Lines | undefined;
  return { file, problem: undefined, body: source.program.body, declared, statements, imported, passedOn, types, augmented, lineOf: (node) => (lines ??= new Lines(source.text)).at(node.range[0]).line };
}

function declarationsOf(statement: TSESTree.ProgramStatement): readonly (readonly [string, Node])[] {
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  if (declaration?.type === "ExportDefaultDeclaration") return defaultOf(declaration.declaration);
  if (declaration?.type === "FunctionDeclaration") return declaration.id ? [[declaration.id.name, declaration]] : [];
  if (declaration?.type === "TSEnumDeclaration") return [[declaration.id.name, declaration]];
  if (declaration?.type !== "VariableDeclaration") return [];
  return declaration.declarations.flatMap(({ id, init }) => (id.type === "Identifier" && init ? [[id.name, init] as const] : []));
}

function defaultOf(declared: TSESTree.ExportDefaultDeclaration["declaration"]): readonly (readonly [string, Node])[] {
  if (declared.type === "FunctionDeclaration") return [["default", declared], ...(declared.id ? [[declared.id.name, declared] as const] : [])];
  return declared.type === "NewExpression" || declared.type === "ArrowFunctionExpression" ? [["default", declared]] : [];
}

function augmentationOf({ id, body }: TSESTree.TSModuleDeclaration): Module["augmented"] {
  return id.type === "Literal" && body ? [{ name: id.value, body: body.body }] : [];
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === "Identifier" ? node.name : node.value;
}

function importedName(specifier: TSESTree.ImportClause): string {
  if (specifier.type !== "ImportSpecifier") return specifier.type === "ImportDefaultSpecifier" ? "default" : "*";
  return specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value;
}

const endings = ["", ".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", "/index.ts", "/index.js"];

/** The file that a relative specifier names; `./columns.js` may be `./columns.ts`. */
function fileOf(source: string, from: string): string | undefined {
  const path = resolve(dirname(from), source);
  const bare = path.replace(/\.([cm]?)js$/, "");
  const candidates = [...endings.map((ending) => `${path}${ending}`), ...endings.slice(1).map((ending) => `${bare}${ending}`)];
  return candidates.find((candidate) => /\.[cm]?[jt]sx?$/.test(candidate) && existsSync(join(candidate)));
}
