import type { TSESTree } from "@typescript-eslint/types";
import { childrenOf } from "../../syntax/children.ts";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { DeclaredSchema, HandedSetting } from "../declared-model.ts";
import { Modules, type Module } from "../source/modules.ts";
import { placesIn } from "../source/places.ts";
import { chainOf } from "../source/syntax.ts";

/** Reads which settings code makes for a transaction that it hands on: `forCompany(companyId, (tx) => …)`. */
export function readHandedSettings(files: readonly string[]): DeclaredSchema {
  const modules = new Modules("repository");
  const found = files.map((file) => ({ file, settings: settingsIn(modules.at(file), modules) })).filter(({ settings }) => settings.length > 0);
  const distinct = new Map(found.flatMap(({ settings }) => settings).map((one) => [JSON.stringify(one), one]));
  return { models: new Map(), problems: [], files: found.map(({ file }) => file), handedSettings: [...distinct.values()] };
}

function settingsIn(module: Module, modules: Modules): readonly HandedSetting[] {
  return placesIn(module).calls.flatMap((call) => {
    const [work] = call.arguments.flatMap((argument) => (isFunction(argument) ? argument : []));
    const [transaction] = work?.params ?? [];
    if (!work || transaction?.type !== "Identifier" || !isTransaction(call) || !isHandedOn(work, transaction.name, call)) return [];
    return [work.body, ...helpersCalled(work, transaction.name, module, modules)].flatMap(settingsMadeIn);
  });
}

/** `db.$transaction(work)`, `db.transaction(work)` and `db.transaction().execute(work)`. */
function isTransaction(call: TSESTree.CallExpression): boolean {
  return chainOf(call)?.calls.some(({ name }) => /^\$?transaction$/.test(name)) ?? false;
}

/** True where the work calls a function that the one around was given, with the transaction. */
function isHandedOn(work: FunctionNode, transaction: string, call: Node): boolean {
  const given = new Set(parametersAround(call));
  return callsIn(work.body).some(({ callee, arguments: args }) => callee.type === "Identifier" && given.has(callee.name) && args.some((argument) => isNamed(argument, transaction)));
}

function parametersAround(node: Node): readonly string[] {
  const names: string[] = [];
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) names.push(...at.params.flatMap((parameter) => (parameter.type === "Identifier" ? parameter.name : [])));
  return names;
}

/** The bodies of functions that are called with the transaction, such as `setCompany(tx, companyId)`. */
function helpersCalled(work: FunctionNode, transaction: string, module: Module, modules: Modules): readonly Node[] {
  return callsIn(work.body).flatMap(({ callee, arguments: args }) => {
    const helper = callee.type === "Identifier" && args.some((argument) => isNamed(argument, transaction)) ? modules.find(callee.name, module)?.node : undefined;
    return helper && isFunction(helper) ? [helper.body] : [];
  });
}

function isNamed(node: Node, name: string): boolean {
  return node.type === "Identifier" && node.name === name;
}

/** Only what holds for the transaction alone; \0 stands for what is filled in. */
const forTransaction = /\bset_config\s*\(\s*'([\w.]+)'\s*,\s*(?:'?\0'?|\$\d+|\?|:\w+)(?:\s*::\s*\w+)?\s*,\s*true\s*\)|\bset\s+local\s+"?([\w.]+)"?\s*(?:=|\bto\b)\s*'?\0/gi;

/** A function of the database that is given something: it may make the setting. */
const forFunction = /\b(?:select|call)\s+(?:"?\w+"?\.)?"?(\w+)"?\s*\([^()]*?(?:\0|\$\d|\?|:\w)/gi;

function settingsMadeIn(body: Node): readonly HandedSetting[] {
  const own = textOf(body);
  const settings = [...own.matchAll(forTransaction)].flatMap(([, made, local]) => made ?? local ?? []);
  const by = [...own.matchAll(forFunction)].flatMap(([, name = ""]) => (/^set_config$/i.test(name) ? [] : { by: name }));
  return [...settings, ...by, ...childrenOf(body).flatMap(settingsMadeIn)];
}

function textOf(node: Node): string {
  if (node.type === "TemplateLiteral") return node.quasis.map(({ value }) => value.raw).join("\0");
  return node.type === "Literal" && typeof node.value === "string" ? node.value : "";
}

function callsIn(node: Node): readonly TSESTree.CallExpression[] {
  return [...(node.type === "CallExpression" ? [node] : []), ...childrenOf(node).flatMap(callsIn)];
}
