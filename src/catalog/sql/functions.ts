import type { DatabaseFunction } from "../catalog.ts";
import { settingsMade } from "./setters.ts";
import { isOne, placeOf, splitAt, tokensOf, type Token } from "./tokens.ts";

/** A function with what a call has to give it. */
export interface Routine extends DatabaseFunction {
  readonly takes: readonly Taken[];
}

/** A parameter, by its name in lower case. */
interface Taken {
  readonly name: string;
  /** What it is where a call leaves it out. */
  readonly fallback: readonly Token[] | undefined;
  /** True where it is the list of all that is left. */
  readonly many: boolean;
}

const declaration = /\bcreate\s+(?:or\s+replace\s+)?(?:function|procedure)\s+([\w."]+)\s*\(((?:[^()]|\([^()]*\))*)\)((?:(?!\$\w*\$|;)[\s\S])*?)\bas\s+(\$\w*\$)([\s\S]*?)\4([^;]*)/gi;

/** The functions that a text of SQL makes whose bodies stand between dollars. */
export function functionsIn(text: string): readonly Routine[] {
  return [...text.matchAll(declaration)].flatMap(([, name = "", parameters = "", before = "", , body = "", after = ""]) => {
    const told = `${before} ${after}`;
    const language = /\blanguage\s+'?(\w+)/i.exec(told)?.[1]?.toLowerCase();
    if (language !== "sql" && language !== "plpgsql") return [];
    const takes = parametersIn(parameters);
    const names = takes.map((one) => one.name);
    const does = withoutComments(body).trim();
    const sets = settingsMade(does, names);
    return [{ name: bare(name.split(".").at(-1) ?? name), language, parameters: names, takes: takes.map((one) => ({ ...one, name: one.name.toLowerCase() })), body: does, definer: /\bsecurity\s+definer\b/i.test(told), ...(sets.length > 0 && { sets }) }];
  });
}

/** `p_id uuid, p_limit int default 20`; what it only gives back is none of them. */
function parametersIn(text: string): readonly Taken[] {
  return splitAt(tokensOf(withoutComments(text)), ",").flatMap((written) => {
    const mode = isOne(written[0], "inout", "in", "out", "variadic") ? written[0] : undefined;
    const [name, type] = mode ? written.slice(1) : written;
    if (name?.kind !== "name" || !type || isOne(mode, "out")) return [];
    const sign = placeOf(written, 0, "default", "=", ":=");
    return [{ name: bare(name.said), fallback: sign < written.length ? written.slice(sign + 1) : undefined, many: isOne(mode, "variadic") }];
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, " ");
}

function bare(name: string): string {
  return name.replaceAll('"', "");
}
