import type { Value, ParameterRoot } from "../value.ts";
import type { HandOver } from "./hand-over.ts";
import type { Fact } from "./facts.ts";
import type { AnswerPart, Case, Duty, OwedColumn } from "./run.ts";

/** A function seen from outside, in terms of its parameters; a call applies it as if the body stood there. */
export interface Summary {
  /** True when the function stands in another file: nothing in here is a piece of this file's tree. */
  readonly elsewhere?: true;
  readonly parameters: readonly ParameterRoot[];
  readonly result: Value;
  /** False when the function never returns. */
  readonly returns: boolean;
  /** What holds whenever it returns, and what its result teaches. */
  readonly facts: readonly Fact[];
  readonly whenTrue: readonly Fact[];
  readonly whenFalse: readonly Fact[];
  /** For a function that answers with one of several constants: what each of them teaches. */
  readonly cases?: readonly Case[];
  /** For a function that answers with objects: what their properties that say yes or no teach. */
  readonly parts?: readonly AnswerPart[];
  /** True where its answer ties one thing or another: what it is worth, only its name can say. */
  readonly undecided?: boolean;
  /** True where it returns only once some of what it is passed belongs together: what else it is passed it does not look at, whatever its name says. */
  readonly tells?: boolean;
  /** Accesses that are scoped only if its callers pass trusted or checked values. */
  readonly duties: readonly Duty[];
  /** What its writes set columns to, where that is what its callers pass. */
  readonly owedColumns: readonly OwedColumn[];
  /** True when it gives a promise: what it finds out, whoever calls it has to wait for. */
  readonly async?: boolean;
  /** True when it reads the session: whoever calls it knows who is asking. */
  readonly readsIdentity: boolean;
  /** True when it asks for it by a call of its own. */
  readonly asksIdentity?: boolean;
  /** What it hands to the callbacks that it takes; absent where it takes none, or its file is walked as a whole. */
  readonly handOvers?: readonly HandOver[];
}
