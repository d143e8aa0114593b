import type { Value } from "../../../analysis/value.ts";

const operators = new Set([
  ...["and", "or", "not", "eq", "ne", "is", "isNot", "in", "notIn", "any", "all", "values", "col", "gt", "gte", "lt", "lte", "between", "notBetween"],
  ...["like", "notLike", "iLike", "notILike", "startsWith", "endsWith", "substring", "regexp", "notRegexp", "iRegexp", "notIRegexp"],
  ...["contains", "contained", "overlap", "adjacent", "strictLeft", "strictRight", "noExtendLeft", "noExtendRight", "match", "anyKeyExists", "allKeysExist"],
]);

/** `Op.or`, from wherever `Op` is taken: the library's own export, a class's, or a module of the project that passes it on. */
export function symbolOf(value: Value): string | undefined {
  if (value.kind !== "reference") return undefined;
  const { root, path } = value;
  const names = ["name" in root ? (root.name ?? "") : "", ...path];
  const [holder, name = ""] = names.slice(-2);
  return holder === "Op" && operators.has(name) ? `Op.${name}` : undefined;
}

/** The operator that a key is: a symbol, or `$or` where aliases are switched on; `$plot.id$` is a column. */
export function operatorOf(key: string): string | undefined {
  if (key.startsWith("Op.")) return key.slice(3);
  const alias = key.startsWith("$") && !key.endsWith("$") ? key.slice(1) : undefined;
  return alias !== undefined && operators.has(alias) ? alias : undefined;
}
