/** A table that a `select` embeds: `owner:owners!inner(id, name)`. https://docs.postgrest.org/en/stable/references/api/resource_embedding.html */
export interface Embed {
  /** The table, or the column that names its rows. */
  readonly target: string;
  /** What filters call it. */
  readonly alias: string;
  /** Names behind `!` that say which relation is meant. */
  readonly hints: readonly string[];
  /** True where rows without a partner are left out. */
  readonly inner: boolean;
  readonly embeds: readonly Embed[];
}

/** The tables that the text of a `select` embeds. */
export function embedsIn(text: string): readonly Embed[] {
  return splitOutside(text, ",").flatMap((item) => {
    const [, alias, target, hints = "", inside] = /^\s*(?:\.{3})?(?:([\w$ ]+?)\s*:\s*)?"?([\w$]+)"?((?:\s*!\s*\w+)*)\s*\(([\s\S]*)\)\s*$/.exec(item) ?? [];
    if (target === undefined || inside === undefined || isAggregate(target, inside)) return [];
    const names = hints.split("!").map((name) => name.trim()).filter((name) => name !== "");
    const kinds = new Set(["inner", "left"]);
    return [{ target, alias: alias?.trim() ?? target, hints: names.filter((name) => !kinds.has(name)), inner: names.includes("inner"), embeds: embedsIn(inside) }];
  });
}

/** `count()`, `total:price.sum()`. */
function isAggregate(name: string, inside: string): boolean {
  return inside.trim() === "" && /^(?:count|sum|avg|min|max)$/.test(name);
}

/** The parts of a text between separators that stand in no parentheses, braces or quotes. */
export function splitOutside(text: string, separator: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const one = text[at] ?? "";
    if (one === '"') quoted = !quoted;
    if (quoted) continue;
    if (one === "(" || one === "{") depth += 1;
    if (one === ")" || one === "}") depth -= 1;
    if (one !== separator || depth > 0) continue;
    parts.push(text.slice(start, at));
    start = at + 1;
  }
  return [...parts, text.slice(start)].filter((part) => part.trim() !== "");
}
