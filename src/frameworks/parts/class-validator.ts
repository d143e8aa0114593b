import { propertyOf } from "../../analysis/object-value.ts";
import type { Value } from "../../analysis/value.ts";

/** What says whether a property of a class may hold what it holds. */
export interface PropertyCheck {
  /** A function, a class or an object that has one as its method. */
  readonly validator: Value;
  /** What the function finds in its second argument beside the value. */
  readonly given: Value | undefined;
}

/** Under which class and object have the function, and where it finds what it is given. */
export const VALIDATES = "validate";
export const GIVEN = "constraints";

/** Decorators whose validation hangs on another property. */
export const CONDITIONAL = "ValidateIf";

/** What a call of class-validator has a property checked by. https://github.com/typestack/class-validator#custom-validation-classes */
export function propertyCheckOf(source: string, name: string | undefined, args: () => readonly Value[]): PropertyCheck | undefined {
  if (source !== "class-validator" || (name !== "Validate" && name !== "registerDecorator" && name !== "ValidateBy")) return undefined;
  const [first, second] = args();
  if (!first) return undefined;
  if (name === "Validate") return { validator: first, given: second };
  const validator = propertyOf(first, "validator")?.value;
  return validator && { validator, given: propertyOf(first, GIVEN)?.value };
}
