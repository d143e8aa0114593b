import { constant, unknown } from "../../../analysis/make-value.ts";
import { choiceOf, entriesOf, objectOf, opaqueSpreadsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import { given, isPlaceholder, merged, onwards, type Passed, type Preparation } from "../../../analysis/preparation.ts";
import type { Operation } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import type { CallRoot, FunctionValue, Value } from "../../../analysis/value.ts";
import { isOwned } from "../../../catalog/catalog.ts";
import { calledName, receiverOf } from "../../calls.ts";
import type { PreparationTools } from "../../data-adapter.ts";
import { scopedByRuntime } from "../../runtime-scopes.ts";
import { methods } from "./methods.ts";
import { modelOfAccessor } from "./schema.ts";

/** Calls that make a client which changes the arguments of its queries, or a part of one. */
export const makers = /^(?:\$extends|defineExtension|\$use|prismaTenantScope)$/;

/** What `client.$extends({ query })` does to each query, and `client.$use(middleware)`. https://www.prisma.io/docs/orm/prisma-client/client-extensions/query */
export function preparations(made: CallRoot, file: FileFacts, tools: PreparationTools): readonly Preparation[] {
  const [extension] = made.args;
  const name = calledName(made);
  if (name === "prismaTenantScope") return scopedByRuntime(made, file);
  const before = name === "defineExtension" ? [] : tools.of(receiverOf(made));
  if (extension === undefined) return before;
  return [...before, ...(name === "$use" ? ofMiddleware(extension, file, tools) : ofExtension(extension, made, file, tools))];
}

function ofExtension(extension: Value, made: CallRoot, file: FileFacts, tools: PreparationTools): readonly Preparation[] {
  switch (extension.kind) {
    case "function":
      return tools.of(tools.run(extension, [receiverOf(made)]));
    case "object":
      return ofQueries(propertyOf(extension, "query")?.value, file, tools);
    case "reference": {
      const there = file.imported(extension);
      return there?.kind === "object" ? ofExtension(there, made, file, tools) : tools.of(extension);
    }
    default:
      return [];
  }
}

/** `query: { $allModels: { findMany }, plot: { $allOperations }, $allOperations }`: all that match a query change it. */
function ofQueries(query: Value | undefined, file: FileFacts, tools: PreparationTools): readonly Preparation[] {
  if (query === undefined) return [];
  if (query.kind !== "object" || opaqueSpreadsOf(query).length > 0) return [{ args: unknown("the extension's queries are built elsewhere") }];
  return [...entriesOf(query)].flatMap(([key, { value }]) => {
    if (key === "$allOperations") return ofHandler(value, { models: undefined, methods: undefined }, file, tools);
    const model = key === "$allModels" ? undefined : modelOfAccessor(file.catalog, key);
    if (key !== "$allModels" && model === undefined) return [];
    const models = model && [model.name];
    if (value.kind !== "object") return [{ models, args: unknown("the extension's operations are built elsewhere") }];
    return [...entriesOf(value)].flatMap(([method, { value: handler }]) => ofHandler(handler, { models, methods: method === "$allOperations" ? undefined : [method] }, file, tools));
  });
}

/** An extension over another is run after it: one that writes `args.where` anew leaves nothing of what the other put there. */
export function undoes({ args }: Preparation, operation: Operation): "always" | "sometimes" | "never" {
  const keys = operation === "create" ? ["data"] : operation === "upsert" ? ["where", "create"] : ["where"];
  const ways = optionsOf(args).map((way) => keys.every((key) => keepsGiven(way.kind === "object" ? propertyOf(way, key)?.value : way)));
  return ways.every((keeps) => keeps) ? "never" : ways.some((keeps) => keeps) ? "sometimes" : "always";
}

/** True for what takes over what was given, and for what cannot be read. */
function keepsGiven(value: Value | undefined): boolean {
  switch (value?.kind) {
    case undefined:
    case "constant":
      return false;
    case "choice":
      return value.options.every(keepsGiven);
    case "object":
      return value.entries.some((entry) => (entry.kind === "spread" || entry.key === "AND") && keepsGiven(entry.value));
    case "list":
      return value.items.some((item) => keepsGiven(item.value));
    case "reference":
      return isPlaceholder(value) || value.root.kind === "call";
    default:
      return true;
  }
}

type Reach = Pick<Preparation, "models" | "methods">;

function ofHandler(handler: Value, reach: Reach, file: FileFacts, tools: PreparationTools): readonly Preparation[] {
  if (handler.kind !== "function") return [{ ...reach, args: unknown("the extension's code stands elsewhere") }];
  return cases(handler, reach, ["model", "operation"], file, (model, operation, situation) =>
    tools.passed(handler, [objectOf({ model, operation, args: given, query: onwards })], situation),
  );
}

/** `prisma.$use(async (params, next) => next(params))`, gone since 6.14. https://www.prisma.io/docs/orm/prisma-client/client-extensions/middleware */
function ofMiddleware(middleware: Value, file: FileFacts, tools: PreparationTools): readonly Preparation[] {
  if (middleware.kind !== "function") return tools.there(middleware) ?? [{ args: unknown("the middleware's code stands elsewhere") }];
  return cases(middleware, { models: undefined, methods: undefined }, ["model", "action"], file, (model, action, situation) => {
    const { args: params, ...passed } = tools.passed(middleware, [objectOf({ model, action, args: given }), onwards], situation);
    const [first = params, ...others] = optionsOf(params).map((option) => propertyOf(option, "args")?.value ?? option);
    return { ...passed, args: choiceOf([first, ...others]) };
  });
}

/** One preparation for each model and operation that the code may tell apart, then those together that come to the same. */
function cases(fn: FunctionValue, reach: Reach, [model, operation]: readonly [string, string], file: FileFacts, run: (model: Value, operation: Value, situation: string) => Passed): readonly Preparation[] {
  const models = reach.models ?? (takes(fn, model) ? ownedModels(file) : undefined);
  const operations = reach.methods ?? (takes(fn, operation) ? [...methods.keys()] : undefined);
  const all = (models ?? [undefined]).flatMap((one) =>
    (operations ?? [undefined]).map((method): Preparation => {
      const passed = run(one === undefined ? unknown("any model") : constant(one), method === undefined ? unknown("any operation") : constant(method), `${String(one)} ${String(method)}`);
      return { models: one === undefined ? undefined : [one], methods: method === undefined ? undefined : [method], ...passed };
    }),
  );
  return merged(all);
}

/** True unless a function takes its first parameter apart and leaves a property of it. */
function takes({ fn }: FunctionValue, property: string): boolean {
  const [parameter] = fn.params;
  if (parameter?.type !== "ObjectPattern") return true;
  return parameter.properties.some((one) => one.type === "RestElement" || (one.key.type === "Identifier" && one.key.name === property));
}

function ownedModels({ catalog }: FileFacts): readonly string[] {
  return [...catalog.models.values()].filter((model) => model.library === "prisma" && isOwned(model)).map(({ name }) => name);
}
