import { shapeAt, WHOLE } from "../frameworks/shape.ts";
import { DOES, PREPARES, type Handed, type Shape } from "./value.ts";

type Known = Shape | undefined;

/** What two shapes say alike; where they differ, what was known before. */
export function sharedShape(a: Known, b: Known, before: Known): Known {
  if (a === b || textOfShapes(a) === textOfShapes(b)) return a;
  if (typeof a !== "object" || typeof b !== "object") return before;
  return withKeys([...new Set([...Object.keys(a), ...Object.keys(b)])], (key) => sharedShape(shapeAt(a, [key]), shapeAt(b, [key]), shapeAt(before, [key])));
}

/** A shape without what middleware found out about parameters of the path that it could not see: those without a name there. */
export function behindPath(now: Known, before: Known, seen: ReadonlySet<string>, areParameters = false): Known {
  if (now === before || typeof now !== "object") return now;
  const rebuilt = withKeys(Object.keys(now), (key) => {
    const [was, is] = [shapeAt(before, [key]), shapeAt(now, [key])];
    const name = areParameters ? key : /^param\((.*)\)$/.exec(key)?.[1];
    if (name !== undefined && name !== WHOLE && name !== "*" && !seen.has(name)) return was;
    return key === "params" && typeof is === "string" ? was : behindPath(is, was, seen, key === "params");
  });
  const { [PREPARES]: prepares, [DOES]: does } = now;
  return { ...rebuilt, ...(prepares && { [PREPARES]: prepares }), ...(does && { [DOES]: does }) };
}

/** Shapes, or what holds some, as a text that no other has. */
export function textOfShapes(whole: unknown): string {
  return JSON.stringify(whole, (_, part: unknown) => (isHanded(part) ? { ...part, does: part[DOES].id } : part));
}

function isHanded(part: unknown): part is { readonly [DOES]: Handed } {
  return typeof part === "object" && part !== null && DOES in part;
}

function withKeys(keys: readonly string[], shapeOf: (key: string) => Known): Exclude<Shape, string> {
  return Object.fromEntries(keys.flatMap((key): readonly (readonly [string, Shape])[] => {
    const shape = shapeOf(key);
    return shape === undefined ? [] : [[key, shape]];
  }));
}
