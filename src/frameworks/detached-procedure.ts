import type { TSESTree } from "@typescript-eslint/types";
import { defineFramework } from "./framework.ts";
import { procedureContext } from "./parts/shapes.ts";

const parameters = [{ input: "request", rawInput: "request", ctx: procedureContext, context: procedureContext, "*": "server" }] as const;

/**
 * Handlers of procedures (tRPC, oRPC) that stand in a module of their own, apart from the router that names them:
 * `export const listHandler = async ({ ctx, input }: Options) => …`.
 */
export default defineFramework({
  name: "detached-procedure",
  packages: ["@trpc/server", "@orpc/server"],
  docs: "https://trpc.io/docs/server/procedures",
  entry(site) {
    const [parameter] = site.fn.params;
    if (site.exportName === undefined || site.wrappers.length > 0 || !parameter) return undefined;
    const taken = propertiesOf(parameter);
    const context = taken.get("ctx") ?? taken.get("context");
    if (!taken.has("input") || !context) return undefined;
    const signedIn = isSomebodys(context, parameter);
    // A context that is taken apart without the caller in it is that of a public procedure.
    const mounted = signedIn || propertiesOf(context).size === 0;
    return { framework: "detached-procedure", kind: "request", parameters, mounted, signedIn, vouched: signedIn, operators: false };
  },
});

/** The properties that a parameter's pattern takes, each with what it is bound to. */
function propertiesOf(pattern: TSESTree.Node): ReadonlyMap<string, TSESTree.Node> {
  if (pattern.type !== "ObjectPattern") return new Map();
  return new Map(pattern.properties.flatMap((property) => (property.type === "Property" && property.key.type === "Identifier" ? [[property.key.name, property.value] as const] : [])));
}

/** True where a context is said to hold the caller: `context: { user }`, `{ ctx }: { ctx: { user: Session } }`. */
function isSomebodys(context: TSESTree.Node, parameter: TSESTree.Parameter): boolean {
  const declared = parameter.type === "ObjectPattern" ? membersOf(parameter.typeAnnotation?.typeAnnotation) : new Map<string, TSESTree.TSPropertySignature>();
  const type = (declared.get("ctx") ?? declared.get("context"))?.typeAnnotation?.typeAnnotation;
  const members = membersOf(type);
  const isThere = (name: string): boolean => members.get(name)?.optional !== true && !mayBeNobody(members.get(name)?.typeAnnotation?.typeAnnotation);
  return [...propertiesOf(context).keys(), ...members.keys()].some((name) => people.has(name) && isThere(name));
}

const people = new Set(["user", "session", "auth", "viewer", "principal", "actor", "member", "account", "currentUser", "userId"]);

function membersOf(type: TSESTree.Node | undefined): ReadonlyMap<string, TSESTree.TSPropertySignature> {
  if (type?.type !== "TSTypeLiteral") return new Map();
  return new Map(type.members.flatMap((member) => (member.type === "TSPropertySignature" && member.key.type === "Identifier" ? [[member.key.name, member] as const] : [])));
}

/** True for a type such as `User | null`. */
function mayBeNobody(type: TSESTree.Node | undefined): boolean {
  return type?.type === "TSUnionType" && type.types.some((one) => one.type === "TSNullKeyword" || one.type === "TSUndefinedKeyword");
}
