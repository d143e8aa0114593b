import type { TSESTree } from "@typescript-eslint/types";
import type { Shape } from "../../analysis/value.ts";
import type { Node } from "../../syntax/source-file.ts";
import { decorationsOf, isDecorated } from "./decorators.ts";
import { annotationOf, nameOf } from "./names.ts";
import { httpRequest, procedureContext } from "./shapes.ts";

type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;
type Field = TSESTree.PropertyDefinition | TSESTree.TSParameterProperty;

const tokens: Readonly<Record<string, Shape>> = { REQUEST: httpRequest, CONTEXT: procedureContext };
const requestType = /^((Express|Fastify|Auth\w*|Custom)?Request|RequestWith\w+)$/;
const known = new WeakMap<Node, Map<string, Shape | undefined>>();

/**
 * What a member of a class carries that the container hands the current request: `@Inject(REQUEST)`, or the type of a
 * request in a class with decorators. https://docs.nestjs.com/fundamentals/injection-scopes#request-provider
 */
export function injectedShape(owner: Node | undefined, name: string): Shape | undefined {
  if (owner?.type !== "ClassDeclaration" && owner?.type !== "ClassExpression") return undefined;
  const shapes = known.get(owner) ?? new Map<string, Shape | undefined>();
  known.set(owner, shapes);
  if (!shapes.has(name)) shapes.set(name, shapeOf(owner, fieldOf(owner, name)));
  return shapes.get(name);
}

function shapeOf(owner: ClassNode, field: Field | undefined): Shape | undefined {
  if (!field) return undefined;
  const injected = decorationsOf(field).find(({ name }) => name === "Inject");
  const token = nameOf(injected?.args[0]);
  if (token !== undefined) return Object.hasOwn(tokens, token) ? tokens[token] : undefined;
  return isDecorated(owner) && requestType.test(typeOf(field) ?? "") ? httpRequest : undefined;
}

/** A field, or a parameter of the constructor that declares one. */
function fieldOf({ body }: ClassNode, name: string): Field | undefined {
  for (const member of body.body) {
    if (member.type === "PropertyDefinition" && nameOf(member.key) === name) return member;
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
    const parameter = member.value.params.find((one) => one.type === "TSParameterProperty" && nameOf(one.parameter) === name);
    if (parameter?.type === "TSParameterProperty") return parameter;
  }
  return undefined;
}

function typeOf(field: Field): string | undefined {
  return annotationOf(field.type === "PropertyDefinition" ? field : field.parameter);
}
