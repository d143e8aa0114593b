import type { Recognition } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { nameOfValue } from "../../../analysis/make-value.ts";
import { optionsOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Reference, Value } from "../../../analysis/value.ts";
import type { Catalog, Model } from "../../../catalog/catalog.ts";
import { words } from "../../../catalog/tenant-names.ts";
import type { Node } from "../../../syntax/source-file.ts";
import { callOf, calledName } from "../../calls.ts";
import type { Made } from "../../data-adapter.ts";

/** A model that a value stands for, or is a row of, and how that is known. */
export interface Known {
  readonly model: Model;
  readonly recognizedBy: Recognition;
}

function modelNamed(name: string | undefined, catalog: Catalog): Model | undefined {
  const model = name === undefined ? undefined : catalog.models.get(name);
  return model?.library === "objection" ? model : undefined;
}

const stems = new WeakMap<Catalog, ReadonlyMap<string, Model>>();

/** The model that a variable or a file is called after: `plot`, `plotModel`, `PlotModel`. */
function modelCalled(name: string | undefined, catalog: Catalog): Model | undefined {
  if (name === undefined) return undefined;
  const known = stems.get(catalog) ?? new Map([...catalog.models.values()].filter(({ library }) => library === "objection").map((model) => [stemOf(model.name), model]));
  stems.set(catalog, known);
  return modelNamed(name, catalog) ?? known.get(stemOf(name));
}

function stemOf(name: string): string {
  return words(name.replace(/(?<=.)(?:Model|Class|Entity)+$/, "")).join("");
}

/** The model whose class a value is; alternatives must agree on it. */
export function classModel(value: Value | undefined, facts: FileFacts): Known | undefined {
  return agreed(value, (one) => classOf(one, facts));
}

/** The model that a value is a row of. */
export function rowModel(value: Value | undefined, facts: FileFacts): Known | undefined {
  return agreed(value, (one) => rowOf(one, facts));
}

function agreed(value: Value | undefined, read: (value: Reference) => Known | undefined): Known | undefined {
  const found = value ? optionsOf(value).filter((option) => option.kind === "reference").map(read) : [];
  const [first] = found;
  return first && found.every((one) => one?.model === first.model) ? first : undefined;
}

function classOf(value: Reference, facts: FileFacts): Known | undefined {
  const { root, path, node } = value;
  const { catalog } = facts;
  if (root.kind === "row") return path.at(-1) === "constructor" ? rowOf({ ...value, path: path.slice(0, -1) }, facts) : undefined;
  const call = callOf(value);
  // `Plot.bindKnex(knex)`, `Plot.bindTransaction(trx)`; a factory that makes the class: `require("./plot")(knex)`.
  if (call) return /^bind(?:Knex|Transaction)$/.test(calledName(call) ?? "") && call.callee.kind === "reference" ? classOf({ ...call.callee, path: call.callee.path.slice(0, -1) }, facts) : undefined;
  const last = path.at(-1);
  const bare = last === "default" ? path.at(-2) : last;
  if (root.kind === "this" && (path.length === 0 || (path.length === 1 && last === "constructor"))) return imported(ownerModel(root.owner, catalog));
  const typed = typedModel(value, facts);
  if (typed) return { model: typed, recognizedBy: "type" };
  if (bare !== undefined) return imported(modelNamed(bare, catalog) ?? (/model$/i.test(bare) ? modelCalled(bare, catalog) : undefined));
  if (root.kind === "import") return imported(root.name === "default" || root.name === "*" ? modelNamed(firstName(node), catalog) ?? modelCalled(fileOf(root.source), catalog) : modelNamed(root.name, catalog));
  if (root.kind === "opaque") return imported(root.node.type === "Identifier" ? modelNamed(root.node.name, catalog) : undefined);
  return imported("name" in root ? modelNamed(root.name, catalog) : undefined);
}

/** What the source calls the value on which a chain begins. */
function firstName(node: Node | undefined): string | undefined {
  if (node?.type === "MemberExpression") return firstName(node.object);
  if (node?.type === "CallExpression") return firstName(node.callee);
  return node?.type === "Identifier" ? node.name : undefined;
}

function imported(model: Model | undefined): Known | undefined {
  return model && { model, recognizedBy: "import" };
}

/** `private plots: typeof Plot`, `ModelClass<Plot>`. */
function typedModel(value: Reference, facts: FileFacts): Model | undefined {
  const type = facts.declaredType(value);
  if (type === undefined) return undefined;
  return modelNamed(/^(?:Model(?:Class|Constructor)|ModelClassSpecifier)$/.test(type) ? facts.typeArguments(value)[0] : /^typeof (\w+)$/.exec(type)?.[1], facts.catalog);
}

function ownerModel(owner: Node | undefined, catalog: Catalog): Model | undefined {
  return (owner?.type === "ClassDeclaration" || owner?.type === "ClassExpression") && owner.id ? modelNamed(owner.id.name, catalog) : undefined;
}

function fileOf(source: string): string {
  const steps = source.replace(/\.[cm]?[jt]s$/, "").split("/");
  const last = steps.at(-1) ?? "";
  return last === "index" ? (steps.at(-2) ?? "") : last.replace(/[.-](?:model|entity)$/i, "");
}

/** A loaded row with what hangs on it, `this` in a model's class, a value of a declared type, and what is called after a model. */
function rowOf(value: Reference, facts: FileFacts): Known | undefined {
  const { root, path } = value;
  const { catalog } = facts;
  if (root.kind === "row") {
    if (root.access.library !== "objection") return undefined;
    let at = catalog.models.get(root.access.model);
    for (const step of path) if (step !== "*") at = catalog.models.get(at?.fields.get(step)?.relation?.model ?? "");
    return imported(at);
  }
  if (root.kind === "this") {
    let at = ownerModel(root.owner, catalog);
    for (const step of path) at = catalog.models.get(at?.fields.get(step)?.relation?.model ?? "");
    if (at) return { model: at, recognizedBy: "type" };
  }
  const typed = modelNamed(facts.declaredType(value), catalog);
  if (typed) return { model: typed, recognizedBy: "type" };
  const named = rowNamed(nameOfValue(value), catalog);
  return named && { model: named, recognizedBy: "shape" };
}

/** `currentUser` and `foundPlot` are named after what they are in the end. */
function rowNamed(name: string | undefined, catalog: Catalog): Model | undefined {
  const parts = name === undefined ? [] : words(name);
  return parts.map((_, index) => modelCalled(parts.slice(index).map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`).join(""), catalog)).find((model) => model !== undefined);
}

/** A row that exists in memory alone: `Plot.fromJson({ … })`. */
export function make(call: Call, facts: FileFacts): Made | undefined {
  const isMade = call.method === "fromJson" && call.receiver !== undefined;
  const known = isMade ? classModel(call.receiver, facts) : undefined;
  const [columns] = call.args;
  if (!known || columns?.kind !== "object") return undefined;
  const entries: readonly ObjectEntry[] = columns.entries;
  return { model: known.model.name, columns: entries };
}
