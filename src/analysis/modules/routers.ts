import { givesRoutes } from "../../frameworks/parts/mounting.ts";
import type { Node } from "../../syntax/source-file.ts";
import type { Mount } from "../interpret/mounted.ts";
import type { Run } from "../interpret/run.ts";
import type { Modules } from "./modules.ts";
import { namedElsewhere, type NamedElsewhere } from "./named-elsewhere.ts";
import { Noted } from "./noted.ts";
import type { OpenModules } from "./open-modules.ts";
import type { Place } from "./place.ts";
import type { ModuleReader } from "./reader.ts";

/** A router file, opened. */
interface Router {
  readonly run: Run;
  readonly named: readonly NamedElsewhere[];
  /** Where what is named stands, of those names that were looked for. */
  readonly places: Map<NamedElsewhere, Place | undefined>;
  /** What those of its specifiers mean that middleware of it is imported from. */
  readonly meant: Map<string, string | undefined>;
}

/** What the search for mounts has asked. */
export interface Asked {
  /** The files of which it was asked who mounts what stands there. */
  readonly sought: ReadonlySet<string>;
  /** The router files that were looked into, and of those that mount something what they import their middleware from. */
  readonly routers: ReadonlyMap<string, ReadonlyMap<string, string | undefined>>;
}

type Mounts = ReadonlyMap<string, readonly Mount[]>;

const none: Mounts = new Map();

/** The files that mount handlers of others, each opened when a handler is first looked at that it may mount. */
export class Routers {
  readonly #reader: ModuleReader;
  readonly #modules: Modules;
  readonly #openModules: OpenModules;
  readonly #open = new Map<string, Router | undefined>();
  /** By the file that the handlers stand in. */
  readonly #mounts = new Map<string, Mounts>();

  constructor(reader: ModuleReader, openModules: OpenModules, modules: Modules) {
    this.#reader = reader;
    this.#openModules = openModules;
    this.#modules = modules;
  }

  /** The places at which functions of a file are mounted, by the functions' addresses. */
  mountsOf(path: string): Mounts {
    const known = this.#mounts.get(path) ?? this.#search(path);
    this.#mounts.set(path, known);
    return known;
  }

  /** What was looked into to find who mounts a file's functions and routers, and who mounts these routers in turn. */
  askedFor(path: string): Asked {
    const sought = new Set([path]);
    const routers = new Map<string, ReadonlyMap<string, string | undefined>>();
    for (const file of sought) {
      const mounting = new Set([...(this.#mounts.get(file)?.values() ?? [])].flat().map(({ run }) => run));
      for (const one of this.#mounts.has(file) ? this.#reader.routers.of(file) : []) {
        const router = this.#open.get(one);
        const mounts = router !== undefined && mounting.has(router.run);
        if (mounts) sought.add(one);
        if (mounts || !routers.has(one)) routers.set(one, mounts ? router.meant : new Map());
      }
    }
    return { sought, routers };
  }

  /** Drops everything: it is soon found out again. */
  forget(): void {
    this.#open.clear();
    this.#mounts.clear();
  }

  #search(path: string): Mounts {
    const files = this.#reader.routers.of(path);
    if (files.length === 0) return none;
    const found = new Map<string, Mount[]>();
    for (const file of files) {
      const router = this.#routerAt(file);
      for (const name of router?.named ?? []) {
        const place = router && this.#placeIn(router, name, file, path);
        if (router && place?.path === path) found.set(place.address, [...(found.get(place.address) ?? []), { run: router.run, node: name.node }]);
      }
    }
    return found;
  }

  /** Where what a router file names stands, unless that cannot be the wanted file. */
  #placeIn({ places }: Router, named: NamedElsewhere, from: string, wanted: string): Place | undefined {
    if (places.has(named)) return places.get(named);
    const file = this.#reader.resolve(named.source, from);
    if (file === undefined || !this.#reader.routers.behind(file).has(wanted)) return undefined;
    const place = this.#placeOf(named, file);
    places.set(named, place);
    return place;
  }

  #placeOf({ node, path: names }: NamedElsewhere, file: string): Place | undefined {
    const isRouter = node.parent?.type === "CallExpression" && node.parent.callee === node && givesRoutes.has(names.at(-1) ?? "");
    return this.#modules.placeOf(file, isRouter ? names.slice(0, -1) : names);
  }

  #routerAt(path: string): Router | undefined {
    if (this.#open.has(path)) return this.#open.get(path);
    const router = this.#openRouter(path);
    this.#open.set(path, router);
    return router;
  }

  #openRouter(path: string): Router | undefined {
    const text = this.#reader.text(path);
    const file = text === undefined ? undefined : this.#reader.parse(path, text);
    if (!file) return undefined;
    const meant = new Map<string, string | undefined>();
    const elsewhere = new Noted(this.#modules, ({ source, from }) => {
      if (from === path) meant.set(source, this.#reader.resolve(source, from));
    });
    // What its calls do is looked at where a handler stands behind it.
    const { run } = this.#openModules.runOver(file, elsewhere, ({ type }) => type !== "ExpressionStatement");
    return { run, named: namedElsewhere(file).filter(({ node }) => isArgument(node)), places: new Map(), meant };
  }
}

function isArgument({ parent }: Node): boolean {
  return parent?.type === "CallExpression" || parent?.type === "VariableDeclarator" || parent?.type === "Property" || parent?.type === "ArrayExpression" || parent?.type === "AwaitExpression";
}
