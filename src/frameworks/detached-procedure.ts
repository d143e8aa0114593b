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
    const names = propertyNames(parameter);
    if (!names.includes("input") || !(names.includes("ctx") || names.includes("context"))) return undefined;
    return { framework: "detached-procedure", kind: "request", parameters, mounted: true, signedIn: true, vouched: true, operators: false };
  },
});

/** The properties that a parameter's pattern takes, or that its literal type declares. */
function propertyNames(parameter: TSESTree.Parameter): readonly string[] {
  if (parameter.type === "ObjectPattern") return parameter.properties.flatMap((property) => (property.type === "Property" ? nameOf(property.key) : []));
  const type = parameter.type === "Identifier" ? parameter.typeAnnotation?.typeAnnotation : undefined;
  if (type?.type !== "TSTypeLiteral") return [];
  return type.members.flatMap((member) => (member.type === "TSPropertySignature" ? nameOf(member.key) : []));
}

function nameOf(key: TSESTree.Node): readonly string[] {
  return key.type === "Identifier" ? [key.name] : [];
}
