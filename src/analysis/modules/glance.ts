import { isPropagator } from "../../frameworks/fallback-names.ts";
import { wordsOf } from "../../frameworks/parts/words.ts";

const TRANSPARENT = /^(?:cache|memo|memoize|once|dedupe|useCallback|unstable_cache)$/;
const WATCHING = /^(?:trac(?:e|ed|ing)|span|instrument(?:ed)?|retr(?:y|ying)|measured?|timed)$/;

/** True for a function that gives back what it is handed, only quicker, fewer times or watched: the parameters stay the same. */
export function isTransparent(name: string): boolean {
  return TRANSPARENT.test(name) || wordsOf(name).some((word) => WATCHING.test(word));
}

/** False for a text that gives nothing away under a name, nor passes on another module that may. */
export function mayGive(text: string, name: string): boolean {
  if (name === "default") return /\bdefault\b|\bexports\b|\bexport\s*=/.test(text);
  return text.includes(name) || /\bexport\s*\*/.test(text);
}

/**
 * True where a text shows that a name is what an installed package makes: `export const plotSchema = z.object({ … })`.
 * There is no function of the project's own behind it, so the file need not be parsed.
 */
export function isMadeElsewhere(text: string, name: string, isOwn: (source: string) => boolean): boolean {
  if (!/^[\w$]+$/.test(name)) return false;
  const declared = new RegExp(String.raw`^export\s+const\s+${escaped(name)}\b(?:\s*:[^=;{}()]*)?\s*=\s*(?:new\s+)?([\w$]+)(?:\s*\.\s*([\w$]+))?\s*[(<]`, "m").exec(text);
  const [, head, method] = declared ?? [];
  if (head === undefined || [head, method].some((word) => word !== undefined && (isTransparent(word) || isPropagator(word)))) return false;
  const source = sourceOfImport(text, head);
  return source !== undefined && !isOwn(source);
}

/** True where a text may have a property of a class checked by code of the project's own, or passes on another module that may. */
export function mayCheck(text: string, isOwn: (source: string) => boolean): boolean {
  if (/\bexport\s*[*{]|@Validate\s*\(|\bregisterDecorator\s*\(/.test(text)) return true;
  const imports = text.matchAll(/^import\s([^;"']*?)\sfrom\s*["']([^"']+)["']/gm);
  return [...imports].some(([, names = "", source = ""]) => (names.match(/[\w$]+/g) ?? []).some((name) => new RegExp(String.raw`@${escaped(name)}\b|\bextends\b[^{]*(?<![\w$])${escaped(name)}\b`).test(text)) && isOwn(source));
}

function sourceOfImport(text: string, name: string): string | undefined {
  const imported = new RegExp(String.raw`^import\s[^;"']*?(?<![\w$])${escaped(name)}(?![\w$])[^;"']*?\sfrom\s*["']([^"']+)["']`, "m").exec(text);
  return imported?.[1];
}

function escaped(name: string): string {
  return name.replaceAll("$", String.raw`\$`);
}
