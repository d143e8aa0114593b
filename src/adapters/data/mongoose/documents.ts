import type { FileFacts } from "../../../analysis/file-facts.ts";
import { entriesOf, memberOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { CallRoot, ObjectEntry, Reference, Value } from "../../../analysis/value.ts";
import type { Access, Filter } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { Model } from "../../../catalog/catalog.ts";
import type { Node } from "../../../syntax/source-file.ts";
import type { Made } from "../../data-adapter.ts";
import { anyOf } from "../../filter-parts.ts";
import { calledName } from "../../calls.ts";
import { heldByHook } from "../../hooks.ts";
import { documentMethods } from "./methods.ts";
import { modelNamed, receiverOf } from "./models.ts";
import { rowsOf, updateRows } from "./writes.ts";

/** The document that `new Plot({ … })` makes. */
export function make(call: Call, facts: FileFacts): Made | undefined {
  const receiver = call.construct ? receiverOf(call.callee, facts) : undefined;
  return receiver && !receiver.wraps ? { model: receiver.model.name, columns: rowFrom(call.args[0]) } : undefined;
}

function rowFrom(value: Value | undefined): readonly ObjectEntry[] {
  if (value === undefined || value.kind === "constant") return [];
  return value.kind === "object" ? value.entries : [{ kind: "spread", value, node: value.node }];
}

/** True for what a query that was awaited gave: its methods are a document's, not a query's. */
export function isLoaded(value: Value | undefined): boolean {
  return value !== undefined && optionsOf(value).some((option) => option.kind === "reference" && option.root.kind === "row" && (option.path.length > 0 || option.root.access.open !== true || isAwaited(option.root.access.node)));
}

function isAwaited({ parent }: Node): boolean {
  switch (parent?.type) {
    case "AwaitExpression":
      return true;
    case "ArrayExpression":
      return parent.parent.type === "CallExpression" && isAwaited(parent.parent);
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "ConditionalExpression":
    case "LogicalExpression":
      return isAwaited(parent);
    default:
      return false;
  }
}

/** What a document does with its own row: `plot.save()`, `plot.deleteOne()`. */
export function recognizeDocument(call: Call, facts: FileFacts): Access | undefined {
  const { method, receiver, node, args } = call;
  if (method === undefined || !documentMethods.has(method) || receiver === undefined || node.type !== "CallExpression") return undefined;
  const model = modelOfDocument(receiver, facts);
  if (!model) return undefined;
  const documents = optionsOf(receiver);
  const fresh = documents.filter((one) => one.kind === "object");
  const keys = documents.flatMap((one) => (one.kind === "reference" ? [keyOf(one)] : []));
  const base = { library: "mongoose", model: model.name, method, node, recognizedBy: "shape", related: [], unique: true, many: false, throwsWhenMissing: false, places: {} } as const;
  const made = method === "save" ? fresh.flatMap((one) => rowsOf("create", one)) : [];
  if (method === "save" && keys.length === 0) return { ...base, operation: "create", filter: undefined, data: made, ...heldByHook(model, method, made) };
  const isDelete = method === "deleteOne" || method === "remove";
  const data = method === "save" ? made : isDelete ? [] : updateRows(args[0]);
  return { ...base, operation: isDelete ? "delete" : data.some(({ kind }) => kind === "create") ? "upsert" : "update", filter: anyOf(keys), data };
}

function keyOf(document: Reference): Filter {
  const row = hydrated(document)?.args[0] ?? document;
  const value = row.kind === "reference" ? memberOf(row, "_id") : (propertyOf(row, "_id")?.value ?? row);
  return { kind: "equals", column: "_id", value, optional: false, whenUndefined: "throws", node: undefined };
}

function modelOfDocument(value: Value, facts: FileFacts): Model | undefined {
  const models = optionsOf(value).filter((option) => option.kind !== "constant").map((option) => modelOfOne(option, facts));
  return models.every((model) => model === models[0]) ? models[0] : undefined;
}

function modelOfOne(value: Value, facts: FileFacts): Model | undefined {
  if (value.kind === "reference") return modelOfReference(value, facts);
  if (value.kind !== "object") return undefined;
  const key = entriesOf(value).get("_id")?.value;
  const made = key && optionsOf(key).find((one) => one.kind === "reference" && one.root.kind === "row" && one.root.access.method === "new" && one.root.access.library === "mongoose");
  if (made?.kind === "reference" && made.root.kind === "row") return facts.catalog.models.get(made.root.access.model);
  return undefined;
}

/** `Plot.hydrate(row)`: a document over a row that is there. */
function hydrated({ root, path }: Reference): CallRoot | undefined {
  return root.kind === "call" && path.length === 0 && calledName(root) === "hydrate" ? root : undefined;
}

function modelOfReference(value: Reference, facts: FileFacts): Model | undefined {
  const callee = hydrated(value)?.callee;
  if (callee?.kind === "reference") return receiverOf({ ...callee, path: callee.path.slice(0, -1) }, facts)?.model;
  if (value.root.kind !== "row") {
    const type = facts.declaredType(value);
    if (type === undefined) return undefined;
    const names = /^HydratedDocument$/.test(type) ? facts.typeArguments(value) : /Document$/.test(type) ? [type] : [];
    return names.map((name) => modelNamed(name, facts.catalog)).find((one) => one !== undefined);
  }
  const { access } = value.root;
  if (access.library !== "mongoose" || !isLoaded(value)) return undefined;
  let at = facts.catalog.models.get(access.model);
  for (const step of value.path.filter((one) => one !== "*")) at = facts.catalog.models.get(at?.fields.get(step)?.relation?.model ?? "");
  return at;
}
