import { isOne, placeOf, splitAt, type Token } from "./tokens.ts";

/** What an expression of PL/pgSQL gives: a text, a list of texts, or NULL; undefined where it cannot be seen. */
export type Constant = string | readonly string[] | null;

/** What the variables and parameters of a block hold, by their names in lower case. */
export type Constants = ReadonlyMap<string, Constant>;

/** `'ALTER TABLE ' || quote_ident(t)`, `format('… %I', t)`, `ARRAY['a', 'b']`, `target::text`. */
export function constantOf(expression: readonly Token[], known: Constants): Constant | undefined {
  const joined = splitAt(expression, "||").map((one) => operandOf(one, known));
  if (joined.length < 2) return joined[0];
  if (joined.includes(null)) return null;
  return joined.every(isText) ? joined.join("") : undefined;
}

function isText(value: Constant | undefined): value is string {
  return typeof value === "string";
}

function operandOf(written: readonly Token[], known: Constants): Constant | undefined {
  const tokens = written.slice(0, placeOf(written, 0, "::"));
  const [first, second] = tokens;
  if (first === undefined) return undefined;
  if (tokens.length === 1) return first.kind === "text" ? first.said : namedBy(first, known);
  if (isOne(first, "array") && isOne(second, "[")) return listOf(tokens.slice(2, -1), known);
  if (!isOne(tokens.at(-1), ")") || placeOf(tokens, isOne(first, "(") ? 1 : 2, ")") !== tokens.length - 1) return undefined;
  if (isOne(first, "(")) return constantOf(tokens.slice(1, -1), known);
  return isOne(second, "(") ? resultOf(first.said.toLowerCase().split(".").at(-1) ?? "", argumentsIn(tokens.slice(2, -1)), known) : undefined;
}

function namedBy({ said }: Token, known: Constants): Constant | undefined {
  const name = said.toLowerCase().replaceAll('"', "");
  if (name === "null") return null;
  if (/^(?:true|false|\d+)$/.test(name)) return name;
  // The one column of a row that a loop is at.
  return known.get(name) ?? (known.has(name) ? null : known.get(`${name.split(".")[0] ?? ""}.*`));
}

function listOf(items: readonly Token[], known: Constants): Constant | undefined {
  const values = argumentsIn(items).map((one) => constantOf(one, known));
  return values.every(isText) ? values : undefined;
}

export function argumentsIn(tokens: readonly Token[]): readonly (readonly Token[])[] {
  return splitAt(tokens, ",");
}

/** What a function of the database itself makes of texts. */
function resultOf(name: string, args: readonly (readonly Token[])[], known: Constants): Constant | undefined {
  const values = args.map((one) => constantOf(one, known));
  const [first] = values;
  switch (name) {
    case "format":
      return isText(first) ? formatted(first, values.slice(1)) : undefined;
    case "concat":
      return values.every((one) => one === null || isText(one)) ? values.join("") : undefined;
    case "coalesce":
      return values.find((one) => one !== null);
    case "quote_ident":
      return isText(first) ? identifier(first) : first;
    case "quote_literal":
      return isText(first) ? literal(first) : first;
    case "lower":
      return isText(first) ? first.toLowerCase() : first;
    default:
      return undefined;
  }
}

/** `%I`, `%s`, `%L` and `%1$I` in turn; undefined where something is put in that cannot be seen. */
function formatted(pattern: string, values: readonly (Constant | undefined)[]): string | undefined {
  let next = 0;
  const parts = pattern.split(/(%%|%(?:\d+\$)?[IsL])/).map((part) => {
    if (part === "%%") return "%";
    const [, position, kind] = /^%(?:(\d+)\$)?([IsL])$/.exec(part) ?? [];
    if (kind === undefined) return part;
    if (position !== undefined) next = Number(position) - 1;
    return put(kind, values[next++]);
  });
  return parts.every(isText) ? parts.join("") : undefined;
}

function put(kind: string, value: Constant | undefined): string | undefined {
  if (value === null) return kind === "s" ? "" : kind === "L" ? "NULL" : undefined;
  if (!isText(value)) return undefined;
  return kind === "s" ? value : kind === "I" ? `"${value}"` : literal(value);
}

function identifier(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Whether a condition holds; undefined where it asks for more than is known. */
export function holds(condition: readonly Token[], known: Constants): boolean | undefined {
  const either = splitAt(condition, "or");
  if (either.length > 1) return anyOf(either.map((one) => holds(one, known)), true);
  const both = splitAt(condition, "and");
  if (both.length > 1) return anyOf(both.map((one) => holds(one, known)), false);
  const [first, ...rest] = condition;
  if (isOne(first, "not")) return opposite(holds(rest, known));
  if (isOne(first, "(") && placeOf(condition, 1, ")") === condition.length - 1) return holds(rest.slice(0, -1), known);
  return compared(condition, known);
}

/** True and false as OR joins them where `decisive` is true, as AND does where it is false. */
function anyOf(values: readonly (boolean | undefined)[], decisive: boolean): boolean | undefined {
  if (values.includes(decisive)) return decisive;
  return values.includes(undefined) ? undefined : !decisive;
}

function opposite(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

function compared(condition: readonly Token[], known: Constants): boolean | undefined {
  const at = placeOf(condition, 0, "=", "<>", "!=", "is");
  const value = constantOf(condition.slice(0, at), known);
  const sign = condition[at];
  if (value === undefined) return undefined;
  if (!sign) return isText(value) && /^(?:true|false)$/.test(value) ? value === "true" : undefined;
  const other = condition.slice(at + 1);
  if (isOne(sign, "is")) return isNullTest(other) ? (value === null) !== isOne(other[0], "not") : undefined;
  const right = constantOf(other, known);
  if (value === null || right === null) return false;
  return isText(value) && isText(right) ? (value === right) === isOne(sign, "=") : undefined;
}

function isNullTest(tokens: readonly Token[]): boolean {
  return isOne(tokens.at(-1), "null") && (tokens.length === 1 || (tokens.length === 2 && isOne(tokens[0], "not")));
}
