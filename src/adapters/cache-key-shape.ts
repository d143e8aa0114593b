import { nameOfValue } from "../analysis/make-value.ts";
import { optionsOf } from "../analysis/object-value.ts";
import type { Value } from "../analysis/value.ts";

/** True unless the value can be no key of a key-value store: objects, lists, functions, numbers. */
export function mayBeKey(value: Value): boolean {
  return optionsOf(value).some((option) => {
    if (option.kind === "constant") return typeof option.value === "string";
    return option.kind === "text" || option.kind === "reference" || option.kind === "unknown";
  });
}

/** True when the value is a string put together or named as a key: text, a constant, a joined list, a builder's result. */
export function isKeyLike(value: Value, keyBuilders: readonly string[]): boolean {
  return optionsOf(value).some((option) => {
    if (option.kind === "text") return true;
    if (option.kind === "constant") return typeof option.value === "string";
    if (option.kind !== "reference") return false;
    if (option.root.kind !== "call" || option.path.length > 0) return /key$/i.test(nameOfValue(option) ?? "");
    const maker = nameOfValue(option.root.callee) ?? "";
    return /^(join|digest|concat|stringify)$|key|hash/i.test(maker) || keyBuilders.includes(maker);
  });
}
