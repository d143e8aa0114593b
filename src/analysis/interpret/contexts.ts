import { httpRequest, procedureContext } from "../../frameworks/parts/shapes.ts";
import type { FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { FunctionValue, Shape } from "../value.ts";
import { walkShaped, type Closure } from "./functions.ts";
import { joined, partOf, type Part } from "./hand-over.ts";
import { importOf } from "./imported-calls.ts";
import { framesOf, type Run } from "./run.ts";
import { typeNamed } from "./type-properties.ts";

/** What a server hands to the function that makes the context of a request. */
const madeFrom: Shape = { ...(procedureContext as { readonly [name: string]: Shape }), info: "request", resHeaders: "server", event: httpRequest, c: httpRequest };

/** Types of what a function gives, or of what a promise does. */
const GIVEN = new Set(["ReturnType", "Awaited", "inferAsyncReturnType"]);

/** What a context carries by the code that makes it, which a type names: `typeof createContext`, `Awaited<ReturnType<typeof createContext>>`. */
export function contextOfType(run: Run, type: Node | undefined, depth = 0): Part | undefined {
  if (!type || depth > 8) return undefined;
  switch (type.type) {
    case "TSTypeAliasDeclaration":
      return contextOfType(run, type.typeAnnotation, depth + 1);
    case "TSTypeReference": {
      const name = nameOf(type.typeName);
      if (name !== undefined && GIVEN.has(name)) return contextOfType(run, type.typeArguments?.params[0], depth + 1);
      const declared = name === undefined ? undefined : typeNamed(run, name);
      return declared ? contextOfType(run, declared, depth + 1) : contextElsewhere(run, type.typeName);
    }
    case "TSTypeQuery":
      return contextOfMaker(run, type.exprName) ?? contextElsewhere(run, type.exprName);
    default:
      return undefined;
  }
}

/** What the object carries that a function makes of a request. */
export function contextMadeBy(run: Run, fn: FunctionValue): Part | undefined {
  let context: Part | undefined;
  walkShaped(run, fn, fn.fn.params.map(() => madeFrom), {
    atEnd: (returns) => {
      const after = run.state;
      const parts = returns.map(({ value, state }) => {
        run.state = state;
        return partOf(run, value);
      });
      run.state = after;
      context = parts.length > 0 ? parts.reduce(joined) : undefined;
    },
  });
  return typeof context === "object" ? context : undefined;
}

/** A function that the file makes at its top, or one inside of such a function, as it is before anything was called. */
export function functionOf(run: Run, fn: FunctionNode): FunctionValue | undefined {
  const top = [...framesOf(run.frame)].at(-1);
  return top && (top.functions.find((one) => one.fn === fn) ?? { kind: "function", fn, node: fn, closure: { state: run.state, frame: top } satisfies Closure });
}

function contextOfMaker(run: Run, named: Node): Part | undefined {
  const name = nameOf(named);
  const value = name === undefined ? undefined : [...framesOf(run.frame)].at(-1)?.functions.find(({ fn }) => nameOfFunction(fn) === name);
  return value && contextMadeBy(run, value);
}

function nameOfFunction({ id, parent }: FunctionNode): string | undefined {
  if (id) return id.name;
  return parent.type === "VariableDeclarator" && parent.id.type === "Identifier" ? parent.id.name : undefined;
}

function contextElsewhere(run: Run, named: Node): Part | undefined {
  const name = nameOf(named);
  const imported = name === undefined ? undefined : importOf(run, name);
  return imported && run.elsewhere?.contextOf({ from: run.facts.file.path, source: imported.source, path: [imported.name] });
}

function nameOf(node: Node): string | undefined {
  return node.type === "Identifier" ? node.name : undefined;
}
