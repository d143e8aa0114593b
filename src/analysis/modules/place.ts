import type { Node } from "../../syntax/source-file.ts";
import { nameOfChain } from "../../frameworks/parts/mounting.ts";
import { addressOf } from "../address.ts";
import type { Value } from "../value.ts";
import { findWrapped, type Module, type Shelf } from "./lookup.ts";

/** Where a function or a router stands. */
export interface Place {
  readonly path: string;
  readonly address: string;
}

/** Where the function or the router stands that a name of a module and the properties behind it lead to, as it is or handed to a wrapper. */
export function placeOf(shelf: Shelf, path: string, name: string, rest: readonly string[]): Place | undefined {
  const found = findWrapped(shelf, path, name, rest);
  if (!found) return undefined;
  const { module, value } = found;
  const address = addressOfValue(module, value) ?? addressInside(module, declared(module, rest.at(-1) ?? name)) ?? nameOfRouter(value);
  return address === undefined ? undefined : { path: module.run.facts.file.path, address };
}

function addressOfValue(module: Module, value: Value): string | undefined {
  if (value.kind === "function") return addressOf(value.fn);
  return value.kind === "reference" && value.root.kind === "call" && value.path.length === 0 ? addressInside(module, value.root.node) : undefined;
}

/** `plotRouter` of `const plotRouter = Router()`. */
function nameOfRouter(value: Value): string | undefined {
  return value.kind === "reference" && value.root.kind === "call" && value.path.length === 0 ? nameOfChain(value.root.node) : undefined;
}

/** The function that calls are handed: `catchErrors(async (req, res) => …)`, `catchErrors(findPlot)`. */
function addressInside(module: Module, node: Node | undefined): string | undefined {
  switch (node?.type) {
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return addressOf(node);
    case "Identifier":
      return module.run.frame.functions.map(({ fn }) => addressOf(fn)).find((address) => address === node.name);
    case "CallExpression": {
      const [found, ...others] = node.arguments.flatMap((argument) => addressInside(module, argument) ?? []);
      return others.length === 0 ? found : undefined;
    }
    default:
      return undefined;
  }
}

/** What an exported name is declared to be, where the wrapper around it is a function of the same file. */
function declared({ run, exports }: Module, name: string): Node | undefined {
  const exported = exports.named.get(name);
  if (exported?.kind === "expression") return exported.node;
  if (exported?.kind !== "name") return undefined;
  const [definition] = run.facts.file.scopes.scopes.flatMap((scope) => (scope.type === "module" || scope.type === "global" ? scope.set.get(exported.name)?.defs ?? [] : []));
  return definition?.node.type === "VariableDeclarator" ? (definition.node.init ?? undefined) : undefined;
}
