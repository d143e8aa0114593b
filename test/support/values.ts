import { analyze } from "@typescript-eslint/scope-manager";
import type { TSESTree } from "@typescript-eslint/types";
import { visitorKeys } from "@typescript-eslint/visitor-keys";
import { parseSync } from "oxc-parser";
import type { DataAdapter } from "../../src/adapters/data-adapter.ts";
import type { Access } from "../../src/analysis/access.ts";
import type { Call } from "../../src/analysis/call.ts";
import type { FileFacts } from "../../src/analysis/file-facts.ts";
import { choiceOf, itemsOf, memberOf } from "../../src/analysis/object-value.ts";
import type { ListItem, ObjectEntry, Reference, Root, Value } from "../../src/analysis/value.ts";
import type { Catalog } from "../../src/catalog/catalog.ts";
import type { Settings } from "../../src/settings/settings.ts";
import type { FunctionNode } from "../../src/syntax/functions.ts";
import type { Node, Refusal, TextEdit } from "../../src/syntax/source-file.ts";

/** What a snippet's last statement asks of an adapter. */
export interface Recognized {
  readonly call: Call;
  readonly access: Access | undefined;
  readonly file: FileFacts;
}

/**
 * Recognises the call of a snippet's last statement. Imports and `const`s are followed, and rows of recognised calls are
 * known as such; every other name is opaque. `types` gives declared types by source text, as in `{ "this.db": "Database" }`.
 */
export function recognizeIn(source: string, adapter: DataAdapter, catalog: Catalog, types: Readonly<Record<string, string>> = {}): Recognized {
  const file = factsOf(source, catalog, types);
  const reader = new Reader(file, adapter);
  let last: Node | undefined;
  for (const statement of file.file.program.body) {
    if (statement.type === "VariableDeclaration") reader.declare(statement);
    if (statement.type === "ImportDeclaration") reader.import(statement);
    if (statement.type === "ExpressionStatement") last = statement.expression;
  }
  const node = last?.type === "AwaitExpression" ? last.argument : last;
  if (!node) throw new Error("no call in the snippet");
  const call = reader.call(node);
  const access = adapter.recognize(call, file);
  return { call, access: typeof access === "string" ? undefined : access, file };
}

/** The text after the edits; throws when it does not parse. */
export function applied(source: string, edits: readonly TextEdit[] | Refusal): string {
  if ("refused" in edits) throw new Error(`refused: ${edits.refused}`);
  const inOrder = [...edits].sort((a, b) => b.range[0] - a.range[0]);
  const text = inOrder.reduce((before, edit) => before.slice(0, edit.range[0]) + edit.text + before.slice(edit.range[1]), source);
  parse(text);
  return text;
}

function parse(source: string): TSESTree.Program {
  const { program, errors } = parseSync("snippet.ts", source, { range: true, astType: "ts", preserveParens: false });
  if (errors[0]) throw new Error(`${errors[0].message} in\n${source}`);
  const root = program as unknown as TSESTree.Program;
  linkParents(root);
  return root;
}

function linkParents(node: Node): void {
  for (const key of visitorKeys[node.type] ?? []) {
    const child = (node as unknown as Record<string, unknown>)[key];
    for (const one of (Array.isArray(child) ? child : [child]) as (Node | null | undefined)[]) {
      if (!one) continue;
      Object.assign(one, { parent: node });
      linkParents(one);
    }
  }
}

function factsOf(source: string, catalog: Catalog, types: Readonly<Record<string, string>>): FileFacts {
  const program = parse(source);
  const imports = program.body.flatMap((statement) => (statement.type === "ImportDeclaration" ? [statement.source.value] : []));
  return {
    file: { path: "snippet.ts", text: source, program, scopes: analyze(program, { sourceType: "module" }) },
    catalog,
    settings: noSettings,
    imports: new Set(imports),
    declaredType: (value) => (value.kind === "reference" ? types[[nameOf(value.root), ...value.path].join(".")] : undefined),
    typeArguments: () => [],
    isOwnObject: () => false,
    imported: () => undefined,
    textOf: (node) => source.slice(...node.range),
  };
}

const noSettings: Settings = {
  tenant: { aliases: [] },
  models: { global: [], owned: {}, through: {} },
  trusted: [],
  untrusted: [],
  guards: [],
  scopedClients: [],
  unscopedClients: [],
  caches: { clients: [], keyBuilders: [] },
  system: [],
  bypass: { functions: [] },
};

function nameOf(root: Root): string {
  if (root.kind === "this") return "this";
  return root.kind === "import" || root.kind === "opaque" ? root.id : "";
}

/** Turns literal syntax into values: what adapters need to be tested without the interpreter. */
class Reader {
  readonly #file: FileFacts;
  readonly #adapter: DataAdapter;
  readonly #names = new Map<string, Value>();
  readonly #values = new Map<Node, Value>();

  constructor(file: FileFacts, adapter: DataAdapter) {
    this.#file = file;
    this.#adapter = adapter;
  }

  declare(statement: TSESTree.VariableDeclaration): void {
    for (const { id, init } of statement.declarations) {
      if (id.type === "Identifier" && init) this.#names.set(id.name, this.value(init));
    }
  }

  import(statement: TSESTree.ImportDeclaration): void {
    for (const specifier of statement.specifiers) {
      const local = specifier.local.name;
      const name = specifier.type === "ImportSpecifier" && specifier.imported.type === "Identifier" ? specifier.imported.name : "default";
      const root: Root = { kind: "import", id: local, source: statement.source.value, name };
      this.#names.set(local, { kind: "reference", root, path: [] });
    }
  }

  call(node: Node): Call {
    if (node.type === "ChainExpression") return this.call(node.expression);
    if (node.type === "TaggedTemplateExpression") return { node, ...this.#callee(node.tag), args: [], construct: false };
    if (node.type !== "CallExpression" && node.type !== "NewExpression") throw new Error(`${node.type} is no call`);
    const args = node.arguments.map((argument) => this.value(argument));
    return { node, ...this.#callee(node.callee), args, construct: node.type === "NewExpression" };
  }

  value(node: Node): Value {
    const value = this.#values.get(node) ?? this.#read(node);
    this.#values.set(node, value);
    return value;
  }

  #read(node: Node): Value {
    switch (node.type) {
      case "Literal":
        return { kind: "constant", value: node.value, node };
      case "Identifier":
        return this.#named(node);
      case "ThisExpression":
        return { kind: "reference", root: { kind: "this", id: "this", owner: undefined }, path: [], node };
      case "ObjectExpression":
        return { kind: "object", entries: node.properties.map((property) => this.#entry(property)), node };
      case "ArrayExpression":
        return { kind: "list", items: node.elements.flatMap((element) => (element ? this.#items(element) : [])), node };
      case "TemplateLiteral":
        return { kind: "text", parts: node.expressions.map((part) => this.value(part)), node };
      case "ConditionalExpression":
        return choiceOf([this.value(node.consequent), this.value(node.alternate)], node);
      case "LogicalExpression":
        if (node.operator === "&&") return choiceOf([{ kind: "constant", value: false }, this.value(node.right)], node);
        return choiceOf([this.value(node.left), this.value(node.right)], node);
      case "ArrowFunctionExpression":
      case "FunctionExpression":
        return { kind: "function", fn: node, closure: undefined, node };
      case "MemberExpression":
        return this.#member(node);
      case "CallExpression":
      case "NewExpression":
        return this.#result(node);
      case "AwaitExpression":
        return this.value(node.argument);
      case "ChainExpression":
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
        return this.value(node.expression);
      default:
        return { kind: "unknown", reason: node.type, node };
    }
  }

  #callee(node: Node): Pick<Call, "callee" | "receiver" | "method"> {
    const callee = this.value(node);
    if (node.type === "Identifier") return { callee, receiver: undefined, method: node.name };
    if (node.type !== "MemberExpression") return { callee, receiver: undefined, method: undefined };
    const method = !node.computed && node.property.type === "Identifier" ? node.property.name : undefined;
    return { callee, receiver: this.value(node.object), method };
  }

  #named(node: TSESTree.Identifier): Value {
    if (node.name === "undefined") return { kind: "constant", value: undefined, node };
    return this.#names.get(node.name) ?? { kind: "reference", root: { kind: "opaque", id: node.name, node }, path: [], node };
  }

  #member(node: TSESTree.MemberExpression): Value {
    const object = this.value(node.object);
    const key = node.property.type === "Identifier" && !node.computed ? node.property.name : undefined;
    if (key === undefined) return { kind: "reference", root: { kind: "opaque", id: this.#file.textOf(node), node }, path: [], node };
    const options = object.kind === "choice" ? object.options : [object];
    const references = options.filter((option): option is Reference => option.kind === "reference");
    const [first, ...rest] = references.map((reference): Reference => ({ ...memberOf(reference, key), node }));
    return first ? choiceOf([first, ...rest], node) : { kind: "unknown", reason: "member", node };
  }

  #result(node: TSESTree.CallExpression | TSESTree.NewExpression): Value {
    const call = this.call(node);
    const callback = call.args[0];
    if (call.method === "map" && callback?.kind === "function") return { kind: "list", items: [{ value: this.#returned(callback.fn), optional: false, many: true }], node };
    const access = this.#adapter.recognize(call, this.#file);
    const id = this.#file.textOf(node);
    if (access && typeof access !== "string") return { kind: "reference", root: { kind: "row", id, access, ties: [] }, path: [], node };
    const root: Root = { kind: "call", id, node, callee: call.callee, args: call.args, construct: call.construct, shape: undefined };
    return { kind: "reference", root, path: [], node };
  }

  #returned(fn: FunctionNode): Value {
    if (fn.body.type !== "BlockStatement") return this.value(fn.body);
    const last = fn.body.body.at(-1);
    return last?.type === "ReturnStatement" && last.argument ? this.value(last.argument) : { kind: "unknown", reason: "no return" };
  }

  #entry(property: TSESTree.Property | TSESTree.SpreadElement): ObjectEntry {
    if (property.type === "SpreadElement") return { kind: "spread", value: this.value(property.argument), node: property };
    const key = property.key.type === "Identifier" && !property.computed ? property.key.name : property.key.type === "Literal" ? String(property.key.value) : undefined;
    if (key === undefined) return { kind: "spread", value: { kind: "unknown", reason: "computed key" }, node: property };
    return { kind: "property", key, value: this.value(property.value), optional: false, node: property };
  }

  #items(element: TSESTree.Expression | TSESTree.SpreadElement): readonly ListItem[] {
    if (element.type === "SpreadElement") return itemsOf(this.value(element.argument));
    return [{ value: this.value(element), optional: false, many: false }];
  }
}
