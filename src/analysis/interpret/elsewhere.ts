import type { Gate } from "../../frameworks/framework.ts";
import type { Preparation } from "../preparation.ts";
import type { Shape, Value } from "../value.ts";
import type { Admission } from "./admission.ts";
import type { Left } from "./builders.ts";
import type { Part } from "./hand-over.ts";
import type { MadeElsewhere } from "./objects.ts";
import type { MiddlewareUse, PassedOn } from "./middleware.ts";
import type { Mount } from "./mounted.ts";
import type { AskedPath } from "./path-tests.ts";
import type { Run } from "./run.ts";
import type { Summary } from "./summary.ts";
import type { Tried } from "./trial.ts";
import type { CheckUse } from "./validators.ts";

/** A function that another file holds, as a call names it. */
export interface ImportedFunction {
  /** Absolute path of the file that calls it. */
  readonly from: string;
  /** Module specifier, as written there. */
  readonly source: string;
  /** The imported name, `default`, or `*` for the whole module, and the properties read from it: `["PlotService", "find"]`. */
  readonly path: readonly string[];
  /** For a method of an object that is declared with them: the names of its class's type arguments, `Plot` for `BaseRepository<Plot>`. */
  readonly types?: readonly string[];
}

/** What a client does that is given a function of another file, by a run over that file. */
export type Prepare = (run: Run, fn: Value) => readonly Preparation[];

/** The other files of a project, as far as calls can be looked into. */
export interface Elsewhere {
  /** What a function of another file does, without a trace of that file's syntax tree; undefined when it cannot be found or read. */
  summaryOf(fn: ImportedFunction): Summary | undefined;
  /** What a name of another file stands for, as far as its own statements say, likewise without a trace of the tree. */
  valueOf(name: ImportedFunction): Value | undefined;
  /** What a function of another file gives, and what it runs queries with, for arguments that are known or stood for. */
  trialOf(fn: ImportedFunction, args: readonly Value[]): Tried | undefined;
  /** What a method gives of an object of another file, or of one that a class or a function there makes. */
  trialOfMethod(object: MadeElsewhere, method: string, args: readonly Value[]): Tried | undefined;
  /** What the objects of another file's class do to their queries, where they are clients. */
  preparedByClass(owner: ImportedFunction): readonly Preparation[] | undefined;
  /** What `prepare` makes of a function of another file, or of what such a function gives for some arguments. */
  preparedBy(fn: ImportedFunction, args: readonly Value[] | undefined, prepare: Prepare): readonly Preparation[] | undefined;
  /** True for a class of another file that gets nothing from a library, over all that it extends. */
  isOwnClass(name: ImportedFunction): boolean;
  /** What a module tells a container to give for a token, which stands in the place of the name. */
  providedBy(token: ImportedFunction): Value | undefined;
  /** What a builder or a middleware of another file leaves to what ends a chain that starts with it, or with what it gives where it makes builders. */
  leftBy(name: ImportedFunction, as?: "made"): Left | undefined;
  /** What the context of a request carries by a function of another file that makes it, or by a type that names one. */
  contextOf(name: ImportedFunction): Part | undefined;
  /** What a middleware of another file leaves on the request that it hands on, given what its parameters carry. */
  passedOnBy(name: ImportedFunction, shapes: readonly (Shape | undefined)[], use: MiddlewareUse): PassedOn | undefined;
  /** The roles to which another file gives what it names there, such as a permission; "" where it does something else with it. */
  givenTo(name: ImportedFunction): readonly string[] | undefined;
  /** The places at which router files mount functions of a file, by the functions' addresses. */
  mountsOf(path: string): ReadonlyMap<string, readonly Mount[]>;
  /** Runs over the other files in which a name stands, for a file that asks; undefined where there are too many, or one cannot be read. */
  runsNaming(name: string, asker: string): readonly Run[] | undefined;
  /** What a middleware of another file does with strangers who ask for a path; undefined where it cannot be found. */
  admissionBy(name: ImportedFunction, asked: AskedPath): Admission | undefined;
  /** True for middleware of another file, or what makes it, that may look at the body of a request; undefined where it cannot be found. */
  touchesBody(name: ImportedFunction): boolean | undefined;
  /** True where a function of another file refuses the requests for the gate's paths to everybody but operators. */
  onlyOperatorsPass(name: ImportedFunction, gate: Gate): boolean;
  /** The properties of another file's class that validation lets hold only what belongs to who is asking. */
  vouchedProperties(owner: ImportedFunction): ReadonlySet<string> | undefined;
  /** True for a function of another file that has a property checked, or checks it, so that it holds only what belongs to who is asking. */
  letsOwnPass(fn: ImportedFunction, use: CheckUse, args: () => readonly Value[]): boolean;
  /** The properties that every object of another file's type has; undefined when the type cannot be found. */
  propertiesOf(name: ImportedFunction): ReadonlySet<string> | undefined;
}
