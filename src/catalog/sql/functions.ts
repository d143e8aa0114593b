import type { DatabaseFunction } from "../catalog.ts";

const declaration = /\bcreate\s+(?:or\s+replace\s+)?function\s+([\w."]+)\s*\(((?:[^()]|\([^()]*\))*)\)((?:(?!\$\w*\$|;)[\s\S])*?)\bas\s+(\$\w*\$)([\s\S]*?)\4([^;]*)/gi;

/** The functions that a text of SQL makes whose bodies stand between dollars. */
export function functionsIn(text: string): readonly DatabaseFunction[] {
  return [...text.matchAll(declaration)].flatMap(([, name = "", parameters = "", before = "", , body = "", after = ""]) => {
    const told = `${before} ${after}`;
    const language = /\blanguage\s+'?(\w+)/i.exec(told)?.[1]?.toLowerCase();
    if (language !== "sql" && language !== "plpgsql") return [];
    return [{ name: bare(name.split(".").at(-1) ?? name), language, parameters: parametersIn(parameters), body: body.replace(/\/\*[\s\S]*?\*\/|--[^\n]*/g, " ").trim(), definer: /\bsecurity\s+definer\b/i.test(told) }];
  });
}

/** `p_id uuid, p_limit int default 20`: their names; what it only gives back is none of them. */
function parametersIn(text: string): readonly string[] {
  return text.replace(/\/\*[\s\S]*?\*\/|--[^\n]*|\([^()]*\)/g, " ").split(",").flatMap((one) => {
    const [, mode, name] = /^\s*(?:(inout|in|out|variadic)\s+)?([\w"]+)\s+\S/i.exec(one) ?? [];
    return name === undefined || mode?.toLowerCase() === "out" ? [] : [bare(name)];
  });
}

function bare(name: string): string {
  return name.replaceAll('"', "");
}
