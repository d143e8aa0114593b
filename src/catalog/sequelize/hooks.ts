import type { TSESTree } from "@typescript-eslint/types";
import { isFunction } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { ModelHook } from "../catalog.ts";
import type { Module, Modules } from "../source/modules.ts";
import { connectionNamed } from "../source/connections.ts";
import { heldBy, modelNameOf } from "../source/places.ts";
import { isForEach, loopTaking, modelsIn } from "./looped-models.ts";
import { plain, propertiesOf, property, stringOf } from "../source/syntax.ts";
import { tiesIn } from "../source/ties.ts";

/** The methods that a hook comes before; sums, extremes and increments run none. https://sequelize.org/docs/v6/other-topics/hooks/ */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  beforeFind: ["findAll", "findOne", "findByPk", "findById"],
  beforeCount: ["count", "findAndCountAll", "findAndCount"],
  beforeBulkUpdate: ["update"],
  beforeBulkDestroy: ["destroy"],
  beforeBulkRestore: ["restore"],
  beforeValidate: ["create"],
  beforeCreate: ["create"],
  beforeUpsert: ["upsert"],
};

/** Hooks of one model, or of all where none is named. */
export interface AddedHooks {
  readonly model: string | undefined;
  /** What the connection is called whose models they are for, where that is told. */
  readonly connection?: string | undefined;
  readonly hooks: readonly ModelHook[];
}

/**
 * `Plot.addHook("beforeFind", (options) => { … })`, `Plot.beforeFind(…)`, `sequelize.addHook(…)`, `{ hooks: { beforeFind } }` among the options of a model or of a
 * connection; in a loop over a list of models, those of each.
 */
export function hooksAddedBy(call: TSESTree.CallExpression | TSESTree.NewExpression, module: Module, modules: Modules, connections: ReadonlySet<string | undefined>): readonly AddedHooks[] {
  const { callee, arguments: args } = call;
  if (call.type === "NewExpression") return modelNameOf(callee) === "Sequelize" ? [{ model: undefined, connection: heldBy(call), hooks: args.flatMap((argument) => hooksIn(property(argument, "hooks") ?? property(property(argument, "define"), "hooks"), module, modules)) }] : [];
  if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return [];
  const { name } = callee.property;
  if (name === "init") return [{ model: modelNameOf(callee.object), hooks: hooksIn(property(args[1], "hooks"), module, modules) }];
  if (name === "define") return [{ model: stringOf(args[0]), hooks: hooksIn(property(args[2], "hooks"), module, modules) }];
  const event = name === "addHook" || name === "hook" ? stringOf(args[0]) : name;
  const hooks = event === undefined ? [] : hookOf(event, args.at(-1), module, modules);
  if (hooks.length === 0) return [];
  const loop = loopTaking(callee.object);
  if (loop) return modelsIn(loop.list, module, modules).map((model) => ({ model, hooks: hooks.filter(({ column }) => isForEach(loop, call, column)) }));
  const owner = modelNameOf(callee.object);
  const connection = connectionNamed(callee.object, module);
  return [{ model: owner === undefined || /^sequelize$|^db$/i.test(owner) || connections.has(connection) ? undefined : owner, connection, hooks }];
}

function hooksIn(hooks: Node | undefined, module: Module, modules: Modules): readonly ModelHook[] {
  return propertiesOf(hooks).flatMap(({ key, value }) => hookOf(key, value, module, modules));
}

function hookOf(event: string, code: Node | undefined, module: Module, modules: Modules): readonly ModelHook[] {
  const methods = METHODS[event];
  const at = plain(code);
  const fn = at?.type === "Identifier" ? plain(modules.find(at.name, module)?.node) : at;
  return methods && fn && isFunction(fn) ? tiesIn(fn).map((tie) => ({ ...tie, methods })) : [];
}
