import type { TSESTree } from "@typescript-eslint/types";
import type { Node } from "../syntax/source-file.ts";
import { initializerOf, schemaAt, unreadSchema, type InputSchema } from "./input-schema.ts";
import type { Run } from "./interpret/run.ts";
import { isSentBody } from "./sent-body.ts";
import { contains } from "../syntax/contains.ts";

/** What an object that the client sends may hold. */
export interface AllowedProperties {
  /** The properties that a validation lets through; undefined where none is read here. */
  readonly names: ReadonlySet<string> | undefined;
  /** Properties that were taken out of it. */
  readonly without: ReadonlySet<string>;
  /** True for a body as it came: nothing has looked at it. */
  readonly raw: boolean;
}

/** An expression on its way from the request: validated by a schema, as it came, or the parameters of a handler. */
interface Input {
  readonly schema: InputSchema;
  readonly without: ReadonlySet<string>;
  readonly raw: boolean;
  /** Set where the input is a property of this value: `safeParse(…).data`, `({ input })`. */
  readonly heldAs?: readonly string[];
}

const parsers = new Set(["parse", "parseAsync", "safeParse", "safeParseAsync", "validateSync"]);
const schemaSteps = new Set(["input", "inputSchema", "schema", "validator"]);

/** What the object that an expression evaluates to may hold, as far as this file says how it was made. */
export function propertiesAllowedIn(run: Run, node: Node): AllowedProperties | undefined {
  const input = inputAt(run, node, 0);
  if (!input || input.heldAs) return undefined;
  const { names, without } = input.schema;
  return { names: names && new Set(names.keys()), without: new Set([...without, ...input.without]), raw: input.raw };
}

function inputAt(run: Run, node: Node, depth: number): Input | undefined {
  if (depth > 12) return undefined;
  switch (node.type) {
    case "AwaitExpression":
      return inputAt(run, node.argument, depth + 1);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ChainExpression":
      return inputAt(run, node.expression, depth + 1);
    case "SpreadElement":
      return inputAt(run, node.argument, depth + 1);
    case "Identifier":
      return inputOfVariable(run, node, depth + 1);
    case "MemberExpression": {
      if (isSentBody(run, node)) return { schema: unreadSchema, without: new Set(), raw: true };
      const whole = node.computed || node.property.type !== "Identifier" ? undefined : inputAt(run, node.object, depth + 1);
      return whole && node.property.type === "Identifier" ? propertyOfInput(run, whole, node.property.name) : undefined;
    }
    case "CallExpression":
      return inputOfCall(run, node, depth + 1);
    default:
      return undefined;
  }
}

function inputOfCall(run: Run, { callee, arguments: [first, second] }: TSESTree.CallExpression, depth: number): Input | undefined {
  const object = callee.type === "MemberExpression" ? callee.object : undefined;
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" && callee.property.type === "Identifier" ? callee.property.name : "";
  if (name === "json" && !first) return { schema: unreadSchema, without: new Set(), raw: true };
  if (!parsers.has(name) || !first) return undefined;
  if (object?.type === "Identifier" && object.name === "JSON") return inputAt(run, first, depth) ?? { schema: unreadSchema, without: new Set(), raw: true };
  const schema = schemaAt(run, second && first.type !== "ObjectExpression" && !isSchema(run, object) ? first : object);
  return { schema, without: new Set(), raw: false, ...(name.startsWith("safe") ? { heldAs: ["data", "output"] } : {}) };
}

function isSchema(run: Run, node: Node | undefined): boolean {
  return schemaAt(run, node).names !== undefined;
}

function propertyOfInput(run: Run, { schema, without, raw, heldAs }: Input, name: string): Input | undefined {
  if (heldAs) return heldAs.includes(name) ? { schema, without, raw } : undefined;
  const below = schema.names?.get(name);
  return { schema: below ? schemaAt(run, below) : unreadSchema, without: new Set(), raw };
}

function inputOfVariable(run: Run, identifier: TSESTree.Identifier, depth: number): Input | undefined {
  const init = initializerOf(run, identifier);
  if (init) return inputAt(run, init, depth);
  const [definition, ...others] = run.variables.get(identifier)?.defs ?? [];
  if (!definition || others.length > 0) return undefined;
  if (definition.type === "Variable" && definition.node.init) {
    const whole = inputAt(run, definition.node.init, depth);
    return whole && inputOfPattern(run, whole, definition.node.id, definition.name);
  }
  if (definition.type !== "Parameter" || !("params" in definition.node)) return undefined;
  const fn: Node = definition.node;
  const [pattern] = definition.node.params;
  const schema = schemaBefore(run, fn) ?? (pattern && schemaOfType(run, pattern));
  return schema && pattern && inputOfPattern(run, { schema, without: new Set(), raw: false, heldAs: ["input", "parsedInput"] }, pattern, definition.name);
}

/** The part of an input that a destructuring binds to a name. */
function inputOfPattern(run: Run, input: Input, pattern: Node, name: Node): Input | undefined {
  if (pattern === name) return input;
  if (pattern.type === "AssignmentPattern") return inputOfPattern(run, input, pattern.left, name);
  if (pattern.type !== "ObjectPattern") return undefined;
  const taken: string[] = [];
  for (const property of pattern.properties) {
    if (property.type === "RestElement") return property.argument === name && !input.heldAs ? { ...input, without: new Set([...input.without, ...taken]) } : undefined;
    if (property.computed || property.key.type !== "Identifier") return undefined;
    taken.push(property.key.name);
    if (!contains(property.value, name)) continue;
    const below = propertyOfInput(run, input, property.key.name);
    return below && inputOfPattern(run, below, property.value, name);
  }
  return undefined;
}

/** The schema that a handler apart from its procedure is typed by: `({ input }: { input: z.infer<typeof schema> })`. */
function schemaOfType(run: Run, pattern: Node): InputSchema | undefined {
  const type = pattern.type === "ObjectPattern" ? pattern.typeAnnotation?.typeAnnotation : undefined;
  if (type?.type !== "TSTypeLiteral") return undefined;
  const input = type.members.find((member) => member.type === "TSPropertySignature" && member.key.type === "Identifier" && /^(?:parsedI|i)nput$/.test(member.key.name));
  const inferred = input?.type === "TSPropertySignature" ? input.typeAnnotation?.typeAnnotation : undefined;
  const [of] = inferred?.type === "TSTypeReference" ? (inferred.typeArguments?.params ?? []) : [];
  return of?.type === "TSTypeQuery" && of.exprName.type === "Identifier" ? schemaAt(run, of.exprName) : undefined;
}

/** The schema that a procedure's or an action's builder was given before its handler: `procedure.input(schema).mutation(fn)`. */
function schemaBefore(run: Run, fn: Node): InputSchema | undefined {
  let at: Node | undefined = fn.parent?.type === "CallExpression" ? fn.parent.callee : undefined;
  while (at?.type === "MemberExpression") {
    const call: Node = at.object;
    if (call.type !== "CallExpression") return undefined;
    const callee: Node = call.callee;
    const [first] = call.arguments;
    if (first && callee.type === "MemberExpression" && callee.property.type === "Identifier" && schemaSteps.has(callee.property.name)) return schemaAt(run, first);
    at = callee;
  }
  return undefined;
}
