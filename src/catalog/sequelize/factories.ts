import type { TSESTree } from "@typescript-eslint/types";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { TenantSchemas } from "../declared-model.ts";
import { functionCalled } from "../source/called.ts";
import type { Module, Modules } from "../source/modules.ts";
import { pathOf, plain, propertiesOf } from "../source/syntax.ts";
import { functionsAround, hangsOnCaller, isOfTenant, namesIn, setsOf } from "../source/tenant-values.ts";
import type { ReadModel } from "./read-model.ts";

/** A module with what it calls and makes. */
export interface ModuleCalls {
  readonly module: Module;
  readonly calls: readonly TSESTree.CallExpression[];
  readonly made: readonly TSESTree.NewExpression[];
}

/** What a function is given in one place: one tenant's connection, one that the process keeps, or nobody knows. */
interface Given {
  readonly file: string;
  readonly connection: "tenant" | "kept" | "unknown";
}

/**
 * The models that functions make on the connection which they are given, where that is one tenant's: `tenantModels(connection)`.
 * Whoever reaches such a model reaches that tenant's rows. One that is also made on a connection for all of them says nothing.
 */
export function modelsOfTenants(read: readonly ModuleCalls[], models: readonly ReadModel[], modules: Modules): readonly TenantSchemas[] {
  if (!read.some(({ made }) => made.some(opensDatabaseOfCaller))) return [];
  const factories = new Factories(read, modules);
  const files = new Map<string, string[]>();
  for (const name of new Set(models.map((one) => one.name))) {
    const given = models.filter((one) => one.name === name).map(({ madeWith }) => (madeWith ? factories.givenAs(madeWith) : []));
    if (!given.every(isOfTenants)) continue;
    for (const file of new Set(given.flat().flatMap((one) => (one.connection === "tenant" ? [one.file] : [])))) files.set(file, [...(files.get(file) ?? []), name]);
  }
  return [...files].map(([file, names]) => ({ file, handedOn: false, models: names }));
}

function isOfTenants(given: readonly Given[]): boolean {
  return given.some(({ connection }) => connection === "tenant") && given.every(({ connection }) => connection !== "kept");
}

/** `new Sequelize(company.database, …)`, in a function that is told which. */
function opensDatabaseOfCaller({ callee, arguments: [first, ...more] }: TSESTree.NewExpression): boolean {
  if (pathOf(callee)?.at(-1) !== "Sequelize" || !first) return false;
  const named = [first, ...more].flatMap(propertiesOf).filter(({ key }) => /^(?:database|url)$/.test(key)).map(({ value }) => value);
  return [...(plain(first)?.type === "ObjectExpression" ? [] : [first]), ...named].some((one) => hangsOnCaller(one));
}

/** Functions, by what the calls of them hand over. */
class Factories {
  readonly #calls = new Map<FunctionNode, { readonly call: TSESTree.CallExpression; readonly file: string }[]>();

  constructor(read: readonly ModuleCalls[], modules: Modules) {
    for (const { module, calls } of read) {
      for (const call of calls) {
        const fn = call.arguments.length > 0 ? functionCalled(call, module, modules) : undefined;
        if (fn) this.#calls.set(fn, [...(this.#calls.get(fn) ?? []), { call, file: module.file }]);
      }
    }
  }

  /** What a connection may be that a model is made with: a parameter is what each call hands over. */
  givenAs(connection: Node, seen: ReadonlySet<FunctionNode> = new Set()): readonly Given[] {
    const name = plain(connection);
    const fn = name?.type === "Identifier" ? functionTaking(name) : undefined;
    if (name?.type !== "Identifier" || !fn || seen.has(fn)) return [];
    const index = fn.params.findIndex((one) => one.type === "Identifier" && one.name === name.name);
    return (this.#calls.get(fn) ?? []).flatMap(({ call, file }) => {
      const argument = call.arguments[index];
      return argument ? this.#handedOver(argument, file, new Set([...seen, fn])) : [];
    });
  }

  #handedOver(argument: Node, file: string, seen: ReadonlySet<FunctionNode>): readonly Given[] {
    const further = this.givenAs(argument, seen);
    return further.length > 0 ? further : [{ file, connection: standingOf(argument) }];
  }
}

function standingOf(argument: Node): Given["connection"] {
  const at = plain(argument);
  if (at?.type === "Identifier" && functionTaking(at)) return "unknown";
  const values = at?.type === "Identifier" ? functionsAround(at).flatMap((fn) => setsOf(at.name, fn)) : [argument];
  const varying = values.filter((value) => hangsOnCaller(value));
  if (varying.length === 0) return "kept";
  return varying.some(isOfTenant) ? "tenant" : "unknown";
}

/** The function that a name is a parameter of. */
function functionTaking(name: TSESTree.Identifier): FunctionNode | undefined {
  return functionsAround(name).find(({ params }) => params.flatMap(namesIn).includes(name.name));
}
