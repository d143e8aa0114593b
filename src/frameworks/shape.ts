import type { Origin, Shape } from "../analysis/value.ts";

/**
 * What a value carries at a property path. A step written as a call, `get(id)`, is looked up as it stands, then as its
 * method name `get`, then as `*`; an origin holds for everything beneath it. A path that ends above mixed origins gives
 * undefined.
 */
export function originAt(shape: Shape | undefined, path: readonly string[]): Origin | undefined {
  return commonOrigin(shapeAt(shape, path));
}

/** The property that says what a value carries as a whole, where parts of it carry something else: an input with an id that was checked. */
export const WHOLE = ".";

/** The shape below one property, for handing a part of a value on. */
export function shapeAt(shape: Shape | undefined, path: readonly string[]): Shape | undefined {
  return path.reduce<Shape | undefined>((here, step) => {
    if (here === undefined || typeof here === "string") return here;
    return property(here, step) ?? property(here, methodOf(step)) ?? property(here, "*");
  }, shape);
}

function property(shape: { readonly [property: string]: Shape }, name: string): Shape | undefined {
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

function methodOf(step: string): string {
  const open = step.indexOf("(");
  return open < 0 ? step : step.slice(0, open);
}

function commonOrigin(shape: Shape | undefined): Origin | undefined {
  if (shape === undefined || typeof shape === "string") return shape;
  if (Object.hasOwn(shape, WHOLE)) return commonOrigin(shape[WHOLE]);
  const origins = new Set(Object.values(shape).map(commonOrigin));
  const [only] = origins;
  return origins.size === 1 ? only : undefined;
}
