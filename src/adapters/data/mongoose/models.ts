import type { Recognition } from "../../../analysis/access.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { optionsOf } from "../../../analysis/object-value.ts";
import type { CallRoot, Reference, Value } from "../../../analysis/value.ts";
import { writtenText } from "../../../analysis/written-text.ts";
import type { Catalog, Model } from "../../../catalog/catalog.ts";
import { words } from "../../../catalog/tenant-names.ts";
import type { Node } from "../../../syntax/source-file.ts";
import { callOf, calledName } from "../../calls.ts";

/** A value whose methods read and write the rows of one model. */
export interface Receiver {
  readonly model: Model;
  readonly recognizedBy: Recognition;
  /** True for a class of the project's own around a model, whose methods may be the project's own too. */
  readonly wraps: boolean;
  /** True for the driver's own collection, on which no hooks run. */
  readonly isNative?: true;
  /** True for one that was asked of the driver's database, past every model. */
  readonly isDriver?: true;
}

const byStem = new WeakMap<Catalog, ReadonlyMap<string, Model>>();

/** The model that a name of the code stands for: `Plot`, `PlotModel`, `plotModel`, `IPlotDocument`, `PlotRepository`. */
export function modelNamed(name: string, catalog: Catalog): Model | undefined {
  const known = byStem.get(catalog) ?? indexOf(catalog);
  byStem.set(catalog, known);
  return known.get(name) ?? known.get(stemOf(name));
}

function indexOf(catalog: Catalog): ReadonlyMap<string, Model> {
  const models = [...catalog.models.values()].filter(({ library }) => library === "mongoose");
  return new Map([...models.map((model) => [model.table, model] as const), ...models.map((model) => [stemOf(model.name), model] as const), ...models.map((model) => [model.name, model] as const)]);
}

function stemOf(name: string): string {
  const bare = name.replace(/^_+/, "").replace(/^I(?=[A-Z][a-z])/, "").replace(/(?:(?:DB)?Model|Schema|Document|Doc|Entity|Collection|Repo(?:sitory)?)$/, "");
  return words(bare).join(" ");
}

/** The model that a value is, or a repository around one; alternatives such as `models.Plot || model(…)` must agree. */
export function receiverOf(value: Value | undefined, facts: FileFacts): Receiver | undefined {
  const options = value ? optionsOf(value).filter((option) => option.kind === "reference") : [];
  const found = options.map((option) => receiverOfOne(option, facts));
  const known = found.filter((one) => one !== undefined);
  const [first] = known;
  return first && known.every((one) => one.model === first.model) ? first : undefined;
}

function receiverOfOne(value: Reference, facts: FileFacts): Receiver | undefined {
  if (value.root.kind === "row") return undefined;
  // The driver's own collection behind a model.
  if (value.path.at(-1) === "collection") {
    const behind = receiverOf({ ...value, path: value.path.slice(0, -1) }, facts);
    return behind && { ...behind, isNative: true };
  }
  return made(value, facts) ?? declared(value, facts) ?? ofClass(value, facts) ?? imported(value, facts) ?? named(value, facts);
}

/** `model("Plot")`, `connection.model("Plot", schema)`, and the driver's `db.collection("plots")`. */
function made(value: Reference, facts: FileFacts): Receiver | undefined {
  const call = callOf(value);
  if (call?.construct) return wrapper(call, facts);
  const model = call && modelOfCall(call, facts);
  return model && { model, recognizedBy: "import", wraps: false, ...(calledName(call) === "collection" ? { isNative: true, isDriver: true } : {}) };
}

/** `new BaseRepository(Plot)`: what a class is given that is one model goes to that. */
function wrapper({ args }: CallRoot, facts: FileFacts): Receiver | undefined {
  const [only, ...others] = args.flatMap((argument) => receiverOf(argument, facts) ?? []);
  return only && others.length === 0 ? { model: only.model, recognizedBy: "import", wraps: true } : undefined;
}

function modelOfCall(call: CallRoot, facts: FileFacts): Model | undefined {
  const name = calledName(call);
  if (name !== "model" && name !== "discriminator" && name !== "collection" && name !== "getModelForClass" && name !== "getModelToken") return undefined;
  const text = writtenText(call.args[0], facts) ?? nameOf(call.args[0]);
  return text === undefined ? undefined : name === "collection" ? modelOfCollection(text, facts.catalog) : modelNamed(text, facts.catalog);
}

function modelOfCollection(name: string, { models }: Catalog): Model | undefined {
  return [...models.values()].find(({ library, table }) => library === "mongoose" && table === name);
}

/** `Plot` for `Plot.name` and for the class itself. */
function nameOf(value: Value | undefined): string | undefined {
  if (value?.kind !== "reference") return undefined;
  const path = value.path.at(-1) === "name" ? value.path.slice(0, -1) : value.path;
  return path.at(-1) ?? rootName(value);
}

/** By the type that the source declares: `Model<Plot>`, `PlotModel`, or a class of the project's that is called after a model. */
function declared(value: Reference, facts: FileFacts): Receiver | undefined {
  const type = facts.declaredType(value);
  if (type === undefined) return undefined;
  if (/Model(?:Type)?$/.test(type)) {
    const model = facts.typeArguments(value).map((name) => modelNamed(name, facts.catalog)).find((one) => one !== undefined) ?? (type === "Model" ? undefined : modelNamed(type, facts.catalog)) ?? modelNamed(nameOf(value) ?? "", facts.catalog);
    return model && { model, recognizedBy: "type", wraps: false };
  }
  const model = /(?:Repo(?:sitory)?|Dao|Collection)$/.test(type) ? (modelNamed(type, facts.catalog) ?? facts.typeArguments(value).map((name) => modelNamed(name, facts.catalog)).find((one) => one !== undefined)) : undefined;
  return model && { model, recognizedBy: "type", wraps: !type.endsWith("Collection") };
}

/** `this` and `this.model` in `class PlotRepository extends BaseRepository<Plot> { constructor() { super(Plot) } }`. */
function ofClass({ root, path }: Reference, { catalog }: FileFacts): Receiver | undefined {
  if (root.kind !== "this" || (root.owner?.type !== "ClassDeclaration" && root.owner?.type !== "ClassExpression") || !root.owner.superClass) return undefined;
  const isModel = path.length === 1 && /^_?(?:mongoose)?model$/i.test(path[0] ?? "");
  if (path.length > 0 && !isModel) return undefined;
  const given = root.owner.body.body.flatMap((member) => (member.type === "MethodDefinition" && member.kind === "constructor" ? (member.value.body?.body ?? []) : [])).flatMap(givenToBase);
  const names = [...given, ...(root.owner.id && /Repo(?:sitory)?$|Dao$/.test(root.owner.id.name) ? [root.owner.id.name] : [])];
  const model = names.map((name) => modelNamed(name, catalog)).find((one) => one !== undefined);
  return model && { model, recognizedBy: "type", wraps: !isModel };
}

/** The names that a constructor hands to the class it extends. */
function givenToBase(statement: Node): readonly string[] {
  const call = statement.type === "ExpressionStatement" && statement.expression.type === "CallExpression" ? statement.expression : undefined;
  return call?.callee.type === "Super" ? call.arguments.flatMap((argument) => (argument.type === "Identifier" ? [argument.name] : [])) : [];
}

/** What a file exports under another name than the model's. */
function imported(value: Reference, facts: FileFacts): Receiver | undefined {
  if (value.root.kind !== "import" || modelNamed(nameOf(value) ?? "", facts.catalog)) return undefined;
  const there = facts.imported(value);
  const models = (there ? optionsOf(there) : []).flatMap((option) => {
    const call = callOf(option);
    return (call && modelOfCall(call, facts)) ?? [];
  });
  const [model] = models;
  return model && { model, recognizedBy: "import", wraps: false };
}

/** By its name alone: `Plot`, `plotModel`, `models.Plot`, `plotRepository`. */
function named(value: Reference, { catalog }: FileFacts): Receiver | undefined {
  const name = value.path.at(-1) ?? rootName(value);
  if (name === undefined || (value.root.kind === "call" && value.path.length === 0)) return undefined;
  const before = value.path.at(-2) ?? (value.path.length === 1 ? rootName(value) : undefined);
  const isModels = before !== undefined && /^_?(?:models?|mongoose)$|Models$/.test(before);
  const wraps = /Repo(?:sitory)?$/.test(name);
  if (!isModels && !wraps && !/^[A-Z]|Model$/.test(name)) return undefined;
  const model = modelNamed(name, catalog);
  return model && { model, recognizedBy: value.root.kind === "import" ? "import" : "shape", wraps };
}

function rootName({ root, node }: Reference): string | undefined {
  if (root.kind === "import") return root.name === "default" || root.name === "*" ? (node?.type === "Identifier" ? node.name : undefined) : root.name;
  if (root.kind === "opaque") return root.node.type === "Identifier" ? root.node.name : undefined;
  return root.kind === "parameter" || root.kind === "global" ? root.name : undefined;
}
