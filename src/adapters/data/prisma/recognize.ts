import type { Access, Recognition, WrittenRow } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { unknown } from "../../../analysis/make-value.ts";
import { choiceOf, entriesOf, isNullish, objectOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import { prepared } from "../../../analysis/preparation.ts";
import { underSettings } from "../../../analysis/row-settings.ts";
import type { Reference, Value } from "../../../analysis/value.ts";
import type { Model } from "../../../catalog/catalog.ts";
import { argumentNamed, readArguments } from "./arguments.ts";
import { delegatedModel, evidenceFor, isNamedLikeClient } from "./client.ts";
import { bulkRowsOf, nestedWritesOf, rowsOf } from "./data.ts";
import { opaque } from "../../filter-parts.ts";
import { readUniqueWhere, readWhere } from "./filter.ts";
import { recognizeFluentRead } from "./fluent.ts";
import { loadsOf } from "./loads.ts";
import { methods, type Method } from "./methods.ts";
import { literalArgument, literalProperty } from "./places.ts";
import { modelOfAccessor, withoutValidator, type Schema } from "./schema.ts";

/** The access that a call such as `prisma.plot.findMany({ where })` is, whatever the client is called. */
export function recognize(call: Call, file: FileFacts): Access | undefined {
  if (call.node.type !== "CallExpression" || call.method === undefined || call.receiver === undefined) return undefined;
  const method = methods.get(call.method);
  if (method === undefined) return recognizeFluentRead(call, file);
  const args = readArguments(call.args, method);
  const delegate = args && findDelegate(call.receiver, file);
  if (args === undefined || delegate === undefined) return undefined;
  const isSure = args.literal || method.distinctive || delegate.recognizedBy !== "shape" || delegate.isNamedLikeClient;
  return isSure ? readPrepared(call, call.method, method, delegate.recognizedBy, { model: delegate.model, catalog: file.catalog }) : undefined;
}

interface Delegate {
  readonly model: Model;
  readonly recognizedBy: Recognition;
  readonly isNamedLikeClient: boolean;
}

/** The model whose methods hang on a value; alternatives such as `tx ?? prisma` must agree on it. */
function findDelegate(receiver: Value, file: FileFacts): Delegate | undefined {
  const options = optionsOf(receiver).filter((option) => !isNullish(option) && option.kind !== "unknown");
  const delegates = options.map((option) => (option.kind === "reference" ? delegateOf(option, file) : undefined));
  const [first, ...others] = delegates;
  if (first === undefined || others.some((other) => other?.model !== first.model)) return undefined;
  return delegates.find((each) => each?.recognizedBy === "import") ?? delegates.find((each) => each?.recognizedBy === "type") ?? first;
}

function delegateOf(receiver: Reference, file: FileFacts): Delegate | undefined {
  if (receiver.root.kind === "row") return undefined;
  const declared = delegatedModel(receiver, file);
  const typed = declared === undefined ? undefined : file.catalog.models.get(declared);
  if (typed?.library === "prisma") return { model: typed, recognizedBy: "type", isNamedLikeClient: true };
  const accessor = receiver.path.at(-1);
  const model = accessor === undefined ? undefined : modelOfAccessor(file.catalog, accessor);
  if (model === undefined) return undefined;
  const client: Reference = { kind: "reference", root: receiver.root, path: receiver.path.slice(0, -1) };
  return { model, recognizedBy: evidenceFor(client, file), isNamedLikeClient: isNamedLikeClient(client) };
}

/** The access as the client runs it: with what an extension makes of the arguments, where its code says that for sure. */
function readPrepared(call: Call, name: string, method: Method, recognizedBy: Recognition, schema: Schema): Access {
  const written = call.args[0] && withoutValidator(call.args[0]);
  const access = readAccess(call, name, method, recognizedBy, schema, written);
  const run = prepared(call.preparations?.(clientOf(call.receiver)) ?? [], schema.model.name, name, written ?? objectOf({}));
  if (!run) return access;
  const heldBy = { sure: false, text: `what the client adds to \`${name}\` hangs on more than its code says` };
  const changed = { ...readAccess(call, name, method, recognizedBy, schema, run.args), places: access.places, ...(run.sure ? {} : { heldBy }) };
  return underSettings(changed, schema.model, run.settings);
}

function clientOf(delegate: Value | undefined): Value {
  const clients = delegate ? optionsOf(delegate).flatMap((option) => (option.kind === "reference" ? [{ ...option, path: option.path.slice(0, -1) }] : [])) : [];
  const [first, ...others] = clients;
  return first ? choiceOf([first, ...others]) : unknown("a client");
}

function readAccess(call: Call, name: string, method: Method, recognizedBy: Recognition, schema: Schema, args: Value | undefined): Access {
  const where = args && argumentNamed(args, "where");
  const data = writtenRows(args, name, method, schema);
  return {
    library: "prisma",
    model: schema.model.name,
    operation: method.operation,
    method: name,
    node: call.node,
    recognizedBy,
    filter: method.operation === "create" ? undefined : method.operation === "raw" ? rawFilter(args) : method.unique ? readUniqueWhere(where, schema) : readWhere(where, schema),
    data,
    related: [...data.flatMap((row) => nestedWritesOf(row.columns, schema)), ...loadsOf(args, schema)],
    unique: method.unique,
    many: method.many,
    ...(args && isDescending(argumentNamed(args, "orderBy")?.value) ? { highestFirst: true } : {}),
    throwsWhenMissing: method.throwsWhenMissing,
    places: {
      args: literalArgument(call.node, args),
      filter: literalProperty(call.node, args, "where"),
      data: literalProperty(call.node, args, method.operation === "upsert" ? "create" : "data"),
    },
  };
}

/** `orderBy: { number: "desc" }`, `[{ number: "desc" }, …]` and `{ number: { sort: "desc" } }`: the first column decides. */
function isDescending(order: Value | undefined): boolean {
  if (order?.kind === "list") return isDescending(order.items[0]?.value);
  if (order?.kind === "constant") return order.value === "desc";
  const [first] = order === undefined ? [] : entriesOf(order).values();
  return first !== undefined && isDescending(first.value);
}

function rawFilter(args: Value | undefined): Access["filter"] {
  return args === undefined ? { kind: "all" } : opaque(args);
}

function writtenRows(args: Value | undefined, name: string, method: Method, schema: Schema): readonly WrittenRow[] {
  const read = (key: string) => args && propertyOf(args, key);
  switch (method.operation) {
    case "create":
      return name === "create" ? rowsOf("create", read("data"), schema) : bulkRowsOf(read("data"), schema);
    case "update":
      return rowsOf("update", read("data"), schema);
    case "upsert":
      return [...rowsOf("create", read("create"), schema), ...rowsOf("update", read("update"), schema)];
    default:
      return [];
  }
}
