import type { TSESTree } from "@typescript-eslint/types";
import { childrenOf, nodesIn } from "../../syntax/children.ts";
import { isFunction } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { DeclaredSchema, TenantSchemas } from "../declared-model.ts";
import { Modules, type Module } from "./modules.ts";
import { placesIn } from "./places.ts";
import { nameOfCallee, plain, propertiesOf } from "./syntax.ts";
import { functionsAround, hangsOnCaller, isOfTenant, isTenantName, namesIn, setsOf } from "./tenant-values.ts";

/** Reads where code binds a client to the schema or the database of one tenant, and whether it hands that client on. */
export function readTenantSchemas(files: readonly string[]): DeclaredSchema {
  const modules = new Modules("repository");
  const tenantSchemas = files.flatMap((file) => schemasIn(modules.at(file)) ?? []);
  return { models: new Map(), problems: [], files: tenantSchemas.map(({ file }) => file), tenantSchemas };
}

function schemasIn(module: Module): TenantSchemas | undefined {
  const { calls, made } = placesIn(module);
  const bound = [...calls, ...made].flatMap((call) => boundBy(call) ?? []);
  return bound.length > 0 || calls.some((call) => isModelOfSchema(call) || call.arguments.some(namesSchema)) ? { file: module.file, handedOn: bound.some((one) => isHandedOn(one, module)) } : undefined;
}

type Made = TSESTree.CallExpression | TSESTree.NewExpression;

/** What a call binds to a schema that is not always the same: what it is called on, or what it gives. */
function boundBy(call: Made): Node | undefined {
  const callee = plain(call.callee);
  const object = callee?.type === "MemberExpression" ? callee.object : undefined;
  const name = nameOfCallee(callee) ?? "";
  const [first] = call.arguments;
  if (!first) return undefined;
  if (object && /^(?:withSchema|useDb)$/.test(name)) return hangsOnCaller(first) ? call : undefined;
  if (makers.test(name)) return call.arguments.some((argument) => namesDatabase(argument)) ? call : undefined;
  return object && setsPath(call.arguments) ? object : undefined;
}

const makers = /^(?:PrismaClient|Pool|Client|postgres|neon|knex|Knex|drizzle|Kysely|DataSource|Sequelize|createConnection|createPool)$/;
const naming = /^(?:schema|search_?path|database|db_?name|datasource_?url|connection_?string|url|uri)$/i;

/** `{ database: databaseOf(tenantId) }`, and a text that is the address itself; which tenant's is told by a name. */
function namesDatabase(node: Node): boolean {
  const at = plain(node);
  switch (at?.type) {
    case "TemplateLiteral":
      return hangsOnCaller(at) && namesIn(at).some(isTenantName);
    case "Identifier":
      return isAddressOfTenant(at);
    case "ObjectExpression":
      return propertiesOf(at).some(({ key, value }) => (naming.test(key) && plain(value)?.type !== "ObjectExpression" ? hangsOnCaller(value) && isOfTenant(value) : namesDatabase(value)));
    case "ArrayExpression":
      return at.elements.some((element) => element !== null && hangsOnCaller(element) && isOfTenant(element));
    case "NewExpression":
      return at.arguments.some(namesDatabase);
    default:
      return false;
  }
}

/** `const uri = `${base}/${dbName}``, in a function that is handed a tenant. */
function isAddressOfTenant(name: TSESTree.Identifier): boolean {
  const [around] = functionsAround(name);
  return around !== undefined && setsOf(name.name, around).some((value) => isComposed(value) && hangsOnCaller(value) && isOfTenant(value));
}

function isComposed(value: Node): boolean {
  const at = plain(value);
  return at?.type === "TemplateLiteral" || (at?.type === "BinaryExpression" && at.operator === "+");
}

/** A path that is filled in, as a text or beside it: `SET search_path TO "${schema}"`, `set_config('search_path', $1, true)`. */
function setsPath(args: readonly Node[]): boolean {
  return args.some((argument) => sqlIn(argument).some((text) => {
    const said = pathSet.exec(text)?.[1];
    return said !== undefined && (said.includes("\0") ? hangsOnCaller(argument) : /[$?:]/.test(said) && args.some((beside) => beside !== argument && hangsOnCaller(beside)));
  }));
}

const pathSet = /(?:\bset\s+(?:session\s+|local\s+)?search_path\s*(?:=|\bto\b)|\bset_config\s*\(\s*'search_path'\s*,)([^;]*)/i;

/** The texts in an argument; \0 stands for what is filled in. */
function sqlIn(node: Node): readonly string[] {
  if (isFunction(node)) return [];
  if (node.type === "TemplateLiteral") return [node.quasis.map(({ value }) => value.raw).join("\0")];
  return node.type === "Literal" && typeof node.value === "string" ? [node.value] : childrenOf(node).flatMap(sqlIn);
}

/** Sequelize's `Plot.schema(name)`; much else is a schema, so that nobody is asked what is handed such a model. */
function isModelOfSchema({ callee, arguments: [name] }: TSESTree.CallExpression): boolean {
  return callee.type === "MemberExpression" && nameOfCallee(callee) === "schema" && name !== undefined && hangsOnCaller(name);
}

/** `from ${schema}.plots`: the query says itself in which schema its tables are. */
function namesSchema(node: Node): boolean {
  if (isFunction(node)) return false;
  if (node.type !== "TemplateLiteral") return childrenOf(node).some(namesSchema);
  return /\b(?:from|join|into|update)\s+["`]?\w*\0["`]?\s*\./i.test(node.quasis.map(({ value }) => value.raw).join("\0")) && hangsOnCaller(node);
}

/** True where a client, or what is made of it, leaves the function: returned, put on something, or handed to another function. */
function isHandedOn(node: Node, module: Module, seen: ReadonlySet<string> = new Set()): boolean {
  const at = plain(node);
  const uses = at?.type === "Identifier" ? usesOf(at.name, node, seen) : [node];
  const names = at?.type === "Identifier" ? new Set([...seen, at.name]) : seen;
  return uses.some((use) => leaves(use, module, names));
}

function leaves(node: Node, module: Module, seen: ReadonlySet<string>): boolean {
  const { parent } = node;
  switch (parent?.type) {
    case "AwaitExpression":
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "ObjectExpression":
    case "ArrayExpression":
    case "SpreadElement":
    case "ConditionalExpression":
    case "LogicalExpression":
      return leaves(parent, module, seen);
    case "Property":
      return parent.value === node && leaves(parent, module, seen);
    case "NewExpression":
    case "CallExpression":
      return parent.callee !== node && (isOfLibrary(parent, module) ? leaves(parent, module, seen) : true);
    case "ReturnStatement":
      return true;
    case "ArrowFunctionExpression":
      return parent.body === node;
    case "VariableDeclarator":
      return parent.id.type === "Identifier" && isHandedOn(parent.id, module, seen);
    case "AssignmentExpression":
      return parent.right === node && (parent.left.type === "MemberExpression" || isHandedOn(parent.left, module, seen));
    default:
      return false;
  }
}

/** True for what a package makes: `drizzle(client)` is another client. */
function isOfLibrary({ callee }: Made, { imported }: Module): boolean {
  const name = callee.type === "Identifier" ? callee.name : undefined;
  const source = name === undefined ? undefined : imported.get(name)?.source;
  return source !== undefined && !/^[.@~#]\/|^\.|^[~#]/.test(source);
}

/** Where a local name is used as it is: not what is called on it. */
function usesOf(name: string, at: Node, seen: ReadonlySet<string>): readonly Node[] {
  const [fn] = seen.has(name) ? [] : functionsAround(at);
  return fn ? nodesIn(fn.body).filter((node) => node.type === "Identifier" && node.name === name && !(node.parent.type === "MemberExpression" && node.parent.object === node)) : [];
}
