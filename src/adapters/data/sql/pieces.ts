import type { FileFacts } from "../../../analysis/file-facts.ts";
import { itemsOf, optionsOf, propertyOf } from "../../../analysis/object-value.ts";
import type { CallRoot, ListItem, Reference, Value } from "../../../analysis/value.ts";
import { writtenText } from "../../../analysis/written-text.ts";
import { columnOf, tableOf } from "../drizzle/tables.ts";

/** Text of a statement, a place that something is put into, or one of several ways to go on. */
export type Piece = string | Hole | { readonly either: readonly (readonly Piece[])[] };

export interface Hole {
  readonly value: Value;
  /** `value`: the driver sends it beside the text, so that it is never more than a value. `splice`: it becomes text. */
  readonly kind: "value" | "splice";
}

type Facts = Pick<FileFacts, "imported" | "catalog">;

/** With more ways than this to put one text together, not all are tried. */
const MOST_WAYS = 6;

/** The most that are tried of such a text. */
const MOST_ALONE = 16;

/** The text that a value is, as far as it is written down; what is put in is `splice`. */
export function piecesOf(value: Value, facts: Facts): readonly Piece[] {
  const fragment = fragmentPieces(value, facts);
  if (fragment) return fragment;
  switch (value.kind) {
    case "constant":
      return [typeof value.value === "string" || typeof value.value === "number" ? String(value.value) : ""];
    case "text":
      return value.sum ? [{ value, kind: "splice" }] : value.parts.flatMap((part) => piecesOf(part, facts));
    case "choice":
      return [{ either: value.options.map((option) => piecesOf(option, facts)) }];
    default: {
      const text = writtenText(value, facts);
      return [text ?? { value, kind: "splice" }];
    }
  }
}

/** `Prisma.empty`. */
function isEmpty({ root, path }: Reference): boolean {
  return root.kind === "import" && (path.at(-1) ?? root.name) === "empty" && /prisma|^sql-template-tag$/.test(root.source);
}

/** What a template of a library's `sql` tag is, or a call that makes a piece of SQL; undefined for a plain value. */
function fragmentPieces(value: Value, facts: Facts): readonly Piece[] | undefined {
  if (value.kind === "reference" && isEmpty(value)) return [""];
  if (value.kind !== "reference" || value.root.kind !== "call" || value.path.length > 0) return undefined;
  const { root } = value;
  if (root.node.type === "TaggedTemplateExpression") return templatePieces(root, facts);
  const made = makerOf(root);
  const [first] = root.args;
  switch (made) {
    case "raw":
    case "unsafe":
      return first && piecesOf(first, facts);
    case "identifier":
    case "ref":
    case "table":
    case "id":
    case "name":
      return first && namePieces(first, facts);
    case "join":
      return first && joinedPieces(first, root.args[1], facts);
    default:
      return undefined;
  }
}

/** The parts of a tagged template: constants between, and what its holes are. */
export function templatePieces({ node, args }: Pick<CallRoot, "node" | "args">, facts: Facts): readonly Piece[] | undefined {
  if (node.type !== "TaggedTemplateExpression") return undefined;
  return node.quasi.quasis.flatMap((quasi, index): readonly Piece[] => {
    const argument = args[index];
    const text = quasi.value.cooked ?? quasi.value.raw;
    return index >= node.quasi.expressions.length || !argument ? [text] : [text, ...holePieces(argument, facts)];
  });
}

function holePieces(value: Value, facts: Facts): readonly Piece[] {
  const fragment = fragmentPieces(value, facts);
  if (fragment) return fragment;
  const name = databaseName(value, facts);
  if (name !== undefined) return [name];
  const options = optionsOf(value);
  if (options.length > 1 && options.some((option) => fragmentPieces(option, facts))) return [{ either: options.map((option) => (isNothing(option) ? [""] : holePieces(option, facts))) }];
  // `sql("plots")` of postgres.js is a name; of rows, what is inserted or set.
  return [{ value, kind: "value" }];
}

/** A table or a column that code holds as an object. */
function databaseName(value: Value, facts: Facts): string | undefined {
  const column = columnOf(value, facts);
  if (column) return `"${column.table.model.table}"."${column.table.model.fields.get(column.name)?.column ?? column.name}"`;
  const table = tableOf(value, facts);
  return table && `"${table.model.table}"`;
}

function isNothing(value: Value): boolean {
  return value.kind === "constant" && (value.value === undefined || value.value === null || value.value === false || value.value === "");
}

/** The last name of what made a piece of SQL: `raw` of `Prisma.raw(…)`, `identifier` of `sql.identifier([…])`. */
function makerOf({ callee }: CallRoot): string | undefined {
  return callee.kind === "reference" ? (callee.path.at(-1) ?? (callee.root.kind === "import" ? callee.root.name : undefined)) : undefined;
}

function namePieces(name: Value, facts: Facts): readonly Piece[] | undefined {
  const parts = name.kind === "list" ? itemsOf(name).map((item) => writtenText(item.value, facts)) : [writtenText(name, facts)];
  return parts.includes(undefined) ? undefined : [parts.map((part) => (part ?? "").split(".").map((one) => `"${one}"`).join(".")).join(".")];
}

/** `sql.join(parts, sql\` and \`)`, `Prisma.join(ids)`: one by one where it is known what they are. */
function joinedPieces(list: Value, between: Value | undefined, facts: Facts): readonly Piece[] | undefined {
  if (list.kind !== "list") return [{ value: list, kind: "value" }];
  const separator = between ? piecesOf(between, facts) : [", "];
  if (list.items.length === 0) return undefined;
  // Of any number of conditions it is known what each says, not how many are there.
  if (list.items.some(({ many }) => many)) return [{ value: list, kind: "value" }];
  const put = (items: readonly ListItem[]): readonly Piece[] => items.flatMap(({ value }, index) => [...(index > 0 ? separator : []), ...holePieces(value, facts)]);
  const certain = list.items.filter(({ optional }) => !optional);
  return certain.length === list.items.length ? put(certain) : [{ either: [put(list.items), put(certain)] }];
}

type Way = readonly (string | Hole)[];

/** The ways in which a text may read; where there are too many to try all, each place is varied by itself; with more yet, what differs is left open. */
export function waysOf(pieces: readonly Piece[]): readonly Way[] {
  return pieces.reduce<readonly Way[]>((ways, piece) => {
    if (typeof piece === "string" || "kind" in piece) return ways.map((way) => [...way, piece]);
    const options = piece.either.flatMap(waysOf);
    if (ways.length * options.length <= MOST_WAYS) return ways.flatMap((way) => options.map((option) => [...way, ...option]));
    const [first, ...others] = options.length <= MOST_WAYS ? options : piece.either.map(firstWay);
    if (!first || ways.length + others.length > MOST_ALONE) return ways.map((way) => [...way, { value: { kind: "unknown", reason: "the text is one of many" }, kind: "splice" }]);
    return [...ways.map((way) => [...way, ...first]), ...others.map((option) => [...(ways[0] ?? []), ...option])];
  }, [[]]);
}

function firstWay(pieces: readonly Piece[]): Way {
  return pieces.flatMap((piece): Way => (typeof piece === "string" || "kind" in piece ? [piece] : firstWay(piece.either[0] ?? [])));
}

/** A property of a query that is given as one object, such as `{ text, values }`. */
export function given(value: Value | undefined, ...names: readonly string[]): Value | undefined {
  if (value?.kind !== "object") return undefined;
  for (const name of names) {
    const property = propertyOf(value, name);
    if (property) return property.value;
  }
  return undefined;
}
