import type { TSESTree } from "@typescript-eslint/types";
import type { Catalog, Model, RowCommand, RowSetting } from "../catalog/catalog.ts";
import { spelledOut } from "../catalog/sql/setters.ts";
import type { Access, Filter, Operation } from "./access.ts";
import type { Call } from "./call.ts";
import type { Value } from "./value.ts";

/**
 * A setting that code has made for a transaction, such as `set_config('app.company_id', $1, true)`: policies of row-level
 * security compare it with a column, so that it ties every query which runs in the transaction.
 */
export interface Setting {
  readonly name: string;
  readonly value: Value;
  /** What the queries of the transaction are called on, as the source writes it; whatever they are called on where absent. */
  readonly client?: string | undefined;
  /** The same as a value, where this run has seen it. */
  readonly on?: Value | undefined;
}

/** The setting that says in which schemas tables are looked for that a query names without one. */
export const SEARCH_PATH = "search_path";

const asks = new WeakMap<Catalog, boolean>();

/** True where some policy asks for a setting, or tenants have schemas of their own: else nothing is worth looking for. */
export function mayBeSet(catalog: Catalog): boolean {
  const known = asks.get(catalog) ?? (catalog.tenantSchemas !== undefined || [...catalog.models.values()].some(({ rowSettings }) => rowSettings !== undefined));
  asks.set(catalog, known);
  return known;
}

const makers = new WeakMap<Catalog, RegExp>();

/** True for code that may make a setting, in SQL or by a function of the database. */
export function mayMakeSetting(code: string, catalog: Catalog): boolean {
  const names = makers.get(catalog) ?? new RegExp([String.raw`\bset_config\b|\bset\s+local\b|\bsearch_path\b`, ...[...(catalog.functions?.values() ?? [])].filter(({ sets }) => sets).map(({ name }) => `\\b${name}\\b`)].join("|"), "i");
  makers.set(catalog, names);
  return names.test(code);
}

/** A part of a text of SQL: what is written, or what is filled in. */
type Piece = string | { readonly hole: Value };

/** Only settings for the transaction alone count: others stay with the connection, and the next request gets it. */
const forTransaction = /\bset_config\s*\(\s*'([\w.]+)'\s*,\s*(?:'?\0(\d+)\0'?|\$(\d+)|:\w+)(?:\s*::\s*\w+)?\s*,\s*true\s*\)|\bset\s+local\s+"?([\w.]+)"?\s*(?:=|\bto\b)\s*'?\0(\d+)\0/gi;

/** Whoever takes a client sets the path anew, so that it counts for the connection as well. */
const path = /\bset\s+(?:session\s+|local\s+)?search_path\s*(?:=|\bto\b)([^;]*)|\bset_config\s*\(\s*'search_path'\s*,([^;]*)/i;

/** The settings that a call makes: a tagged text, one that is handed over, or one with its values beside it. */
export function settingsMadeBy(call: Call, client: string | undefined, { functions }: Catalog): readonly Setting[] {
  const holes: Value[] = [];
  const text = piecesOf(call).map((piece) => {
    if (typeof piece === "string") return piece;
    holes.push(piece.hole);
    return `\0${String(holes.length - 1)}\0`;
  }).join("");
  const beside = call.args.slice(1).flatMap((argument) => (argument.kind === "list" ? argument.items.map((item) => item.value) : [argument]));
  const said = path.exec(text);
  const schemas = said ? (said[1] ?? said[2] ?? "") : undefined;
  if (schemas !== undefined) return [{ name: SEARCH_PATH, value: { kind: "list", items: namedIn(schemas, holes, beside).map((value) => ({ value, optional: false, many: false })) }, client, on: call.receiver }];
  let next = 0;
  return [...spelledOut(numbered(text), functions).matchAll(forTransaction)].flatMap(([, name, hole, position, local, localHole]): readonly Setting[] => {
    const value = hole !== undefined || localHole !== undefined ? holes[Number(hole ?? localHole)] : position !== undefined ? beside[Number(position) - 1] : beside[next++];
    const setting = name ?? local;
    return value && setting !== undefined ? [{ name: setting, value, client }] : [];
  });
}

/** With numbers for the values that `?` stands for in turn. */
function numbered(text: string): string {
  let last = 0;
  return text.replace(/\?/g, () => `$${String((last += 1))}`);
}

/** What is filled into the names of schemas, in the text or beside it. */
function namedIn(schemas: string, holes: readonly Value[], beside: readonly Value[]): readonly Value[] {
  const filled = [...schemas.matchAll(/\0(\d+)\0/g)].flatMap(([, hole]) => holes[Number(hole)] ?? []);
  return /[$?:]/.test(schemas) ? [...filled, ...beside] : filled;
}

function piecesOf({ node, args }: Pick<Call, "node" | "args">): readonly Piece[] {
  if (node.type === "TaggedTemplateExpression") return woven(node.quasi, args);
  const [first] = args;
  return first ? piecesIn(first) : [];
}

function piecesIn(value: Value): readonly Piece[] {
  switch (value.kind) {
    case "constant":
      return [String(value.value)];
    case "text":
      return value.parts.flatMap((part): readonly Piece[] => (part.kind === "constant" ? [String(part.value)] : [{ hole: part }]));
    case "object":
      return value.entries.flatMap((entry) => (entry.kind === "property" && (entry.key === "text" || entry.key === "sql") ? piecesIn(entry.value) : []));
    case "reference":
      return value.root.kind === "call" && value.path.length === 0 ? piecesOf(value.root) : [];
    default:
      return [];
  }
}

/** A template's texts with what is filled in between; a text that is filled in as it is counts as text. */
function woven({ quasis }: TSESTree.TemplateLiteral, values: readonly Value[]): readonly Piece[] {
  return quasis.flatMap(({ value: { raw } }, index): readonly Piece[] => {
    const value = values[index];
    if (value === undefined) return [raw];
    const inner = value.kind === "reference" && value.root.kind === "call" ? piecesOf(value.root) : [];
    return [raw, ...(inner.length > 0 ? inner : [{ hole: value }])];
  });
}

const commandsOf: Readonly<Record<Operation, readonly RowCommand[]>> = { read: ["select"], count: ["select"], create: ["insert"], update: ["update"], upsert: ["insert", "update"], delete: ["delete"], raw: [] };

/** The settings that policies of a model compare with columns, whatever an access does. */
export function settingsAsked({ operation }: Access, { rowsOpenTo, rowSettings = [] }: Model): readonly RowSetting[] {
  const commands = commandsOf[operation];
  if (commands.some((command) => rowsOpenTo?.includes(command))) return [];
  return rowSettings.filter(({ setting, column }) => commands.every((command) => rowSettings.some((one) => one.setting === setting && one.column === column && one.commands.includes(command))));
}

/** An access as the database's policies let it through: each setting that was made ties its rows to what it was set to. */
export function underSettings(access: Access, model: Model | undefined, settings: readonly Setting[]): Access {
  if (!model?.rowSettings || settings.length === 0) return access;
  const ties = settingsAsked(access, model).flatMap(({ setting, column }) => {
    const made = settings.findLast(({ name }) => name === setting);
    return made ? [{ column, value: made.value }] : [];
  });
  const [tie] = ties;
  if (!tie) return access;
  if (access.filter === undefined) return { ...access, heldBy: { sure: true, leaves: "references", text: `row-level security of \`${model.table}\` checks \`${tie.column}\` of what is written` } };
  const held: Filter = { kind: "equals", column: tie.column, value: { ...tie.value, node: undefined }, optional: false, whenUndefined: "matches-nothing", node: undefined };
  return { ...access, filter: { kind: "and", of: [access.filter, held] } };
}
