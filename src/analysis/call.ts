import type { Node } from "../syntax/source-file.ts";
import type { Preparation } from "./preparation.ts";
import type { FunctionValue, Value } from "./value.ts";

/** One call with its parts evaluated: what an adapter gets to recognise. */
export interface Call {
  /** CallExpression, NewExpression or TaggedTemplateExpression. */
  readonly node: Node;
  /** The function called. For `db.user.find(x)`: the reference `db`, path `user`, `find`. */
  readonly callee: Value;
  /** The value before the last dot; absent for a plain call. */
  readonly receiver: Value | undefined;
  /** The name after the last dot or the plain callee's name; absent when computed. */
  readonly method: string | undefined;
  readonly args: readonly Value[];
  readonly construct: boolean;
  /** What a function among the arguments gives for these of its own: `where((t, { eq }) => …)`. Absent where a call is only looked at. */
  readonly apply?: (fn: FunctionValue, args: readonly Value[]) => Value;
  /** What a client does to its queries before it runs them. Absent where a call is only looked at. */
  readonly preparations?: (client: Value) => readonly Preparation[];
  /**
   * What a function makes of the first of these, which it gets as its first parameter and as `this`: of a query that its
   * own calls change, as in `where(function () { this.where(…) })`. Absent where a call is only looked at.
   */
  readonly change?: (fn: FunctionValue, args: readonly [Value, ...Value[]]) => Value;
}
