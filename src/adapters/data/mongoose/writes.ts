import type { WrittenRow } from "../../../analysis/access.ts";
import { entriesOf, isNullish, itemsOf, opaqueSpreadsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { ObjectEntry, Value } from "../../../analysis/value.ts";

/** The rows that are written, one or a list. */
export function rowsOf(kind: WrittenRow["kind"], rows: Value | undefined): readonly WrittenRow[] {
  const listed = rows ? optionsOf(rows).flatMap((option) => (option.kind === "list" ? itemsOf(option).map((item) => item.value) : [option])) : [];
  return listed.flatMap(optionsOf).map((columns) => row(kind, columns));
}

function row(kind: WrittenRow["kind"], columns: Value): WrittenRow {
  return { kind, columns, links: [], node: columns.node };
}

const setting = new Set(["$set", "$setOnInsert"]);
const adding = new Set(["$inc", "$mul", "$min", "$max", "$push", "$addToSet", "$currentDate", "$unset", "$rename"]);

/** The columns that an update sets: `{ $set: { price }, $inc: { views: 1 }, sold: true }`. https://mongoosejs.com/docs/tutorials/findoneandupdate.html */
function columnsOf(update: Value, operators: ReadonlySet<string>): Value {
  if (update.kind === "list") return { kind: "object", entries: update.items.flatMap((item) => entriesFrom(columnsOf(item.value, operators))), node: update.node };
  if (update.kind !== "object") return update;
  const entries = update.entries.flatMap((entry): readonly ObjectEntry[] => {
    if (entry.kind === "spread" || !entry.key.startsWith("$")) return [entry];
    if (!operators.has(entry.key)) return [];
    return entriesFrom(entry.value).map((one): ObjectEntry => (adding.has(entry.key) && one.kind === "property" ? { ...one, value: { kind: "unknown", reason: `what \`${entry.key}\` makes of it`, node: one.node } } : entry.optional && one.kind === "property" ? { ...one, optional: true } : one));
  });
  return { kind: "object", entries, node: update.node };
}

function entriesFrom(value: Value): readonly ObjectEntry[] {
  return value.kind === "object" ? value.entries : [{ kind: "spread", value, node: value.node }];
}

/** What an update makes of the rows that are there. */
export function updateRows(update: Value | undefined): readonly WrittenRow[] {
  const operators = new Set([...setting, ...adding]);
  operators.delete("$setOnInsert");
  return update === undefined || isNullish(update) ? [] : optionsOf(update).map((one) => ({ ...row("update", columnsOf(one, operators)), node: one.node }));
}

/** The row that an upsert makes where none is there: with what its filter asks for, and what the update sets. */
export function upsertRows(filter: Value | undefined, update: Value | undefined): readonly WrittenRow[] {
  const asked = filter ? [...equalIn(filter)] : [];
  const set = update ? optionsOf(update).map((one) => columnsOf(one, new Set([...setting, "$inc"]))) : [];
  const created = (set.length > 0 ? set : [undefined]).map((one): WrittenRow => row("create", { kind: "object", entries: [...asked, ...(one ? entriesFrom(one) : [])], node: update?.node ?? filter?.node }));
  return [...created, ...updateRows(update)];
}

/** The equalities of a filter, which a new row takes over. */
function equalIn(filter: Value): readonly ObjectEntry[] {
  if (filter.kind !== "object") return [{ kind: "spread", value: filter, node: filter.node }];
  const own = [...entriesOf(filter)].flatMap(([key, { value, mayBeAbsent, node }]): readonly ObjectEntry[] => {
    if (key === "$and" && value.kind === "list") return value.items.flatMap((item) => equalIn(item.value));
    if (key.startsWith("$")) return [];
    const equal = value.kind === "object" ? propertyOf(value, "$eq")?.value : value;
    return equal ? [{ kind: "property", key, value: equal, optional: mayBeAbsent, node }] : [];
  });
  return [...own, ...opaqueSpreadsOf(filter).map((value): ObjectEntry => ({ kind: "spread", value, node: value.node }))];
}

/** True where options say that a row is made when none is there. */
export function isUpsert(options: Value | undefined): boolean {
  const said = options && propertyOf(options, "upsert")?.value;
  return said !== undefined && optionsOf(said).some((one) => one.kind === "constant" && one.value === true);
}

/** One operation of a bulk in neutral parts. */
export interface Operation {
  readonly kind: "create" | "update" | "upsert" | "delete";
  readonly filter: Value | undefined;
  readonly data: readonly WrittenRow[];
}

/** `[{ updateOne: { filter, update } }, { insertOne: { document } }]`; undefined where the operations cannot be read. */
export function operationsOf(operations: Value | undefined): readonly Operation[] | undefined {
  if (operations?.kind !== "list") return undefined;
  const read = operations.items.flatMap((item) => optionsOf(item.value)).map(operationOf);
  return read.some((one) => one === undefined) ? undefined : read.flatMap((one) => one ?? []);
}

function operationOf(value: Value): Operation | undefined {
  const [[name, property] = []] = value.kind === "object" ? [...entriesOf(value)] : [];
  const part = (key: string): Value | undefined => property && propertyOf(property.value, key)?.value;
  switch (name) {
    case "insertOne":
      return { kind: "create", filter: undefined, data: rowsOf("create", part("document")) };
    case "deleteOne":
    case "deleteMany":
      return { kind: "delete", filter: part("filter"), data: [] };
    case "replaceOne":
    case "updateOne":
    case "updateMany": {
      const update = part(name === "replaceOne" ? "replacement" : "update");
      const upserts = property !== undefined && isUpsert(property.value);
      return { kind: upserts ? "upsert" : "update", filter: part("filter"), data: upserts ? upsertRows(part("filter"), update) : updateRows(update) };
    }
    default:
      return undefined;
  }
}

