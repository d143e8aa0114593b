import { basename } from "node:path";
import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import { applySql, unknownPart } from "../source/ddl.ts";
import type { Module, Modules } from "../source/modules.ts";
import { textOf, staticOf, withNames, type Names, type Static } from "../source/statics.ts";
import { chainOf, pathOf, plain, stringOf, type ChainCall } from "../source/syntax.ts";
import type { TableDraft, TableDrafts } from "../source/table-drafts.ts";
import { applyBuilder } from "./table-builder.ts";

/** Runs the `up` of migrations in the order of their names, as far as what they do is written down. */
export function runMigrations(read: readonly Module[], modules: Modules, tables: TableDrafts): void {
  const inOrder = [...read].sort((a, b) => (basename(a.file) < basename(b.file) ? -1 : 1));
  for (const module of inOrder) new Migration(module, modules, tables).run();
}

const DEEPEST = 4;

class Migration {
  readonly #module: Module;
  readonly #tables: TableDrafts;
  readonly #names: Names;
  #depth = 0;

  constructor(module: Module, modules: Modules, tables: TableDrafts) {
    this.#module = module;
    this.#tables = tables;
    this.#names = { module, modules, local: new Map() };
  }

  run(): void {
    const { declared, statements } = this.#module;
    const up = declared.get("up") ?? statements.map(assigned).find((one) => one?.name === "up")?.value;
    if (up) { this.#visit(bodyOf(up), this.#names); return; }
    // Code that sets a database up without being a migration.
    for (const node of [...declared.values(), ...statements]) if (assigned(node)?.name !== "down") this.#visit(bodyOf(node), this.#names);
  }

  #visit(node: Node, names: Names): void {
    switch (node.type) {
      case "BlockStatement":
        this.#visitAll(node.body, names);
        return;
      case "ForOfStatement":
        for (const item of itemsOf(staticOf(node.right, names))) this.#visit(node.body, withNames(names, boundIn(node.left, item)));
        return;
      case "CallExpression":
        this.#call(node, names);
        return;
      default:
        for (const child of childrenOf(node)) this.#visit(child, names);
    }
  }

  #visitAll(statements: readonly Node[], names: Names): void {
    let known = names;
    for (const statement of statements) {
      if (statement.type === "VariableDeclaration") known = withNames(known, statement.declarations.flatMap(({ id, init }) => (init ? boundIn(id, staticOf(init, known)) : [])));
      this.#visit(statement, known);
    }
  }

  #call(node: TSESTree.CallExpression, names: Names): void {
    const chain = chainOf(node);
    if (chain && this.#schemaCalls(chain.calls, chain.head, names)) return;
    const callee = plain(node.callee);
    if (callee?.type === "MemberExpression" && callee.property.type === "Identifier" && callee.property.name === "forEach") { this.#forEach(callee.object, node.arguments[0], names); return; }
    if (callee?.type === "Identifier") this.#helper(callee.name, node.arguments, names);
    for (const child of childrenOf(node)) this.#visit(child, names);
  }

  /** A function of the migration itself, with what it is given. */
  #helper(name: string, args: readonly Node[], names: Names): void {
    const fn = this.#module.declared.get(name);
    if (!fn || !isFunction(fn) || this.#depth >= DEEPEST) return;
    this.#depth += 1;
    this.#visit(fn.body, withNames(this.#names, fn.params.flatMap((pattern, index) => boundIn(pattern, staticOf(args[index], names)))));
    this.#depth -= 1;
  }

  #forEach(list: Node, fn: Node | undefined, names: Names): void {
    if (!fn || !isFunction(fn)) return;
    const [pattern] = fn.params;
    for (const item of itemsOf(staticOf(list, names))) this.#visit(fn.body, pattern ? withNames(names, boundIn(pattern, item)) : names);
  }

  /** `knex.schema.createTable(…).alterTable(…)`, and `raw` of either. True when the chain was one. */
  #schemaCalls(calls: readonly ChainCall[], head: Node | undefined, names: Names): boolean {
    const isSchema = pathOf(head)?.at(-1) === "schema";
    for (const call of calls) {
      if (call.name === "raw" || (isSchema && call.name === "sql")) this.#raw(call, names);
      else if (isSchema) this.#schemaCall(call, names);
    }
    return isSchema || calls.every(({ name }) => name === "raw");
  }

  #schemaCall({ name, args, node }: ChainCall, names: Names): void {
    const table = textOf(args[0], names)?.split(".").at(-1);
    if (table === undefined) return;
    switch (name) {
      case "createTable":
      case "createTableIfNotExists":
        { this.#build(args[1], this.#tables.create(table, this.#module.file, this.#module.lineOf(node)), names); return; }
      case "createTableLike": {
        const like = this.#tables.at(textOf(args[1], names) ?? "");
        const draft = this.#tables.create(table, this.#module.file, this.#module.lineOf(node));
        for (const [column, made] of like?.columns ?? []) draft.columns.set(column, { ...made });
        if (like) Object.assign(draft, { id: like.id, uniques: [...like.uniques] });
        this.#build(args[2], draft, names); return;
      }
      case "alterTable":
      case "table":
        { this.#build(args[1], this.#tables.at(table), names); return; }
      case "dropTable":
      case "dropTableIfExists":
        { this.#tables.drop(table); return; }
      case "renameTable":
        { this.#tables.rename(table, textOf(args[1], names) ?? table); return; }
    }
  }

  /** Every call on the builder in a callback, whatever stands around it. */
  #build(callback: Node | undefined, table: TableDraft | undefined, names: Names): void {
    const fn = plain(callback);
    if (!fn || !isFunction(fn) || !table) return;
    const [parameter] = fn.params;
    const builder = parameter?.type === "Identifier" ? parameter.name : undefined;
    const visit = (node: Node, known: Names): void => {
      const chain = node.type === "CallExpression" ? chainOf(node) : undefined;
      const isBuilders = chain?.head?.type === "ThisExpression" || (chain?.head?.type === "Identifier" && chain.head.name === builder);
      if (chain && isBuilders) { applyBuilder(chain.calls, table, known); return; }
      if (node.type === "ForOfStatement") {
        for (const item of itemsOf(staticOf(node.right, known))) visit(node.body, withNames(known, boundIn(node.left, item)));
        return;
      }
      for (const child of childrenOf(node)) visit(child, known);
    };
    visit(fn.body, names);
  }

  #raw({ args: [sql], node }: ChainCall, names: Names): void {
    const text = textOf(sql, names) ?? looseText(sql, names);
    if (text !== undefined && /\btable\b|\bindex\b/i.test(text)) applySql(text, this.#tables, this.#module.file, this.#module.lineOf(node));
  }
}

/** A template of which some parts are not known. */
function looseText(node: Node | undefined, names: Names): string | undefined {
  const at = plain(node);
  if (at?.type !== "TemplateLiteral") return stringOf(at);
  return at.quasis.map((quasi, index) => `${quasi.value.cooked ?? ""}${index < at.expressions.length ? (textOf(at.expressions[index], names) ?? unknownPart) : ""}`).join("");
}

type FunctionLike = TSESTree.FunctionDeclaration | TSESTree.FunctionExpression | TSESTree.ArrowFunctionExpression;

function isFunction(node: Node): node is FunctionLike {
  return node.type === "FunctionDeclaration" || node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";
}

function bodyOf(node: Node): Node {
  const at = plain(assigned(node)?.value ?? node);
  return at && isFunction(at) ? at.body : node;
}

/** `exports.up = …`, and `module.exports = { up }`. */
function assigned(node: Node): { readonly name: string; readonly value: Node } | undefined {
  if (node.type !== "AssignmentExpression") return undefined;
  const path = pathOf(node.left);
  if (path?.at(-1) !== "exports" || node.right.type !== "ObjectExpression") return path ? { name: path.at(-1) ?? "", value: node.right } : undefined;
  const up = node.right.properties.find((property) => property.type === "Property" && property.key.type === "Identifier" && property.key.name === "up");
  return up?.type === "Property" ? { name: "up", value: up.value } : undefined;
}

function itemsOf(value: Static | undefined): readonly (Static | undefined)[] {
  return typeof value === "object" && value.kind === "list" ? value.items : [undefined];
}

/** The names of a pattern with their values. */
function boundIn(pattern: Node, value: Static | undefined): readonly (readonly [string, Static | undefined])[] {
  if (pattern.type === "VariableDeclaration") return pattern.declarations.flatMap(({ id }) => boundIn(id, value));
  if (pattern.type === "Identifier") return [[pattern.name, value]];
  if (pattern.type === "ArrayPattern") return pattern.elements.flatMap((element, index) => (element ? boundIn(element, typeof value === "object" && value.kind === "list" ? value.items[index] : undefined) : []));
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap((property) => {
    if (property.type !== "Property" || property.key.type !== "Identifier") return [];
    return boundIn(property.value, typeof value === "object" && value.kind === "object" ? value.properties.get(property.key.name) : undefined);
  });
}

const notChildren = new Set(["parent", "loc", "range", "type"]);

function childrenOf(node: Node): readonly Node[] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => (notChildren.has(key) ? [] : (Array.isArray(value) ? value : [value]).filter(isNode)));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}
