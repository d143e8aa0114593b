import type { FileFacts } from "../../../analysis/file-facts.ts";
import { constant, list, reference, unknown } from "../../../analysis/make-value.ts";
import { choiceOf, isNullish, itemsOf, objectOf, optionsOf } from "../../../analysis/object-value.ts";
import { given, type AddedColumn, type Preparation } from "../../../analysis/preparation.ts";
import type { Value } from "../../../analysis/value.ts";
import { isOwned, type Model } from "../../../catalog/catalog.ts";
import type { PreparationTools } from "../../data-adapter.ts";
import { ALIAS, aliasNode, identifier, innerNode, innerOf, kindOf, node, partOf, tableNode } from "./nodes.ts";

/** A query as a plugin sees it. */
interface Seen {
  /** The call that begins it. */
  readonly method: string;
  readonly form: string;
  readonly kind: string;
  readonly node: (table: Value) => Value;
  /** The part of what the plugin makes of it that is the query. */
  readonly within?: (made: Value) => Value | undefined;
}

const queries: readonly Seen[] = [
  { method: "selectFrom", form: "", kind: "SelectQueryNode", node: (table) => node("SelectQueryNode", { from: fromNode(tableNode(table)), ...asGiven }) },
  { method: "updateTable", form: "", kind: "UpdateQueryNode", node: (table) => node("UpdateQueryNode", { table: tableNode(table), ...asGiven }) },
  { method: "deleteFrom", form: "", kind: "DeleteQueryNode", node: (table) => node("DeleteQueryNode", { from: fromNode(tableNode(table)), ...asGiven }) },
  { method: "insertInto", form: "", kind: "InsertQueryNode", node: (table) => insertNode(table, "PrimitiveValueListNode") },
  // The form of rows in which some values are expressions.
  { method: "insertInto", form: "", kind: "InsertQueryNode", node: (table) => insertNode(table, "ValueListNode") },
  { method: "selectFrom", form: "alias", kind: "SelectQueryNode", node: (table) => node("SelectQueryNode", { from: fromNode(aliasNode(table)), ...asGiven }) },
  { method: "updateTable", form: "alias", kind: "UpdateQueryNode", node: (table) => node("UpdateQueryNode", { table: aliasNode(table), ...asGiven }) },
  { method: "deleteFrom", form: "alias", kind: "DeleteQueryNode", node: (table) => node("DeleteQueryNode", { from: fromNode(aliasNode(table)), ...asGiven }) },
  { method: "selectFrom", form: "inner", kind: "SelectQueryNode", node: (table) => around(tableNode(table)), within: innerOf },
  { method: "selectFrom", form: "inner alias", kind: "SelectQueryNode", node: (table) => around(aliasNode(table)), within: innerOf },
];

/** What a plugin does, by its code: what its `transformQuery` makes of a query on each table. Undefined where that cannot be read. */
export function byCode(plugin: Value, { catalog }: FileFacts, tools: PreparationTools): readonly Preparation[] | undefined {
  const models = [...catalog.models.values()].filter((model) => model.library === "kysely" && isOwned(model));
  const all = queries.flatMap((seen) => models.map((model) => ({ seen, model, made: tools.called(plugin, "transformQuery", [objectOf({ node: seen.node(constant(model.table)), queryId: constant(undefined) })]) })));
  if (all.length === 0 || all.some(({ made, seen }) => made === undefined && seen.form === "")) return undefined;
  const done = all.map(({ seen, model, made }): Preparation => ({ models: [model.name], methods: [seen.method], forms: [seen.form], args: given, ...(made ? doneTo(made, seen, model) : MAY_ADD) }));
  return done.map((one) => agreed(one, done)).filter(({ adds, hold }) => adds ?? hold);
}

/** What is set in rows of some looks alone is set under conditions. */
function agreed({ adds, ...one }: Preparation, all: readonly Preparation[]): Preparation {
  const [added] = adds ?? [];
  if (!adds || !added) return one;
  return all.some((other) => isTwin(one, other) && !other.adds) ? { ...one, ...sometimes(added, "sets") } : { ...one, adds };
}

/** True for what a plugin does to the same query where its rows look different. */
function isTwin(one: Preparation, other: Preparation): boolean {
  return one.models?.[0] === other.models?.[0] && one.methods?.[0] === other.methods?.[0] && one.forms?.[0] === other.forms?.[0];
}

function sometimes({ column }: AddedColumn, does: "sets" | "adds"): Done {
  return { hold: { sure: false, text: `a plugin of the client ${does} \`${column}\` under conditions of its own` } };
}

function fromNode(table: Value): Value {
  return node("FromNode", { froms: list([{ value: table, optional: false, many: false }]) });
}

/** A query on no table that anybody knows, with another one inside. */
function around(table: Value): Value {
  return node("SelectQueryNode", { from: fromNode(tableNode(constant(""))), joins: asGiven.joins, where: innerNode({ from: fromNode(table), ...asGiven }) });
}

function insertNode(table: Value, rows: string): Value {
  const some = (value: Value, many = true): Value => list([{ value, optional: false, many }]);
  return node("InsertQueryNode", { into: tableNode(table), columns: some(node("ColumnNode", { column: identifier(part("columns")) })), values: node("ValuesNode", { values: some(node(rows, { values: some(part("values")) }), false) }) });
}

/** A part of the query that it was built with, which a plugin may pass on or go on from. */
function part(key: string): Value {
  const [spread] = given.entries;
  return spread?.value.kind === "reference" ? reference(spread.value.root, [key]) : unknown(key);
}

const asGiven = { where: part("where"), joins: part("joins") };

type Done = Pick<Preparation, "adds" | "hold">;

const MAY_ADD: Done = { hold: { sure: false, text: "a plugin of the client may add a condition to it" } };

function doneTo(made: Value, { kind, within = (whole) => whole }: Seen, model: Model): Done {
  const ways = optionsOf(made).filter((way) => !isNullish(way)).map(within);
  if (ways.length === 0 || ways.some((way) => kindOf(way) !== kind)) return MAY_ADD;
  const isInsert = kind === "InsertQueryNode";
  const said = ways.map((way) => (isInsert ? stampedIn(way, model) : saidIn(partOf(way, "where"), model)));
  const adds = inAll(said.map(({ adds: added }) => added));
  if (adds.length > 0) return { adds };
  const [added] = said.flatMap((one) => one.adds);
  if (added) return sometimes(added, isInsert ? "sets" : "adds");
  if (said.every(({ isRead }) => isRead)) return {};
  return isInsert ? { hold: { sure: false, text: "a plugin of the client may set columns of it" } } : MAY_ADD;
}

/** The columns that every row of an insert is given besides, each after or before all that it had. */
function stampedIn(insert: Value | undefined, model: Model): Said {
  const columns = partOf(insert, "columns");
  const rows = partOf(insert, "values", "values");
  const [row] = rows?.kind === "list" ? rows.items : [];
  const values = partOf(row?.value, "values");
  if (columns?.kind !== "list" || values?.kind !== "list" || rows?.kind !== "list" || rows.items.length !== 1 || columns.items.length !== values.items.length) return isAsGiven(columns) && isAsGiven(rows) ? NOTHING : UNREAD;
  const adds = columns.items.flatMap(({ value, many }, index): readonly AddedColumn[] => {
    const column = many ? undefined : columnIn(value, model);
    const set = values.items[index]?.value;
    const pinned = kindOf(set) === "ValueNode" ? partOf(set, "value") : set?.kind === "object" ? undefined : set;
    return column !== undefined && pinned ? [{ column, value: pinned }] : [];
  });
  return { adds, isRead: adds.length === columns.items.length - 1 };
}

function isAsGiven(value: Value | undefined): boolean {
  return value === undefined || (value.kind === "reference" && value.path.length === 1) || isNullish(value);
}

/** The columns that a condition pins, and whether all of it could be read. */
interface Said {
  readonly adds: readonly AddedColumn[];
  readonly isRead: boolean;
}

const NOTHING: Said = { adds: [], isRead: true };
const UNREAD: Said = { adds: [], isRead: false };

function saidIn(value: Value | undefined, model: Model): Said {
  if (value === undefined || isAsGiven(value)) return NOTHING;
  if (value.kind === "choice") return anyOf(value.options.map((option) => saidIn(option, model)));
  switch (kindOf(value)) {
    case "WhereNode":
      return saidIn(partOf(value, "where"), model);
    case "ParensNode":
      return saidIn(partOf(value, "node"), model);
    case "AndNode": {
      const both = ["left", "right"].map((side) => saidIn(partOf(value, side), model));
      return { adds: both.flatMap(({ adds }) => adds), isRead: both.every(({ isRead }) => isRead) };
    }
    case "OrNode":
      return anyOf(["left", "right"].map((side) => saidIn(partOf(value, side), model)));
    case "BinaryOperationNode":
      return compared(value, model);
    case "RawNode":
      return raw(value, model);
    default:
      return value.kind === "reference" && value.path[0] === "where" ? NOTHING : UNREAD;
  }
}

function anyOf(said: readonly Said[]): Said {
  return { adds: inAll(said.map(({ adds }) => adds)), isRead: said.every(({ isRead }) => isRead) };
}

/** What every one of several ways pins. */
function inAll([first = [], ...others]: readonly (readonly AddedColumn[])[]): readonly AddedColumn[] {
  return first.flatMap(({ column, value }) => {
    const twins = others.map((adds) => adds.find((other) => other.column === column)?.value);
    const same = twins.filter((twin) => twin !== undefined);
    return same.length === others.length ? [{ column, value: choiceOf([value, ...same]) }] : [];
  });
}

function compared(value: Value, model: Model): Said {
  const operator = partOf(value, "operator", "operator");
  const right = partOf(value, "rightOperand");
  const column = columnIn(partOf(value, "leftOperand"), model);
  const isEqual = operator?.kind === "constant" && (operator.value === "=" || operator.value === "==");
  if (!isEqual || column === undefined) return isEqual ? UNREAD : NOTHING;
  const pinned = kindOf(right) === "ValueNode" ? partOf(right, "value") : undefined;
  return pinned ? { adds: [{ column, value: pinned }], isRead: true } : UNREAD;
}

/** The field that a node names, of the query's own table. */
function columnIn(value: Value | undefined, model: Model): string | undefined {
  const table = partOf(value, "table", "table", "identifier", "name");
  if (table?.kind === "constant" && table.value !== model.table && table.value !== ALIAS) return undefined;
  const column = kindOf(value) === "ReferenceNode" ? partOf(value, "column") : value;
  const name = partOf(column, "column", "name");
  return name?.kind === "constant" ? fieldNamed(String(name.value), model) : undefined;
}

/** Plugins that change names may come before or after this one. */
function fieldNamed(name: string, { fields }: Model): string | undefined {
  const bare = (text: string): string => text.replaceAll("_", "").toLowerCase();
  const own = [...fields.values()].filter(({ kind }) => kind !== "relation");
  return (own.find((field) => field.name === name || field.column === name) ?? own.find((field) => bare(field.name) === bare(name)))?.name;
}

/** `` sql`company_id = ${companyId}` ``. */
function raw(value: Value, model: Model): Said {
  const parameters = itemsOf(partOf(value, "parameters") ?? list([])).map((item) => item.value);
  const texts = itemsOf(partOf(value, "sqlFragments") ?? list([])).map((item) => (item.value.kind === "constant" ? String(item.value.value) : "?"));
  const text = texts.map((part, index) => `${part}${index < parameters.length ? (nameIn(parameters[index]) ?? `\0${String(index)}\0`) : ""}`).join("");
  const [, name, hole] = /^[\s(]*(?:"?\w+"?\.)?"?(\w+)"?\s*=\s*\0(\d+)\0(?:\s*::\s*\w+)?[\s)]*$/.exec(text) ?? [];
  const column = name === undefined ? undefined : fieldNamed(name, model);
  const pinned = hole === undefined ? undefined : partOf(parameters[Number(hole)], "value");
  return column !== undefined && pinned ? { adds: [{ column, value: pinned }], isRead: true } : UNREAD;
}

function nameIn(value: Value | undefined): string | undefined {
  const name = partOf(value, "column", "column", "name");
  return name?.kind === "constant" ? String(name.value) : undefined;
}
