import { basename } from "node:path";
import type { TSESTree } from "@typescript-eslint/types";
import { childrenOf } from "../../syntax/children.ts";
import { isFunction } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { applySql } from "./ddl.ts";
import { everyTable, unknownPart } from "./ddl-names.ts";
import type { Module, Modules } from "./modules.ts";
import { isEach, staticOf, textOf, withNames, type Names } from "./statics.ts";
import { chainOf, pathOf, plain, stringOf, type ChainCall } from "./syntax.ts";
import type { TableDrafts } from "./table-drafts.ts";
import { boundIn, itemsOf } from "./walk.ts";

/** Where a chain of calls on a schema builder stands, and what it changes. */
export interface SchemaPlace {
  readonly tables: TableDrafts;
  readonly module: Module;
  readonly names: Names;
  /** Applies the SQL text that a call is given. */
  raw(call: ChainCall): void;
}

/** Applies a chain on a library's schema builder, such as `db.schema.createTable(…)`. */
export type ApplyChain = (calls: readonly ChainCall[], place: SchemaPlace) => void;

/** Runs the `up` of migrations in the order of their names, as far as what they do is written down. */
export function runMigrations(read: readonly Module[], modules: Modules, tables: TableDrafts, apply: ApplyChain): void {
  const inOrder = [...read].sort((a, b) => (basename(a.file) < basename(b.file) ? -1 : 1));
  for (const module of inOrder) new Migration(module, modules, tables, apply).run();
}

const DEEPEST = 4;

class Migration {
  readonly #module: Module;
  readonly #tables: TableDrafts;
  readonly #names: Names;
  readonly #apply: ApplyChain;
  #depth = 0;

  constructor(module: Module, modules: Modules, tables: TableDrafts, apply: ApplyChain) {
    this.#apply = apply;
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
      case "TaggedTemplateExpression":
        if (pathOf(node.tag)?.at(-1) === "sql") this.#raw(node.quasi, node, names);
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
    if (callee?.type === "MemberExpression" && callee.property.type === "Identifier" && /^(?:forEach|map)$/.test(callee.property.name)) { this.#forEach(callee.object, node.arguments[0], names); return; }
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

  /** `db.schema.createTable(…).alterTable(…)`, and `raw` of either. True when the chain was one. */
  #schemaCalls(calls: readonly ChainCall[], head: Node | undefined, names: Names): boolean {
    const isSchema = pathOf(head)?.at(-1) === "schema";
    const raw = ({ args: [sql], node }: ChainCall): void => {
      this.#raw(sql, node, names);
    };
    if (isSchema) this.#apply(calls, { tables: this.#tables, module: this.#module, names, raw });
    else for (const call of calls) if (call.name === "raw") raw(call);
    return isSchema || calls.every(({ name }) => name === "raw");
  }

  #raw(sql: Node | undefined, node: Node, names: Names): void {
    const text = textOf(sql, names) ?? looseText(sql, names);
    if (text !== undefined && /\b(?:table|index|view)\b/i.test(text)) applySql(text, this.#tables, this.#module.file, this.#module.lineOf(node));
  }
}

/** A template of which some parts are not known. */
export function looseText(node: Node | undefined, names: Names): string | undefined {
  const at = plain(node);
  if (at?.type !== "TemplateLiteral") return stringOf(at);
  return at.quasis.map((quasi, index) => `${quasi.value.cooked ?? ""}${index < at.expressions.length ? (textOf(at.expressions[index], names) ?? (isEach(at.expressions[index], names) ? everyTable : unknownPart)) : ""}`).join("");
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
