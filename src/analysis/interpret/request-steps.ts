import { isPropagator } from "../../frameworks/fallback-names.ts";
import { originAt, shapeAt } from "../../frameworks/shape.ts";
import type { Call } from "../call.ts";
import { reference } from "../make-value.ts";
import { DOES, PREPARES, type Reference } from "../value.ts";
import { constantKey } from "./patterns.ts";

/** What a method of something that a request brought gives: one more step, as `searchParams.get(id)`; undefined for other calls. */
export function stepOnRequest({ callee, args, node }: Pick<Call, "callee" | "args" | "node">): Reference | undefined {
  if (callee.kind !== "reference" || callee.path.length === 0) return undefined;
  const { root, path: whole } = callee;
  const shape = root.kind === "parameter" || root.kind === "call" ? root.shape : undefined;
  const method = whole.at(-1);
  if (!shape || method === undefined) return undefined;
  const before = whole.slice(0, -1);
  const [first] = args;
  const key = first && constantKey(first);
  const path = [...before, key === undefined ? `${method}()` : `${method}(${key})`];
  if (isPropagator(method) && originAt(shape, before) === "request") return reference(root, before, node);
  // A step to where several things lie: `context.switchToHttp()`.
  if (args.length === 0 && typeof shapeAt(shape, path) === "object") return reference(root, path, node);
  const there = shapeAt(shape, path);
  if (typeof there === "object" && (there[PREPARES] || (there[DOES] && there !== shapeAt(shape, whole)))) return reference(root, path, node);
  const origin = originAt(shape, path);
  if (origin === undefined || (origin === "server" && args.length > 0)) return undefined;
  if (origin === "identity" && args.some((argument) => argument.kind !== "constant")) return undefined;
  return reference(root, path, node);
}
