import type { Call } from "../../../analysis/call.ts";
import { constant, list, unknown } from "../../../analysis/make-value.ts";
import { itemsOf, objectOf, propertyOf } from "../../../analysis/object-value.ts";
import type { CallRoot, Value } from "../../../analysis/value.ts";
import { callOf, madeBy, referred } from "./expressions.ts";

/** An operation node, the form in which plugins see a query. https://kysely-org.github.io/kysely-apidoc/interfaces/OperationNode.html */
export function node(kind: string, parts: Readonly<Record<string, Value>>): Value {
  return objectOf({ kind: constant(kind), ...parts });
}

export function kindOf(value: Value | undefined): string | undefined {
  const kind = value?.kind === "object" ? propertyOf(value, "kind")?.value : undefined;
  return kind?.kind === "constant" && typeof kind.value === "string" ? kind.value : undefined;
}

/** What stands in a part of a node. */
export function partOf(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((at, key) => (at?.kind === "object" ? propertyOf(at, key)?.value : undefined), value);
}

export function identifier(name: Value): Value {
  return node("IdentifierNode", { name });
}

export function tableNode(name: Value): Value {
  return node("TableNode", { table: node("SchemableIdentifierNode", { identifier: identifier(name) }) });
}

/** The alias that tables have in trials. */
export const ALIAS = "aliased";

export function aliasNode(name: Value): Value {
  return node("AliasNode", { node: tableNode(name), alias: identifier(constant(ALIAS)) });
}

const INNER = "query inside another";

/** A query that stands in the condition of another. */
export function innerNode(parts: Readonly<Record<string, Value>>): Value {
  return node("WhereNode", { where: node("SelectQueryNode", { ...parts, [INNER]: constant(true) }) });
}

/** The query inside another, wherever what stood around it stands now. */
export function innerOf(value: Value | undefined): Value | undefined {
  if (value?.kind === "choice") return innerOf(value.options[0]);
  if (value?.kind !== "object") return undefined;
  if (propertyOf(value, INNER)) return value;
  for (const entry of value.entries) {
    const found = entry.kind === "property" ? innerOf(entry.value) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** A query with something else in the place of the one inside it; undefined where that is nothing. */
export function withInner(query: Value, change: (inner: Value) => Value | undefined): Value | undefined {
  const inner = partOf(query, "where", "where");
  if (inner?.kind !== "object" || !propertyOf(inner, INNER)) return query;
  const changed = change(inner);
  return changed && withEntry(query, "where", node("WhereNode", { where: changed }));
}

/** What `create` of each kind makes of its arguments. */
const makers: Readonly<Record<string, (args: readonly Value[]) => Readonly<Record<string, Value>>>> = {
  WhereNode: ([where = none]) => ({ where }),
  AndNode: ([left = none, right = none]) => ({ left, right }),
  OrNode: ([left = none, right = none]) => ({ left, right }),
  ParensNode: ([inner = none]) => ({ node: inner }),
  BinaryOperationNode: ([leftOperand = none, operator = none, rightOperand = none]) => ({ leftOperand, operator, rightOperand }),
  OperatorNode: ([operator = none]) => ({ operator }),
  ReferenceNode: ([column = none, table = none]) => ({ column, table }),
  ColumnNode: ([name = none]) => ({ column: identifier(name) }),
  IdentifierNode: ([name = none]) => ({ name }),
  SchemableIdentifierNode: ([name = none]) => ({ identifier: identifier(name) }),
  TableNode: ([name = none]) => ({ table: node("SchemableIdentifierNode", { identifier: identifier(name) }) }),
  ValuesNode: ([values = none]) => ({ values }),
  ValueNode: ([value = none]) => ({ value }),
  PrimitiveValueListNode: ([values = none]) => ({ values }),
  ValueListNode: ([values = none]) => ({ values }),
  RawNode: ([sqlFragments = none, parameters = none]) => ({ sqlFragments, parameters }),
};

const none: Value = constant(undefined);

/** What a function of Kysely's own gives where a plugin calls it on nodes: `WhereNode.create(…)`, `TableNode.is(node)`, `eb(…).toOperationNode()`. */
export function evaluates({ callee, method, receiver, args, node: written }: Call): Value | undefined {
  if (method === "toOperationNode") return receiver && pieceNode(receiver);
  if (callee.kind !== "reference" || callee.root.kind !== "import" || callee.root.source !== "kysely") return undefined;
  const [kind, name = "", ...more] = [callee.root.name, ...callee.path];
  if (more.length > 0 || !kind.endsWith("Node")) return undefined;
  const [first = none, second = none, third = none] = args;
  if (name === "is") return isNode(kind, first, written);
  if (kind === "WhereNode" && name === "cloneWithOperation") return withOperation(first, second, third);
  if (name === "cloneWithWhere") return withEntry(first, "where", joinedWhere(partOf(first, "where"), second));
  if (name === "cloneWithoutWhere") return withEntry(first, "where", none);
  if (name.startsWith("cloneWith") && kind.endsWith("QueryNode")) return first;
  if (kind === "TableNode" && name === "createWithSchema") return tableNode(second);
  if (name === "createImmediate") return node(kind, { value: first });
  const parts = name === "create" ? makers[kind]?.(args) : undefined;
  return parts && node(kind, parts);
}

function isNode(kind: string, value: Value, written: Call["node"]): Value {
  const own = kindOf(value);
  if (own === undefined) return value.kind === "constant" ? constant(false, written) : unknown("a test of a node", written);
  return constant(own === kind || (kind === "QueryNode" && own.endsWith("QueryNode")), written);
}

function withOperation(where: Value, operator: Value, operation: Value): Value {
  const isOr = operator.kind !== "constant" || operator.value !== "And";
  return node("WhereNode", { where: node(isOr ? "OrNode" : "AndNode", { left: where, right: operation }) });
}

/** What a query says already, and something else besides. */
function joinedWhere(before: Value | undefined, operation: Value): Value {
  return node("WhereNode", { where: before ? node("AndNode", { left: before, right: operation }) : operation });
}

function withEntry(value: Value, key: string, part: Value): Value {
  if (value.kind !== "object") return unknown("a node that is not known");
  return { kind: "object", entries: [...value.entries.filter((entry) => entry.kind === "spread" || entry.key !== key), { kind: "property", key, value: part, optional: false }] };
}

/** The node of what the expression builder or the `sql` template makes. */
function pieceNode(value: Value): Value | undefined {
  const call = callOf(value);
  return call && (call.node.type === "TaggedTemplateExpression" ? rawNode(call) : expressionNode(call));
}

function rawNode({ node: written, args }: CallRoot): Value | undefined {
  if (written.type !== "TaggedTemplateExpression") return undefined;
  const all = (values: readonly Value[]): Value => list(values.map((value) => ({ value, optional: false, many: false })));
  return node("RawNode", { sqlFragments: all(written.quasi.quasis.map(({ value }) => constant(value.raw))), parameters: all(args.map((value) => pieceOfText(value))) });
}

/** A column that the text names stays a name; everything else is a value. */
function pieceOfText(value: Value): Value {
  const column = whole(referred(value));
  return column ? node("ReferenceNode", { column: node("ColumnNode", { column: identifier(column) }) }) : node("ValueNode", { value });
}

/** A name that is put together from constants. */
function whole(name: Value | undefined): Value | undefined {
  const parts = name?.kind === "text" ? name.parts.flatMap((one) => (one.kind === "constant" ? [String(one.value)] : [])) : [];
  return name?.kind === "text" && parts.length === name.parts.length ? constant(parts.join("")) : name;
}

function expressionNode(call: CallRoot): Value | undefined {
  const [first = none, operator = none, value = none] = call.args;
  switch (madeBy(call)) {
    case "eb":
      return call.args.length === 3 ? node("BinaryOperationNode", { leftOperand: columnNode(first), operator: node("OperatorNode", { operator }), rightOperand: node("ValueNode", { value }) }) : undefined;
    case "ref":
      return columnNode(first);
    case "val":
    case "lit":
      return node("ValueNode", { value: first });
    case "parens":
      return pieceNode(first);
    case "and":
    case "or": {
      const kind = madeBy(call) === "or" ? "OrNode" : "AndNode";
      const [start, ...others] = itemsOf(first).map((item) => pieceNode(item.value) ?? unknown("a condition"));
      return first.kind === "list" && start ? others.reduce((left, right) => node(kind, { left, right }), start) : undefined;
    }
    default:
      return undefined;
  }
}

/** `eb("plots.company_id", …)` names its table in the same text. */
function columnNode(value: Value): Value {
  const name = whole(referred(value) ?? value) ?? value;
  const text = name.kind === "constant" ? String(name.value) : undefined;
  if (text === undefined) return node("ReferenceNode", { column: node("ColumnNode", { column: identifier(name) }) });
  const [column = text, table] = text.split(".").reverse();
  return node("ReferenceNode", { column: node("ColumnNode", { column: identifier(constant(column)) }), table: table === undefined ? none : tableNode(constant(table)) });
}
