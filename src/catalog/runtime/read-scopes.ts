import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../../syntax/source-file.ts";
import type { DeclaredSchema, LibraryScope } from "../declared-model.ts";
import { Modules, type Module } from "../source/modules.ts";
import { connectionNamed, connectionsIn } from "../source/connections.ts";
import { placesIn } from "../source/places.ts";
import { elementsOf, keyOf, pathOf, plain, property, stringOf } from "../source/syntax.ts";

/** What our runtime scopes, by its function; those that stand in the library itself scope all of its queries, the others a client. */
const SCOPES: Readonly<Record<string, Pick<LibraryScope, "library" | "everywhere">>> = {
  prismaTenantScope: { library: "prisma", everywhere: false },
  drizzleTenantScope: { library: "drizzle", everywhere: false },
  knexTenantScope: { library: "knex", everywhere: true },
  kyselyTenantScope: { library: "kysely", everywhere: false },
  mikroOrmTenantScope: { library: "mikro-orm", everywhere: true },
  mongooseTenantScope: { library: "mongoose", everywhere: true },
  sequelizeTenantScope: { library: "sequelize", everywhere: true },
  typeormTenantScope: { library: "typeorm", everywhere: true },
};

const RUNTIME = /^@ringfence\/runtime(?:\/scoped)?$/;

/** Reads which models the code scopes with our runtime: `prismaTenantScope({ owned: { Plot: "companyId" }, shared: ["Country"] })`. */
export function readRuntimeScopes(files: readonly string[]): DeclaredSchema {
  const modules = new Modules();
  const read = files.map((file) => modules.at(file));
  const found = read.map((module) => ({ file: module.file, scopes: scopesIn(module, modules) })).filter(({ scopes }) => scopes.length > 0);
  return { models: new Map(), problems: [], files: found.map(({ file }) => file), scopes: besideOthers(found.flatMap(({ scopes }) => scopes), read) };
}

/** What makes the connections of a library whose scopes stand in the library itself. */
const MAKERS: Readonly<Record<string, string>> = { knex: "knex", sequelize: "Sequelize", typeorm: "DataSource" };

/** The scopes, each with the connections of its library that none is given. */
function besideOthers(scopes: readonly LibraryScope[], modules: readonly Module[]): readonly LibraryScope[] {
  return scopes.map((scope) => {
    const maker = MAKERS[scope.library];
    const made = maker === undefined ? [] : modules.flatMap((module) => connectionsIn(module, maker));
    const scoped = new Set(scopes.filter(({ library }) => library === scope.library).map(({ connection }) => connection?.name));
    if (made.length < 2 || scoped.has(undefined)) return scope;
    const own = made.find(({ name }) => name === scope.connection?.name) ?? scope.connection;
    return { ...scope, ...(own && { connection: own }), beside: made.filter(({ name }) => !scoped.has(name)) };
  });
}

function scopesIn(module: Module, modules: Modules): readonly LibraryScope[] {
  const required = requiredIn(module);
  return placesIn(module).calls.flatMap((call) => {
    const name = runtimeName(call, module, required) ?? "";
    const scope = SCOPES[name];
    return scope ? [{ name, ...scope, ...listedIn(call.arguments.at(-1), module, modules), connection: { name: connectionNamed(call.arguments[0], module) } }] : [];
  });
}

/** The name that our runtime gives to what is called: under an alias, over a namespace, or required. */
function runtimeName({ callee }: TSESTree.CallExpression, { imported }: Module, required: ReadonlyMap<string, string>): string | undefined {
  const [first = "", ...others] = pathOf(callee) ?? [];
  const from = imported.get(first);
  if (from && RUNTIME.test(from.source)) return from.name === "*" ? others[0] : from.name;
  const there = required.get(first);
  return there === "*" ? others[0] : there;
}

/** `const { prismaTenantScope: scope } = require("@ringfence/runtime/scoped")`: its names, and what they are called there. */
function requiredIn({ body }: Module): ReadonlyMap<string, string> {
  return new Map(body.flatMap((statement) => (statement.type === "VariableDeclaration" ? statement.declarations : [])).flatMap(({ id, init }): readonly (readonly [string, string])[] => {
    const call = plain(init);
    if (call?.type !== "CallExpression" || call.callee.type !== "Identifier" || call.callee.name !== "require" || !RUNTIME.test(stringOf(call.arguments[0]) ?? "")) return [];
    if (id.type === "Identifier") return [[id.name, "*"]];
    if (id.type !== "ObjectPattern") return [];
    return id.properties.flatMap((one) => (one.type === "Property" && one.value.type === "Identifier" ? [[one.value.name, keyOf(one) ?? ""] as const] : []));
  }));
}

function listedIn(node: Node | undefined, module: Module, modules: Modules): Pick<LibraryScope, "owned" | "shared"> {
  const models = seen(node, module, modules);
  if (!isWhole(models.node)) return { owned: [], shared: undefined };
  const owned = seen(property(models.node, "owned"), models.module, modules);
  const shared = seen(property(models.node, "shared"), models.module, modules);
  return { owned: ownedIn(owned.node), shared: shared.node === undefined ? [] : sharedIn(shared.node) };
}

interface Seen {
  readonly node: Node | undefined;
  readonly module: Module;
}

/** What a name stands for, in this module or in one that it imports from. */
function seen(node: Node | undefined, module: Module, modules: Modules): Seen {
  const at = plain(node);
  const there = at?.type === "Identifier" ? modules.find(at.name, module) : undefined;
  return there ? { node: plain(there.node), module: there.module } : { node: at, module };
}

function isWhole(node: Node | undefined): node is TSESTree.ObjectExpression {
  return node?.type === "ObjectExpression" && node.properties.every((one) => one.type === "Property" && !one.computed);
}

function ownedIn(node: Node | undefined): readonly string[] {
  return node?.type === "ObjectExpression" ? node.properties.flatMap((one) => (one.type === "Property" ? (keyOf(one) ?? []) : [])) : [];
}

function sharedIn(node: Node): readonly string[] | undefined {
  const names = elementsOf(node).map(stringOf);
  return node.type === "ArrayExpression" && names.every((name) => name !== undefined) ? names : undefined;
}
