import { propertyOf } from "../../../analysis/object-value.ts";
import type { Value } from "../../../analysis/value.ts";
import type { Step } from "../../query/chains.ts";
import { chains } from "./chain.ts";
import { textOf } from "./joins.ts";

/** The objects that say what `:name` stands for, which a call of a builder is given. */
export function parametersOf({ method, args }: Step): readonly Value[] {
  if (method === "setParameters") return args.slice(0, 1).flatMap(ofQuery);
  if (method === "setParameter") {
    const [key, value] = args;
    const named = textOf(key);
    return named === undefined || !value ? [] : [{ kind: "object", entries: [{ kind: "property", key: named, value, optional: false }] }];
  }
  if (/where|having/i.test(method)) return args.slice(1, 2);
  return /Join/.test(method) ? args.slice(method.includes("Map") ? 4 : 3).slice(0, 1) : [];
}

/** `setParameters(other.getParameters())` gives what another query was given. */
function ofQuery(value: Value): readonly Value[] {
  const others = chains.of(value);
  return others.length > 0 ? others.flatMap(({ steps }) => steps.flatMap(parametersOf)) : [value];
}

/** What `:name` stands for, by the objects that say so, last one first. */
export function parameterNamed(name: string, parameters: readonly Value[]): Value | undefined {
  return parameters.map((object) => propertyOf(object, name)?.value).find((value) => value !== undefined);
}
