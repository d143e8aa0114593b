import type { DatabaseFunction, MadeSetting } from "../catalog.ts";
import { argumentsIn } from "./constants.ts";
import { stepsOf } from "./steps.ts";
import { isOne, placeOf, tokensOf, type Token } from "./tokens.ts";

/**
 * The settings that a function makes for the transaction of what it is given, whichever way it takes: `PERFORM
 * set_config('app.company_id', company::text, true)`. https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SET
 */
export function settingsMade(body: string, parameters: readonly string[]): readonly MadeSetting[] {
  if (!/\bset_config\b/i.test(body)) return [];
  const tokens = tokensOf(body);
  const steps = stepsOf(tokens);
  const taken = parameters.map((name) => name.toLowerCase());
  const changed = new Set(tokens.flatMap((token, at) => (isOne(tokens[at + 1], ":=") ? bare(token) : [])));
  const always = steps.flatMap((step) => (step.kind === "statement" ? madeBy(step.tokens) : []));
  const everywhere = madeBy(tokens).map(({ setting }) => setting);
  return [...new Set(everywhere)].flatMap((setting) => {
    const own = always.filter((one) => one.setting === setting);
    const last = own.at(-1);
    if (!last?.forTransaction || last.name === undefined || changed.has(last.name) || everywhere.filter((one) => one === setting).length > own.length) return [];
    const parameter = last.name.startsWith("$") ? Number(last.name.slice(1)) - 1 : taken.indexOf(last.name);
    return taken[parameter] === undefined ? [] : [{ setting, parameter }];
  });
}

interface Made {
  readonly setting: string;
  /** What it is set to, where that is a name alone. */
  readonly name: string | undefined;
  readonly forTransaction: boolean;
}

function madeBy(tokens: readonly Token[]): readonly Made[] {
  return tokens.flatMap((token, at): readonly Made[] => {
    if (bare(token) !== "set_config" || !isOne(tokens[at + 1], "(")) return [];
    const [setting, value = [], local] = argumentsIn(tokens.slice(at + 2, placeOf(tokens, at + 2, ")")));
    return setting?.length === 1 && setting[0]?.kind === "text" ? [{ setting: setting[0].said, name: nameIn(value), forTransaction: local?.length === 1 && isOne(local[0], "true") }] : [];
  });
}

/** `company`, `company::text`, `CAST(company AS text)` and `coalesce(company::text, '')`. */
function nameIn(value: readonly Token[]): string | undefined {
  const [first, second] = value;
  if (isOne(first, "cast") && isOne(second, "(")) return nameIn(value.slice(2, placeOf(value, 2, "as")));
  if (isOne(first, "coalesce") && isOne(second, "(")) return nameIn(argumentsIn(value.slice(2, -1))[0] ?? []);
  return first?.kind === "name" && (value.length === 1 || (isOne(second, "::") && value.length === 3)) ? bare(first) : undefined;
}

/** The last part of a name. */
function bare({ said }: Token): string {
  return (said.split(".").at(-1) ?? "").trim().replaceAll('"', "").toLowerCase();
}

/** A text of SQL with what such functions do in the place of their calls: `set_config('app.company_id', $1, true)`. */
export function spelledOut(text: string, functions: ReadonlyMap<string, DatabaseFunction> | undefined): string {
  const setters = settersIn(functions);
  if (setters.size === 0) return text;
  return text.replace(calls, (whole: string, name: string, given: string) => {
    const values = given.split(",").map((one) => one.trim());
    const made = setters.get(name.toLowerCase())?.flatMap(({ setting, parameter }) => (values[parameter] === undefined ? [] : `set_config('${setting}', ${values[parameter]}, true)`));
    return made?.join(", ") ?? whole;
  });
}

/** What a call is given that looks nothing up. */
const calls = /(?:"?\w+"?\.)?"?\b(\w+)"?\s*\(([^()]*)\)/g;

const known = new WeakMap<object, ReadonlyMap<string, readonly MadeSetting[]>>();

/** The functions that make settings, by their names in lower case. */
function settersIn(functions: ReadonlyMap<string, DatabaseFunction> | undefined): ReadonlyMap<string, readonly MadeSetting[]> {
  if (!functions) return none;
  const setters = known.get(functions) ?? new Map([...functions.values()].flatMap(({ name, sets }) => (sets ? [[name.toLowerCase(), sets] as const] : [])));
  known.set(functions, setters);
  return setters;
}

const none: ReadonlyMap<string, readonly MadeSetting[]> = new Map();
