import type { TSESTree } from "@typescript-eslint/types";
import type { Call } from "../analysis/call.ts";
import type { Shape, Value } from "../analysis/value.ts";
import type { FunctionNode } from "../syntax/functions.ts";
import type { Node } from "../syntax/source-file.ts";

/** A function of a file with its surroundings: what a framework needs to tell whether requests enter there. */
export interface FunctionSite {
  readonly fn: FunctionNode;
  /** Path of the file from the project's root, with forward slashes. */
  readonly file: string;
  /** Module specifiers the file imports. */
  readonly imports: ReadonlySet<string>;
  /** The name it is exported under (`default` included), also when wrapped in calls: `export const GET = wrap(fn)`. */
  readonly exportName: string | undefined;
  /** The calls that take it as an argument, innermost first, with its position; their callees and receivers are evaluated. */
  readonly wrappers: readonly { readonly call: Call; readonly argument: number }[];
  /** The property it is the value of in an object that is passed or exported: `handler` in `route({ handler })`, or `api.list`. */
  readonly property: string | undefined;
  /** The method definition or property definition it is the value of. */
  readonly member: TSESTree.MethodDefinition | TSESTree.PropertyDefinition | undefined;
  readonly owner: TSESTree.ClassDeclaration | TSESTree.ClassExpression | undefined;
  /** True when browsers can call it: exported from a `"use server"` file, or with that directive of its own. */
  readonly serverAction: boolean;
}

/** A place where something outside calls in. */
export interface EntryPoint {
  readonly framework: string;
  readonly kind: "request" | "job";
  /** What each parameter carries; `undefined` where nothing is known. */
  readonly parameters: readonly (Shape | undefined)[];
  /** True when something that stands before it (`requireAuth`, `withSession`, a custom wrapper) knows the user: not public. */
  readonly signedIn: boolean;
  /**
   * True when code that cannot be seen here (a wrapper, middleware, a guard, a custom procedure) may have authorised
   * the request's own ids before it enters. What only signs somebody in does not vouch.
   */
  readonly vouched: boolean;
  /**
   * True when it is mounted on an app or router whose authenticating middleware usually stands in another file: that the
   * handler says nothing of a session does not make the route public.
   */
  readonly mounted: boolean;
  /** True when what stands before it lets in the platform's own operators only, who may see every tenant. */
  readonly operators: boolean;
  /** True where any client can call it with arguments of its choice, whoever it was written for: what is exported under `"use server"`. */
  readonly callable?: boolean;
  /** True where what stands before it most likely lets in the platform's own people only: they get what no other user is given. */
  readonly reserved?: boolean;
  /** True where nothing that is seen to stand before it, wherever it is mounted, signs anybody in or may vouch. */
  readonly open?: boolean;
  /** What runs before it on the same request, as far as its file shows. */
  readonly before?: Before | undefined;
  /** True where it is known by its types alone: what stands before it stands where another file mounts it. */
  readonly unseen?: true;
  /** True where the names of its parameters and how it answers are all that tell of it, so that requests enter it only where a router is seen to mount it. */
  readonly untyped?: true;
  /** For each parameter, the class whose decorators say what it may hold, where it is validated by them. */
  readonly validatedAs?: readonly (string | undefined)[];
  /**
   * Why strangers come here, in words, where middleware that turns them away lets them through by a list of paths, or where nothing signs anybody in
   * and other routes of the router ask for it one by one. Only a query that would be reported asks for it.
   */
  readonly letsThrough?: (() => string | undefined) | undefined;
  /** True where nothing that stands before it may have taken anything out of the body of a request; absent where what stands there is not seen. */
  readonly bodyAsSent?: (() => boolean) | undefined;
  /** What its requests pass first in a file of its own, if there is one. */
  readonly gates?: (() => readonly Gate[]) | undefined;
}

/** A function that requests pass before they are led to what serves their path, such as the middleware of Next.js. */
export interface Gate {
  /** The specifier under which the entry's file would import it. */
  readonly source: string;
  /** The names under which it may be exported. */
  readonly names: readonly string[];
  /** True for a file in which it counts as one. */
  isAt(file: string): boolean;
  /** The paths of the requests that enter; what clients choose of them is made up. */
  readonly paths: readonly string[];
  /** What its first parameter carries, and where in it the path is. */
  readonly request: Shape;
  readonly pathAt: readonly string[];
  /** True where a file that exports this `config` is asked about a path. */
  covers(config: Value | undefined, path: string): boolean;
  /** True for an answer that lets nobody pass. */
  refuses(answer: Value): boolean;
  /** True where it may lead a request for another path to where this one leads. */
  leadsAround(program: Node): boolean;
}

/** The middleware that stands before a handler. */
export interface Before {
  /** Expressions of its file that are, name or give the middleware, in the order in which they run. */
  readonly nodes: readonly Node[];
  /** What the rest that stands before it says by its name, such as wrappers. */
  readonly otherwise: Pick<EntryPoint, "signedIn" | "vouched" | "operators">;
  /** What stands on the handler for guards to ask for, such as `@Roles("admin")`. */
  readonly asks?: readonly Node[];
  /** Where it is registered by a call on a router, which other files may mount. */
  readonly route?: Route;
  /** For guard classes, which see the request as a whole: where in it each parameter of the handler comes from. */
  readonly from?: readonly (readonly string[] | undefined)[];
}

/** A call that registers a handler on a router. */
export interface Route {
  readonly router: Node;
  /** The path in that router, where it is one plain string. */
  readonly path: string | undefined;
  /** All paths by which requests come to it in that router, where the call alone says so. */
  readonly paths?: readonly string[];
  /** True where what stands before the router runs when the path is known, with all parameters that it has. */
  readonly afterRouting?: true;
}

/** A call that brings request data or identity, by where it is imported from: `getServerSession` of `next-auth`. */
export interface Source {
  /** Module specifier; a trailing `/*` also takes the module itself and the paths below it. `globals` for names without an import. */
  readonly from: string;
  /**
   * Imported name and the path called on it, such as `auth` or `auth.protect`; `default` for the default import, whose
   * properties also match as named imports and on a namespace: `default.verify` is `jwt.verify(…)` and `verify(…)`.
   * With `new` before it, a method of what a class makes: `new Store.get` is `new Store().get()`.
   */
  readonly name: string;
  readonly gives: Shape;
}

/** A call known by the end of its path alone, whatever its object was made by, such as `auth.getUser` of any Supabase client. */
export interface MethodSource {
  /**
   * The last names of the callee's path, its root's name included when it is imported or global. A leading dot means
   * that something must stand before: `.auth.getUser` is not the `getUser` of an imported `auth`.
   */
  readonly path: string;
  readonly gives: Shape;
}

/** One web framework or auth library: where requests enter, what they bring, who vouches. */
export interface Framework {
  readonly name: string;
  readonly packages: readonly string[];
  readonly docs: string;
  /** True where calls register the handlers, which may stand in another file: `router.get("/plots", listPlots)`. */
  readonly routes?: true;
  /** The entry point a function is, or undefined for "not mine". */
  entry?(site: FunctionSite): EntryPoint | undefined;
  readonly sources?: readonly Source[];
  readonly methods?: readonly MethodSource[];
  /** Methods that it calls once on each object that it makes, before any request comes in. */
  readonly setsUp?: readonly string[];
  /** Functions that never return, by module and name, as in `Source`. */
  readonly exits?: readonly { readonly from: string; readonly name: string }[];
}

export function defineFramework(framework: Framework): Framework {
  return framework;
}
