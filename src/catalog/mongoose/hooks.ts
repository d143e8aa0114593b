import type { ModelHook } from "../catalog.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Module } from "../source/modules.ts";
import { elementsOf, plain } from "../source/syntax.ts";
import { tiesIn } from "../source/ties.ts";
import type { DeclaredSchema, World } from "./declarations.ts";
import { namesOfPlugin } from "./plugin-options.ts";
import { callsOn, functionAt, textsAt, type SchemaCall } from "./schema-calls.ts";

/** Everything that a hook can stand before, by its own name. https://mongoosejs.com/docs/middleware.html */
const EVENTS = ["find", "findOne", "findOneAndUpdate", "findOneAndReplace", "findOneAndDelete", "findOneAndRemove", "count", "countDocuments", "estimatedDocumentCount", "distinct", "updateOne", "updateMany", "update", "replaceOne", "deleteOne", "deleteMany", "remove", "aggregate", "save", "validate", "insertMany", "bulkWrite"];

/** Methods that run the hooks of another. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  findOne: ["findOne", "findById", "exists"],
  findOneAndUpdate: ["findOneAndUpdate", "findByIdAndUpdate"],
  findOneAndDelete: ["findOneAndDelete", "findByIdAndDelete"],
  findOneAndRemove: ["findOneAndRemove", "findByIdAndRemove"],
  save: ["save", "create"],
  validate: ["save", "create", "insertMany"],
};

/** What the hooks of a schema set before its queries run, its plugins' included: `schema.pre(/^find/, function () { this.where({ companyId }) })`. */
export function hooksOf(schema: DeclaredSchema, world: World): readonly ModelHook[] {
  return callsOn(schema, "pre", world).flatMap((call) => hooksIn(call, world));
}

function hooksIn({ node, module, plugin }: SchemaCall, world: World): readonly ModelHook[] {
  const [events, ...others] = node.arguments;
  const found = others.map((argument) => functionAt(argument, module, world)).find((one) => one !== undefined);
  if (!events || !found) return [];
  const methods = eventsAt(events, module, world).flatMap((event) => METHODS[event] ?? [event]);
  return methods.length === 0 ? [] : tiesIn(found.fn, plugin && namesOfPlugin(plugin, module)).map((tie) => ({ ...tie, methods }));
}

function eventsAt(node: Node, module: Module, world: World): readonly string[] {
  const at = plain(node);
  if (at?.type === "ArrayExpression") return elementsOf(at).flatMap((element) => eventsAt(element, module, world));
  if (at?.type !== "Literal" || !("regex" in at)) return textsAt(at, module, world);
  const pattern = new RegExp(at.regex.pattern, at.regex.flags);
  return EVENTS.filter((event) => pattern.test(event));
}
