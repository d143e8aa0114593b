import type { FileFacts } from "../../../analysis/file-facts.ts";
import { constant, list, reference, unknown } from "../../../analysis/make-value.ts";
import { choiceOf, isNullish, itemsOf, objectOf, optionsOf } from "../../../analysis/object-value.ts";
import { given, type AddedColumn, type Preparation } from "../../../analysis/preparation.ts";
import type { Value } from "../../../analysis/value.ts";
import { isOwned, type Model } from "../../../catalog/catalog.ts";
import type { PreparationTools } from "../../data-adapter.ts";
import { kindOf, node, partOf, tableNode } from "./nodes.ts";

/** The calls that begin a query, and the node that a plugin sees of it. */
const queries: readonly { readonly method: string; readonly kind: string; readonly table: (name: Value) => Readonly<Record<string, Value>> }[] = [
  { method: "selectFrom", kind: "SelectQueryNode", table: (name) => ({ from: fromNode(name) }) },
  { method: "updateTable", kind: "UpdateQueryNode", table: (name) => ({ table: tableNode(name) }) },
  { method: "deleteFrom", kind: "DeleteQueryNode", table: (name) => ({ from: fromNode(name) }) },
  { method: "insertInto", kind: "InsertQueryNode", table: (name) => ({ into: tableNode(name) }) },
];

function fromNode(name: Value): Value {
  return node("FromNode", { froms: list([{ value: tableNode(name), optional: false, many: false }]) });
}

/** What a plugin does, by its code: what its `transformQuery` makes of a query on each table. Undefined where that cannot be read. */
export function byCode(plugin: Value, { catalog }: FileFacts, tools: PreparationTools): readonly Preparation[] | undefined {
  const models = [...catalog.models.values()].filter((model) => model.library === "kysely" && isOwned(model));
  if (models.length === 0) return undefined;
  const all = queries.flatMap(({ method, kind, table }) => models.map((model): Preparation | undefined => {
    const query = node(kind, { ...table(constant(model.table)), ...asGiven(kind) });
    const result = tools.called(plugin, "transformQuery", [objectOf({ node: query, queryId: constant(undefined) })]);
    return result && { models: [model.name], methods: [method], args: given, ...doneTo(result, kind, model) };
  }));
  const read = all.flatMap((one) => one ?? []);
  return read.length === all.length ? read.filter(({ adds, hold }) => adds ?? hold) : undefined;
}

/** The parts of a query that it was built with, which a plugin may pass on or go on from. */
function asGiven(kind: string): Readonly<Record<string, Value>> {
  const [spread] = given.entries;
  const root = spread?.value.kind === "reference" ? spread.value.root : undefined;
  const part = (key: string): Value => (root ? reference(root, [key]) : unknown(key));
  return kind === "InsertQueryNode" ? { columns: part("columns"), values: part("values") } : { where: part("where"), joins: part("joins") };
}

type Done = Pick<Preparation, "adds" | "hold">;

const MAY_ADD: Done = { hold: { sure: false, text: "a plugin of the client may add a condition to it" } };

function doneTo(result: Value, kind: string, model: Model): Done {
  const ways = optionsOf(result).filter((way) => !isNullish(way));
  if (ways.length === 0 || ways.some((way) => kindOf(way) !== kind)) return MAY_ADD;
  if (kind === "InsertQueryNode") return ways.every((way) => isAsGiven(partOf(way, "columns")) && isAsGiven(partOf(way, "values"))) ? {} : { hold: { sure: false, text: "a plugin of the client may set columns of it" } };
  const said = ways.map((way) => saidIn(partOf(way, "where"), model));
  const adds = inAll(said.map(({ adds: added }) => added));
  if (adds.length > 0) return { adds };
  const [sometimes] = said.flatMap(({ adds: added }) => added);
  if (sometimes) return { hold: { sure: false, text: `a plugin of the client adds \`${sometimes.column}\` under conditions of its own` } };
  return said.some(({ isRead }) => !isRead) ? MAY_ADD : {};
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
  if (table?.kind === "constant" && table.value !== model.table) return undefined;
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
