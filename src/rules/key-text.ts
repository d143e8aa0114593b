import { keyParts } from "../analysis/cache-key.ts";
import type { CacheUse } from "../analysis/cache-use.ts";
import { nameOfValue } from "../analysis/make-value.ts";
import type { Value } from "../analysis/value.ts";

/** What a key is made of, as a message says it: ``only `page` and `slug` ``, `only the constant "estates"`. */
export function textOfKey({ keys, prefix }: Pick<CacheUse, "keys" | "prefix">): string {
  const parts = [...(prefix === undefined ? [] : [prefix]), ...keys].flatMap(keyParts);
  const names = [...new Set(parts.filter((part) => part.kind !== "constant").map(nameOfPart))];
  if (names.length > 0) return `only ${inWords(names)}`;
  const constant = parts.map((part) => (part.kind === "constant" ? String(part.value) : "")).join("");
  return constant === "" ? "nothing" : `only the constant "${constant}"`;
}

function nameOfPart(part: Value): string {
  const name = nameOfValue(part) ?? (part.kind === "reference" && part.root.kind === "call" ? nameOfValue(part.root.callee) : undefined);
  return name === undefined ? "what is computed" : `\`${name}\``;
}

function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1) ?? ""}`;
}
