import type { Gate } from "../../frameworks/framework.ts";
import type { Admission } from "../interpret/admission.ts";
import type { Elsewhere, ImportedFunction, Prepare } from "../interpret/elsewhere.ts";
import type { Left } from "../interpret/builders.ts";
import type { Part } from "../interpret/hand-over.ts";
import type { MiddlewareUse, PassedOn } from "../interpret/middleware.ts";
import type { Mount } from "../interpret/mounted.ts";
import type { MadeElsewhere } from "../interpret/objects.ts";
import type { AskedPath } from "../interpret/path-tests.ts";
import type { Run } from "../interpret/run.ts";
import type { Summary } from "../interpret/summary.ts";
import type { Tried } from "../interpret/trial.ts";
import type { CheckUse } from "../interpret/validators.ts";
import type { Preparation } from "../preparation.ts";
import type { Shape, Value } from "../value.ts";

/** The other files of a project, where somebody hears what is asked of them. */
export class Noted implements Elsewhere {
  readonly #elsewhere: Elsewhere;
  readonly #hear: (name: Pick<ImportedFunction, "from" | "source">) => void;

  constructor(elsewhere: Elsewhere, hear: (name: Pick<ImportedFunction, "from" | "source">) => void) {
    this.#elsewhere = elsewhere;
    this.#hear = hear;
  }

  summaryOf(fn: ImportedFunction): Summary | undefined {
    this.#hear(fn);
    return this.#elsewhere.summaryOf(fn);
  }

  valueOf(name: ImportedFunction): Value | undefined {
    this.#hear(name);
    return this.#elsewhere.valueOf(name);
  }

  trialOf(fn: ImportedFunction, args: readonly Value[]): Tried | undefined {
    this.#hear(fn);
    return this.#elsewhere.trialOf(fn, args);
  }

  trialOfMethod(object: MadeElsewhere, method: string, args: readonly Value[]): Tried | undefined {
    this.#hear(object.maker);
    return this.#elsewhere.trialOfMethod(object, method, args);
  }

  preparedByClass(owner: ImportedFunction): readonly Preparation[] | undefined {
    this.#hear(owner);
    return this.#elsewhere.preparedByClass(owner);
  }

  preparedBy(fn: ImportedFunction, args: readonly Value[] | undefined, prepare: Prepare): readonly Preparation[] | undefined {
    this.#hear(fn);
    return this.#elsewhere.preparedBy(fn, args, prepare);
  }

  isOwnClass(name: ImportedFunction): boolean {
    this.#hear(name);
    return this.#elsewhere.isOwnClass(name);
  }

  providedBy(token: ImportedFunction): Value | undefined {
    this.#hear(token);
    return this.#elsewhere.providedBy(token);
  }

  leftBy(name: ImportedFunction): Left | undefined {
    this.#hear(name);
    return this.#elsewhere.leftBy(name);
  }

  contextOf(name: ImportedFunction): Part | undefined {
    this.#hear(name);
    return this.#elsewhere.contextOf(name);
  }

  passedOnBy(name: ImportedFunction, shapes: readonly (Shape | undefined)[], use: MiddlewareUse): PassedOn | undefined {
    this.#hear(name);
    return this.#elsewhere.passedOnBy(name, shapes, use);
  }

  givenTo(name: ImportedFunction): readonly string[] | undefined {
    this.#hear(name);
    return this.#elsewhere.givenTo(name);
  }

  admissionBy(name: ImportedFunction, asked: AskedPath): Admission | undefined {
    this.#hear(name);
    return this.#elsewhere.admissionBy(name, asked);
  }

  touchesBody(name: ImportedFunction): boolean | undefined {
    this.#hear(name);
    return this.#elsewhere.touchesBody(name);
  }

  onlyOperatorsPass(name: ImportedFunction, gate: Gate): boolean {
    this.#hear(name);
    return this.#elsewhere.onlyOperatorsPass(name, gate);
  }

  mountsOf(path: string): ReadonlyMap<string, readonly Mount[]> {
    return this.#elsewhere.mountsOf(path);
  }

  runsNaming(name: string, asker: string): readonly Run[] | undefined {
    return this.#elsewhere.runsNaming(name, asker);
  }

  vouchedProperties(owner: ImportedFunction): ReadonlySet<string> | undefined {
    this.#hear(owner);
    return this.#elsewhere.vouchedProperties(owner);
  }

  letsOwnPass(fn: ImportedFunction, use: CheckUse, args: () => readonly Value[]): boolean {
    this.#hear(fn);
    return this.#elsewhere.letsOwnPass(fn, use, args);
  }

  propertiesOf(name: ImportedFunction): ReadonlySet<string> | undefined {
    this.#hear(name);
    return this.#elsewhere.propertiesOf(name);
  }
}
