import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { optionsOf } from "../../../analysis/object-value.ts";
import type { Recognition } from "../../../analysis/access.ts";
import type { CallRoot, Reference, Value } from "../../../analysis/value.ts";
import type { Catalog, Field, Model } from "../../../catalog/catalog.ts";
import { words } from "../../../catalog/tenant-names.ts";
import { callOf, calledName } from "../../calls.ts";
import { fieldInitializer } from "../../class-fields.ts";
import { methods, scopings } from "./methods.ts";

/** A model with the catalog that its relations lead into. */
export interface Schema {
  readonly model: Model;
  readonly catalog: Catalog;
  /** What `:name` stands for in the SQL of a query's conditions. */
  readonly replacements?: Value | undefined;
}

/** A model that a call is about, with the scopes that it was given on the way. */
export interface Target {
  readonly model: Model;
  readonly recognizedBy: Recognition;
  /** The calls of `scope` and its like, first one first. */
  readonly scopes: readonly CallRoot[];
}

const stems = new WeakMap<Catalog, ReadonlyMap<string, Model>>();

/** The model that a name of the code stands for. */
export function modelNamed(name: string, catalog: Catalog): Model | undefined {
  const model = catalog.models.get(name);
  return model?.library === "sequelize" ? model : undefined;
}

/** The same for names that factories are kept under: `plot`, `Plots`, `PlotModel`. */
function modelCalled(name: string, catalog: Catalog): Model | undefined {
  const own = modelNamed(name, catalog);
  if (own) return own;
  const known = stems.get(catalog) ?? new Map([...catalog.models.values()].filter(({ library }) => library === "sequelize").map((model) => [stemOf(model.name), model]));
  stems.set(catalog, known);
  return known.get(stemOf(name));
}

function stemOf(name: string): string {
  return words(name.replace(/(?:Model|Repository)$/, "")).join("").replace(/ies$/, "y").replace(/(?<!s)s$/, "");
}

/** The model that a value is; alternatives must agree on it. */
export function targetOf(value: Value | undefined, facts: FileFacts): Target | undefined {
  const found = value ? optionsOf(value).filter((option) => option.kind === "reference").map((option) => targetOfOne(option, facts)) : [];
  const [first] = found;
  return first && found.every((one) => one?.model === first.model) ? first : undefined;
}

function targetOfOne(value: Reference, facts: FileFacts): Target | undefined {
  const scoped = scopedTarget(value, facts);
  if (scoped) return scoped;
  const named = byName(value, facts) ?? defined(value, facts) ?? kept(value, facts);
  if (named) return { model: named, recognizedBy: "import", scopes: [] };
  const typed = byType(value, facts);
  return typed && { model: typed, recognizedBy: "type", scopes: [] };
}

/** `Plot.scope("sold")`. */
function scopedTarget(value: Reference, facts: FileFacts): Target | undefined {
  const call = callOf(value);
  const name = call && calledName(call);
  if (!call || name === undefined || !scopings.has(name) || call.callee.kind !== "reference") return undefined;
  const inner = targetOf({ ...call.callee, path: call.callee.path.slice(0, -1) }, facts);
  return inner && { ...inner, scopes: [...inner.scopes, call] };
}

function byName({ root, path, node }: Reference, { catalog }: FileFacts): Model | undefined {
  if (root.kind === "row") return undefined;
  const last = path.at(-1);
  if (last !== undefined) return modelNamed(last, catalog) ?? (holdsModels(root, path) ? modelCalled(last, catalog) : undefined);
  switch (root.kind) {
    case "import":
      return root.name === "default" || root.name === "*" ? (node?.type === "Identifier" ? modelNamed(node.name, catalog) : undefined) ?? modelCalled(fileOf(root.source), catalog) : modelNamed(root.name, catalog);
    case "opaque":
      return root.node.type === "Identifier" ? modelNamed(root.node.name, catalog) : undefined;
    case "this":
      return root.owner?.type === "ClassDeclaration" && root.owner.id ? modelNamed(root.owner.id.name, catalog) : undefined;
    case "parameter":
    case "global":
      return root.name === undefined ? undefined : modelNamed(root.name, catalog);
    default:
      return undefined;
  }
}

/** `models.plot`, `db.plots`, `sequelize.models.Plot`. */
function holdsModels(root: Reference["root"], path: readonly string[]): boolean {
  const holder = path.at(-2) ?? ("name" in root ? root.name : undefined) ?? "";
  const source = root.kind === "import" && path.length === 1 ? fileOf(root.source) : "";
  return /^(?:db|database|models?|entities)$/i.test(holder) || /^(?:db|database|models?|entities)$/i.test(source);
}

function fileOf(source: string): string {
  const steps = source.replace(/\.\w+$/, "").split("/");
  const last = steps.at(-1) ?? "";
  return last === "index" ? (steps.at(-2) ?? "") : last.replace(/[.-](?:model|entity)$/i, "");
}

/** `sequelize.define("plot", …)`, `sequelize.model("plot")`, `require("./plot")(sequelize, DataTypes)`. */
function defined(value: Reference, facts: FileFacts): Model | undefined {
  const call = callOf(value);
  if (!call) return undefined;
  const [first] = call.args;
  const name = calledName(call);
  if (/^(?:define|model)$/.test(name ?? "")) return first?.kind === "constant" && typeof first.value === "string" ? modelCalled(first.value, facts.catalog) : undefined;
  if (name === "init" || name === "getRepository") return targetOf(name === "init" && call.callee.kind === "reference" ? { ...call.callee, path: call.callee.path.slice(0, -1) } : first, facts)?.model;
  const { callee } = call;
  const source = callee.kind === "reference" && callee.root.kind === "import" && callee.path.length === 0 && call.args.length > 0 ? callee.root.source : undefined;
  return source === undefined ? undefined : modelCalled(fileOf(source), facts.catalog);
}

/** What a class sets a field to: `private plots = sequelize.getRepository(Plot)`. */
function kept({ root, path: [field, ...more] }: Reference, { catalog }: FileFacts): Model | undefined {
  const made = root.kind === "this" && field !== undefined && more.length === 0 ? fieldInitializer(root.owner, field) : undefined;
  if (made?.type !== "CallExpression" || made.callee.type !== "MemberExpression" || made.callee.property.type !== "Identifier") return undefined;
  const [first] = made.arguments;
  return made.callee.property.name === "getRepository" && first?.type === "Identifier" ? modelNamed(first.name, catalog) : undefined;
}

/** `private plots: typeof Plot`, `ModelStatic<Plot>`, `Repository<Plot>`. */
function byType(value: Reference, facts: FileFacts): Model | undefined {
  const type = facts.declaredType(value);
  if (type === undefined) return undefined;
  const given = /^(?:Model(?:Static|Ctor|Class)|Repository)$/.test(type) ? facts.typeArguments(value)[0] : /^typeof (\w+)$/.exec(type)?.[1];
  return given === undefined ? undefined : modelNamed(given, facts.catalog);
}

/** The model at the other end of a relation. */
export function relatedSchema({ catalog }: Schema, field: Field): Schema | undefined {
  const model = field.relation && catalog.models.get(field.relation.model);
  return model && { model, catalog };
}

/** The relation that a name stands for, in the singular or the plural. */
export function relationNamed({ fields }: Model, name: string): Field | undefined {
  const own = fields.get(name);
  if (own?.relation) return own;
  const stem = stemOf(name);
  return [...fields.values()].find((field) => field.relation && stemOf(field.name) === stem);
}

/** The relation that an association leads over, by its name or by the model at its end. */
export function relationTo(schema: Schema, value: Value | undefined, as: string | undefined, facts: FileFacts): Field | undefined {
  const { model } = schema;
  if (as !== undefined) return relationNamed(model, as);
  if (value?.kind === "constant") return typeof value.value === "string" ? relationNamed(model, value.value) : undefined;
  if (value?.kind !== "reference") return undefined;
  const last = value.path.at(-1);
  const over = last === undefined ? undefined : model.fields.get(last);
  if (over?.relation) return over;
  const target = targetOf(value, facts)?.model;
  return target && [...model.fields.values()].find(({ relation }) => relation?.model === target.name);
}

/** True for a call that gives a model with other scopes and reads nothing. */
export function isScoping({ method, receiver }: Call, facts: FileFacts): boolean {
  return method !== undefined && scopings.has(method) && !methods.has(method) && targetOf(receiver, facts) !== undefined;
}
