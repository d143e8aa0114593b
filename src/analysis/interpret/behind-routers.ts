import type { EntryPoint, Route } from "../../frameworks/framework.ts";
import { mountingsOf, nameOfChain, startOfChain, type Mounting } from "../../frameworks/parts/mounting.ts";
import { handsRouter, type Used } from "../../frameworks/parts/uses.ts";
import { refusesStrangers, vouchingOf } from "../../frameworks/parts/vouching.ts";
import { isFunction, type FunctionNode } from "../../syntax/functions.ts";
import type { Node } from "../../syntax/source-file.ts";
import { addressOf } from "../address.ts";
import { behindPath, sharedShape, textOfShapes } from "../shared-shape.ts";
import type { Shape } from "../value.ts";
import { passThrough } from "./middleware.ts";
import type { Run } from "./run.ts";

/** What is known of a request by the time that a router gets it. */
interface Standing extends Pick<EntryPoint, "signedIn" | "vouched" | "operators"> {
  readonly parameters: readonly (Shape | undefined)[];
}

/** An entry point of a router with what stands before that router at all places where it is mounted, over any number of files. */
export function behindRouters(run: Run, entry: EntryPoint): EntryPoint {
  const route = entry.before?.route;
  if (!route || !run.elsewhere) return entry;
  const start: Standing = { parameters: entry.parameters, signedIn: false, vouched: false, operators: false };
  const outer = new Way(route, start).before(run, route.router, route.path);
  if (!outer || outer === start) return entry;
  const { before, signedIn, vouched, operators } = entry;
  return {
    ...entry,
    parameters: outer.parameters,
    signedIn: signedIn || outer.signedIn,
    vouched: vouched || outer.vouched,
    operators: operators || outer.operators,
    before: before && { ...before, otherwise: { ...before.otherwise, vouched: before.otherwise.vouched || outer.vouched } },
  };
}

/** The routers that a request goes through, searched from its handler outwards. */
class Way {
  readonly #route: Route;
  readonly #start: Standing;
  readonly #open = new Set<string>();

  constructor(route: Route, start: Standing) {
    this.#route = route;
    this.#start = start;
  }

  /** What stands before a router wherever it is mounted; undefined where nobody does. */
  before(run: Run, router: Node, path: string | undefined): Standing | undefined {
    const key = `${run.path} ${nameOfChain(router) ?? ""}`;
    const places = this.#open.has(key) ? [] : placesOf(run, router);
    this.#open.add(key);
    const found = places.map((place) => (place.mounting ? this.#at(place.run, place.mounting, path) : this.#start));
    this.#open.delete(key);
    return found.length === 0 ? undefined : found.reduce((a, b) => this.#both(a, b));
  }

  #at(run: Run, { into, pathOf, usedFor }: Mounting, path: string | undefined): Standing {
    const outer = this.before(run, into, pathOf(path)) ?? this.#start;
    return behind(run, outer, usedFor(path), this.#route.afterRouting === true);
  }

  #both(a: Standing, b: Standing): Standing {
    return {
      parameters: a.parameters.map((shape, index) => sharedShape(shape, b.parameters[index], this.#start.parameters[index])),
      signedIn: a.signedIn && b.signedIn,
      vouched: a.vouched && b.vouched,
      operators: a.operators && b.operators,
    };
  }
}

/** Of each run, what its middleware was seen to leave: a router's stands before each of its handlers. */
const known = new WeakMap<Run, Map<string, Standing>>();

/** What is known of a request behind middleware. */
function behind(run: Run, before: Standing, used: readonly Used[], afterRouting: boolean): Standing {
  if (used.length === 0) return before;
  const ofRun = known.get(run) ?? new Map<string, Standing>();
  known.set(run, ofRun);
  const key = `${used.map(({ node, under }) => `${String(node.range[0])} ${under ?? ""}`).join()} ${String(afterRouting)} ${textOfShapes(before)}`;
  const found = ofRun.get(key) ?? used.reduce((at, one) => through(run, at, one, afterRouting), before);
  ofRun.set(key, found);
  return found;
}

function through(run: Run, before: Standing, { node, under = "" }: Used, afterRouting: boolean): Standing {
  const { parameters, byName, operators: byCode } = passThrough(run, [node], before.parameters);
  const seen = namesIn(under);
  const isNamed = !handsRouter(node);
  const operators = byCode || (isNamed && vouchingOf([node]).operators);
  return {
    parameters: afterRouting ? parameters : parameters.map((shape, index) => behindPath(shape, before.parameters[index], seen)),
    signedIn: before.signedIn || operators || (isNamed && refusesStrangers(node)),
    // What has no name of the path to look at has vouched for none.
    vouched: before.vouched || (seen.size > 0 && vouchingOf(byName).vouched),
    operators: before.operators || operators,
  };
}

/** The parameters of a path: `companyId` of `/companies/:companyId`. */
function namesIn(path: string): ReadonlySet<string> {
  return new Set(Array.from(path.matchAll(/:([\w$]+)/g), ([, name = ""]) => name));
}

interface Place {
  readonly run: Run;
  /** Undefined where it goes anywhere else. */
  readonly mounting: Mounting | undefined;
}

/** Where a router is mounted, in its own file and in others. */
export function placesOf(run: Run, router: Node): readonly Place[] {
  const found = routerAt(run, router);
  if (!found) return [];
  const { name, uses, parameter } = found;
  const { scopes } = run.facts.file;
  const here = uses.flatMap((use) => mountingsOf(use, parameter, scopes)).filter((one) => one !== undefined);
  const others = name === undefined ? [] : (run.elsewhere?.mountsOf(run.facts.file.path).get(name) ?? []);
  return [
    ...here.map((mounting) => ({ run, mounting })),
    ...others.flatMap((mount) => mountingsOf(mount.node, parameter, mount.run.facts.file.scopes).map((mounting) => ({ run: mount.run, mounting }))),
  ];
}

/** How a router is known outside of the expression that registers something on it. */
interface Router {
  /** Its address, or that of the function that makes it or gets it. */
  readonly name: string | undefined;
  readonly uses: readonly Node[];
  /** Of a function, the index of the parameter that is the router. */
  readonly parameter: number | undefined;
}

function routerAt(run: Run, router: Node): Router | undefined {
  const start = startOfChain(router);
  const variable = start.type === "Identifier" ? run.variables.get(start) : undefined;
  const [definition] = variable?.defs ?? [];
  if (!variable || !definition) return start.type === "Identifier" ? undefined : chainAt(run, router);
  if (definition.type === "Parameter") {
    const fn = definition.node as FunctionNode;
    return functionAt(run, fn, fn.params.findIndex((parameter) => parameter === definition.name));
  }
  if (definition.type !== "Variable") return undefined;
  const uses = variable.references.filter((use) => use.isRead()).map(({ identifier }) => identifier);
  if (variable.scope.type === "module" || variable.scope.type === "global") return { name: variable.name, uses, parameter: undefined };
  const { block } = variable.scope.variableScope;
  const made = isFunction(block) && uses.some(({ parent }) => parent.type === "ReturnStatement") ? functionAt(run, block, undefined) : undefined;
  return { name: made?.name, uses: [...uses, ...(made?.uses ?? [])], parameter: undefined };
}

function chainAt(run: Run, router: Node): Router {
  const name = nameOfChain(router);
  const variable = name === undefined ? undefined : run.facts.file.scopes.scopes.find(({ type }) => type === "module" || type === "global")?.set.get(name);
  return { name, uses: variable?.references.filter((use) => use.isRead()).map(({ identifier }) => identifier) ?? [], parameter: undefined };
}

function functionAt(run: Run, fn: FunctionNode, parameter: number | undefined): Router {
  const declared = fn.type === "FunctionDeclaration" ? fn : fn.parent;
  const uses = declared.type === "FunctionDeclaration" || declared.type === "VariableDeclarator" ? run.facts.file.scopes.getDeclaredVariables(declared).flatMap(({ references }) => references.filter((use) => use.isRead()).map(({ identifier }) => identifier)) : [];
  return { name: addressOf(fn), uses: fn.type === "FunctionDeclaration" || uses.length > 0 ? uses : [fn], parameter };
}
