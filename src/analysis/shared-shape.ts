import { shapeAt, WHOLE } from "../frameworks/shape.ts";
import { PREPARES, type Shape } from "./value.ts";

type Known = Shape | undefined;

/** What two shapes say alike; where they differ, what was known before. */
export function sharedShape(a: Known, b: Known, before: Known): Known {
  if (a === b || JSON.stringify(a) === JSON.stringify(b)) return a;
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
  return now[PREPARES] ? { ...rebuilt, [PREPARES]: now[PREPARES] } : rebuilt;
}

function withKeys(keys: readonly string[], shapeOf: (key: string) => Known): Exclude<Shape, string> {
  return Object.fromEntries(keys.flatMap((key): readonly (readonly [string, Shape])[] => {
    const shape = shapeOf(key);
    return shape === undefined ? [] : [[key, shape]];
  }));
}
