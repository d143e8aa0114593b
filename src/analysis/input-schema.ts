import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../syntax/source-file.ts";
import type { Run } from "./interpret/run.ts";

/** What an input validator lets through of an object: Zod's and Valibot's schemas drop what they do not name. */
export interface InputSchema {
  /** The properties that it names, with their own schemas; undefined where they cannot be read here. */
  readonly names: ReadonlyMap<string, Node> | undefined;
  /** Properties that it surely drops. */
  readonly without: ReadonlySet<string>;
}

const nothing: ReadonlySet<string> = new Set();
export const unreadSchema: InputSchema = { names: undefined, without: nothing };

/** Methods whose result lets the same properties through. */
const SAME = new Set("strict strip partial required deepPartial refine superRefine check describe meta openapi optional nullable nullish default catch prefault readonly brand".split(" "));
const LARGER = new Set(["extend", "safeExtend", "merge", "and", "augment"]);

/** The schema that an expression is, read from this file alone. */
export function schemaAt(run: Run, node: Node | undefined, depth = 0): InputSchema {
  if (!node || depth > 12) return unreadSchema;
  const at = (other: Node | undefined): InputSchema => schemaAt(run, other, depth + 1);
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
      return at(node.expression);
    case "Identifier":
      return at(initializerOf(run, node));
    case "ObjectExpression":
      return literalSchema(node, at);
    case "CallExpression":
      return calledSchema(node, at);
    default:
      return unreadSchema;
  }
}

/** What a `const` of this file is set to. */
export function initializerOf(run: Run, identifier: TSESTree.Identifier): Node | undefined {
  const [definition, ...others] = run.variables.get(identifier)?.defs ?? [];
  if (definition?.type !== "Variable" || others.length > 0 || definition.node.id.type !== "Identifier") return undefined;
  return definition.node.init ?? undefined;
}

function calledSchema({ callee, arguments: [first, second] }: TSESTree.CallExpression, at: (node: Node | undefined) => InputSchema): InputSchema {
  const object = callee.type === "MemberExpression" ? callee.object : undefined;
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" && callee.property.type === "Identifier" ? callee.property.name : "";
  // Valibot's functions take the schema first: `omit(schema, ["companyId"])`.
  const isFunction = second?.type === "ArrayExpression" && first?.type !== "Literal";
  const [base, chosen] = isFunction ? [first, second] : [object, first];
  if (name === "object" || name === "strictObject") return first?.type === "ObjectExpression" ? at(first) : unreadSchema;
  if (name === "pick") return picked(at(base), namesIn(chosen));
  if (name === "omit") return omitted(at(base), namesIn(chosen));
  if (SAME.has(name)) return at(object);
  if (LARGER.has(name)) return united([at(object), at(first)]);
  const options = name === "union" ? first : name === "discriminatedUnion" ? second : undefined;
  return options?.type === "ArrayExpression" ? united(options.elements.map((option) => at(option ?? undefined))) : unreadSchema;
}

function literalSchema({ properties }: TSESTree.ObjectExpression, at: (node: Node | undefined) => InputSchema): InputSchema {
  return united(properties.map((property): InputSchema => {
    if (property.type === "SpreadElement") return at(property.argument.type === "MemberExpression" ? property.argument.object : property.argument);
    const name = nameOf(property);
    return name === undefined ? unreadSchema : { names: new Map([[name, property.value]]), without: nothing };
  }));
}

function picked({ names, without }: InputSchema, chosen: readonly string[] | undefined): InputSchema {
  if (!chosen) return { names, without };
  return { names: new Map(chosen.flatMap((name) => (names && !names.has(name) ? [] : [[name, names?.get(name) ?? unreadNode] as const]))), without: nothing };
}

/** Stands for the schema of a property whose own schema is in another file. */
const unreadNode = { type: "EmptyStatement", range: [0, 0] } as unknown as Node;

function omitted({ names, without }: InputSchema, left: readonly string[] = []): InputSchema {
  return { names: names && new Map([...names].filter(([name]) => !left.includes(name))), without: new Set([...without, ...left]) };
}

function united(schemas: readonly InputSchema[]): InputSchema {
  const isRead = schemas.every(({ names }) => names !== undefined);
  const names = isRead ? new Map(schemas.flatMap((schema) => [...(schema.names ?? [])])) : undefined;
  const without = [...(schemas[0]?.without ?? [])].filter((name) => schemas.every((schema) => schema.without.has(name)));
  return { names, without: new Set(without) };
}

/** The names in `{ companyId: true }` or `["companyId"]`. */
function namesIn(node: Node | undefined): readonly string[] | undefined {
  if (node?.type === "ArrayExpression") return node.elements.flatMap((element) => (element?.type === "Literal" ? [String(element.value)] : []));
  if (node?.type !== "ObjectExpression") return undefined;
  return node.properties.flatMap((property) => (property.type === "Property" ? (nameOf(property) ?? []) : []));
}

function nameOf({ key, computed }: TSESTree.Property): string | undefined {
  if (key.type === "Literal") return String(key.value);
  return key.type === "Identifier" && !computed ? key.name : undefined;
}
