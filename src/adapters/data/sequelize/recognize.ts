import type { Access, Filter, Operation, WrittenRow } from "../../../analysis/access.ts";
import type { Call } from "../../../analysis/call.ts";
import type { FileFacts } from "../../../analysis/file-facts.ts";
import { isFalsyConstant } from "../../../analysis/make-value.ts";
import { entriesOf, opaqueSpreadsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { Reference, Value } from "../../../analysis/value.ts";
import { allOf, opaque } from "../../filter-parts.ts";
import { heldByHook } from "../../hooks.ts";
import { literalIn, placeIn } from "../../query/places.ts";
import { includedFilter, loadsOf } from "./include.ts";
import { instanceOf, type Instance } from "./instances.ts";
import { methods, ownMethods, type Method } from "./methods.ts";
import { mixinOf, whereOfMixin, type Mixin } from "./mixins.ts";
import { isScoping, targetOf, type Schema, type Target } from "./models.ts";
import { scopedFilter } from "./scopes.ts";
import { keyFilter, ownKeyFilter, readWhere } from "./where.ts";
import { conflictFilter, createdAlong, rowOrCreated, rowsOf, updatesOnConflict } from "./writes.ts";

/** The access that a call such as `Plot.findAll({ … })`, `plot.update({ … })` or `estate.getPlots()` is. */
export function recognize(call: Call, facts: FileFacts): Access | "step" | undefined {
  const { method: name, receiver, node } = call;
  if (node.type !== "CallExpression" || name === undefined || receiver === undefined) return undefined;
  if (isScoping(call, facts)) return "step";
  const instance = instanceOf(receiver, facts);
  if (instance) return ownAccess(call, name, instance, facts) ?? mixinAccess(call, name, instance, facts);
  const method = methods.get(name);
  const target = method && targetOf(receiver, facts);
  return method && target && isMeant(call, name, method, receiver) ? staticAccess(call, name, method, target, facts) : undefined;
}

/** What changes the rows of a model has to be told where, or throws; `order.Plot.update({ … })` and, in a class, `this.update({ … })` are a row's own. */
function isMeant({ args }: Call, name: string, { options: at = 0 }: Method, receiver: Value): boolean {
  if (!ownMethods.has(name)) return true;
  const options = args[at];
  const told = options === undefined ? [] : ["where", "truncate"].flatMap((key) => propertyOf(options, key) ?? []);
  const isThis = receiver.kind === "reference" && receiver.root.kind === "this" && receiver.path.length === 0;
  return isThis ? told.some(({ mayBeAbsent }) => !mayBeAbsent) : told.length > 0 || name === "restore";
}

function staticAccess(call: Call, name: string, method: Method, { model, recognizedBy, scopes }: Target, facts: FileFacts): Access {
  const options = method.options === undefined ? undefined : call.args[method.options];
  const schema: Schema = { model, catalog: facts.catalog, replacements: options && propertyOf(options, "replacements")?.value };
  const where = options && propertyOf(options, "where");
  const given = method.data === undefined ? undefined : call.args[method.data];
  const { operation, filter: said, data } = contentOf(call, name, method, schema, facts);
  const filter = said && allOf([said, scopedFilter(scopes, where?.value, schema)]);
  const include = options && propertyOf(options, "include")?.value;
  const rows = rowsFor(method);
  // What writes new rows is told after them.
  const run = call.args[method.options ?? (method.data ?? -1) + 1];
  return {
    library: "sequelize", model: model.name, operation, method: name, node: call.node, recognizedBy, filter, data,
    related: [...loadsOf(include, schema, facts), ...(operation === "create" ? createdAlong(data, schema) : [])],
    unique: false,
    many: method.many,
    ...(isDescending(options) ? { highestFirst: true } : {}),
    throwsWhenMissing: options !== undefined && isSet(propertyOf(options, "rejectOnEmpty")?.value),
    ...(rows ? { rows } : {}),
    ...(runsNoHooks(run) ? {} : heldByHook(model, name, data, toldIn(run))),
    places: { args: literalIn(call, options), filter: where ? (literalIn(call, where.value) ?? placeIn(call, where.value)) : undefined, data: literalIn(call, given) },
  };
}

/** The options that a query is run with, which its hooks may look for. */
function toldIn(options: Value | undefined): readonly string[] {
  const told = options ? [...entriesOf(options)] : [];
  return told.flatMap(([key, { value }]) => (key === "where" || isFalsyConstant(value) ? [] : [key]));
}

/** `{ hooks: false }`. */
function runsNoHooks(options: Value | undefined): boolean {
  const hooks = options && propertyOf(options, "hooks")?.value;
  return hooks?.kind === "constant" && hooks.value === false;
}

function contentOf(call: Call, name: string, method: Method, schema: Schema, facts: FileFacts): Pick<Access, "operation" | "filter" | "data"> {
  const { operation } = method;
  const options = method.options === undefined ? undefined : call.args[method.options];
  const where = options && propertyOf(options, "where")?.value;
  const given = method.data === undefined ? undefined : call.args[method.data];
  if (method.key !== undefined) return { operation, filter: keyedFilter(call.args[method.key], options, schema, facts), data: [] };
  if (operation === "create" || name === "upsert") return created(call, name, given, schema);
  if (operation === "upsert") return { operation, filter: filterOf(options, schema, facts), data: rowOrCreated(where, options && propertyOf(options, "defaults")?.value) };
  if (name === "truncate") return { operation, filter: { kind: "all" }, data: [] };
  const data: readonly WrittenRow[] = operation === "update" ? rowsOf("update", given, schema) : [];
  return { operation, filter: filterOf(options, schema, facts), data };
}

/** In 6, the key takes the place of what `where` says beside it. https://sequelize.org/docs/v6/core-concepts/model-querying-finders/#findbypk */
function keyedFilter(key: Value | undefined, options: Value | undefined, schema: Schema, facts: FileFacts): Filter {
  const own: Filter = key ? keyFilter(key, schema.model, "matches-nothing") : { kind: "none" };
  const include = options && propertyOf(options, "include")?.value;
  const beside = schema.model.whenUndefined === "throws" ? filterOf(options, schema, facts) : includedFilter(include, schema, facts);
  return allOf([own, beside]);
}

/** A `create` inserts; with what happens on a conflict, rows that are there are changed too. */
function created(call: Call, name: string, given: Value | undefined, schema: Schema): Pick<Access, "operation" | "filter" | "data"> {
  const data = rowsOf("create", given, schema);
  const options = call.args[1];
  if (name !== "upsert" && !updatesOnConflict(options)) return { operation: "create", filter: undefined, data };
  const named = options && (propertyOf(options, "conflictFields") ?? propertyOf(options, "conflictAttributes"))?.value;
  return { operation: "upsert", filter: conflictFilter(data, named, schema), data };
}

/** What the options of a query say of its rows: `where`, and the joins that `include` makes. */
function filterOf(options: Value | undefined, schema: Schema, facts: FileFacts): Filter {
  if (options === undefined || options.kind === "constant") return { kind: "all" };
  if (options.kind !== "object" && options.kind !== "choice") return { kind: "opaque", value: options, reason: "the options are built elsewhere" };
  const where = writtenOption(options, "where");
  const own = optionsOf(options).length > 1 || where === undefined ? optionsWhere(options, schema) : readWhere(where, schema);
  return allOf([own, includedFilter(propertyOf(options, "include")?.value, schema, facts)]);
}

/** What is spread beside a `where` that stands there sets the order and the page. */
function writtenOption(options: Value, key: string): Value | undefined {
  const entry = options.kind === "object" ? options.entries.findLast((one) => one.kind === "property" && one.key === key) : undefined;
  return entry?.value;
}

function optionsWhere(options: Value, schema: Schema): Filter {
  const where = propertyOf(options, "where");
  if (!where) return { kind: "all" };
  const [spread] = opaqueSpreadsOf(options);
  return spread && where.node === undefined ? opaque(spread) : readWhere(where.value, schema);
}

/** What a row does with itself: it is found by its key. One that was made here is inserted by `save`. */
function ownAccess(call: Call, name: string, { model, value, fresh }: Instance, facts: FileFacts): Access | undefined {
  const operation = ownMethods.get(name);
  if (operation === undefined) return undefined;
  const base = { library: "sequelize", model: model.name, method: name, node: call.node, recognizedBy: "shape", related: [], unique: true, many: false, throwsWhenMissing: false } as const;
  const schema: Schema = { model, catalog: facts.catalog };
  const [given] = call.args;
  if (fresh) {
    if (name !== "save" && name !== "update") return undefined;
    const data = rowsOf("create", value, schema);
    return { ...base, operation: "create", filter: undefined, data, related: createdAlong(data, schema), places: {} };
  }
  const data = name === "update" && given ? rowsOf("update", given, schema) : [];
  return { ...base, operation, filter: value.kind === "reference" ? ownKeyFilter(value, model) : keyFilter(value, model), data, places: { data: literalIn(call, given) } };
}

function mixinAccess(call: Call, name: string, instance: Instance, facts: FileFacts): Access | undefined {
  const mixin = mixinOf(call, instance, { model: instance.model, catalog: facts.catalog });
  if (!mixin) return undefined;
  const { operation, schema, args, columns, many } = mixin;
  const where = whereOfMixin(args, operation);
  const filter = mixin.filter && allOf([mixin.filter, readWhere(where, schema)]);
  const data = dataOf(operation, args, columns);
  return {
    library: "sequelize", model: schema.model.name, operation, method: name, node: call.node, recognizedBy: "shape", filter, data,
    related: mixin.tied ?? (operation === "read" ? loadsOf(args[0] && propertyOf(args[0], "include")?.value, schema, facts) : []),
    unique: false, many: operation !== "create" && many, throwsWhenMissing: false,
    places: { args: literalIn(call, args[0]), filter: where && literalIn(call, where) },
  };
}

function dataOf(operation: Operation, [given]: readonly Value[], columns: Mixin["columns"]): readonly WrittenRow[] {
  if (operation !== "create" && operation !== "update") return [];
  const own = operation === "create" && given ? (given.kind === "object" ? given.entries : [{ kind: "spread", value: given, node: given.node } as const]) : [];
  if (operation === "update" && columns.length === 0) return [];
  const node = operation === "create" ? given?.node : undefined;
  return [{ kind: operation, columns: { kind: "object", entries: [...own, ...columns], node }, links: [], node }];
}

/** What awaiting gives, where that is not the rows themselves. */
function rowsFor({ gives }: Method): Access["rows"] {
  switch (gives) {
    case "rows and count":
      return (row) => ({ kind: "object", entries: [{ kind: "property", key: "rows", value: row, optional: false, node: row.node }, { kind: "property", key: "count", value: unseen("a number of rows", row), optional: false, node: row.node }], node: row.node });
    case "row and flag":
      return (row) => ({ kind: "list", items: [row, unseen("whether the row is new", row)].map((value) => ({ value, optional: false, many: false })), node: row.node });
    default:
      return undefined;
  }
}

function unseen(reason: string, { node }: Reference): Value {
  return { kind: "unknown", reason, node };
}

function isSet(value: Value | undefined): boolean {
  return value !== undefined && !(value.kind === "constant" && !value.value);
}

/** `order: [["number", "DESC"]]`. */
function isDescending(options: Value | undefined): boolean {
  const order = options && propertyOf(options, "order")?.value;
  const first = order?.kind === "list" ? order.items[0]?.value : undefined;
  const last = first?.kind === "list" ? first.items.at(-1)?.value : undefined;
  return last?.kind === "constant" && /^desc$/i.test(String(last.value));
}
