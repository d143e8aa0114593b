import { frameworks } from "./index.ts";

/** The packages whose routers take handlers of other files. */
export const routingPackages: readonly string[] = frameworks.flatMap(({ routes, packages }) => (routes ? packages : []));

const quoted = routingPackages.flatMap((name) => [`"${name}"`, `'${name}'`]);

/** A call that registers a handler or mounts a router, and one that does so at a path in its place. */
const routing = /\.\s*(?:get|post|put|patch|delete|del|head|options|all|any|use|route|register|mount)\s*(?:<[^>()]*>)?\(/;
const atPath = new RegExp(String.raw`${routing.source}\s*\[?\s*["'${"`"}](?:[/*]|["'${"`"}])`);

/** False for text that hands nothing to a server's routing. */
export function mayMount(text: string): boolean {
  return atPath.test(text) || (quoted.some((name) => text.includes(name)) && routing.test(text));
}
