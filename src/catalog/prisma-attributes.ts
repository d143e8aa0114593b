/** `@relation("sold", fields: [plotId])` as a name and its arguments. */
export interface Attribute {
  /** Without the `@` or `@@`, with its namespace: `db.Uuid`. */
  readonly name: string;
  /** Arguments as written, in order; `name` is undefined for a positional one. */
  readonly args: readonly { readonly name: string | undefined; readonly text: string }[];
}

export type Attributes = { readonly ok: true; readonly attributes: readonly Attribute[] } | { readonly ok: false; readonly expected: string; readonly got: string };

const attributeStart = /\s*@{1,2}([A-Za-z_][\w.]*)/y;

/** The attributes of a field or of a block, from the text that follows the field's type or from a whole `@@` line. */
export function parseAttributes(text: string): Attributes {
  const attributes: Attribute[] = [];
  let at = 0;
  while (at < text.length) {
    attributeStart.lastIndex = at;
    const start = attributeStart.exec(text);
    if (!start) {
      const rest = text.slice(at).trim();
      return rest === "" ? { ok: true, attributes } : { ok: false, expected: "an attribute that begins with @", got: `\`${rest}\`` };
    }
    at = attributeStart.lastIndex;
    const name = start[1] ?? "";
    if (text[at] !== "(") {
      attributes.push({ name, args: [] });
      continue;
    }
    const end = closing(text, at);
    if (end === undefined) return { ok: false, expected: `a ) that closes @${name}(`, got: "the end of the line" };
    attributes.push({ name, args: splitList(text.slice(at + 1, end)).map(argument) });
    at = end + 1;
  }
  return { ok: true, attributes };
}

/** The attribute of that name, if it is there. */
export function attribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  return attributes.find((each) => each.name === name);
}

/** The text of the argument that is called so, or else of the first one without a name. */
export function argumentText(from: Attribute | undefined, name: string): string | undefined {
  return (from?.args.find((each) => each.name === name) ?? from?.args.find((each) => each.name === undefined))?.text;
}

/** The value of a string argument, such as `map: "plots"`. */
export function stringArgument(from: Attribute | undefined, name: string, positional = true): string | undefined {
  const text = positional ? argumentText(from, name) : from?.args.find((each) => each.name === name)?.text;
  const quoted = text === undefined ? null : /^"((?:\\.|[^"\\])*)"$/.exec(text);
  return quoted?.[1]?.replace(/\\(.)/g, "$1");
}

/** The names in a list argument: `[companyId, number(sort: Desc)]` gives `companyId` and `number`. */
export function namesArgument(from: Attribute | undefined, name: string): string[] {
  const text = argumentText(from, name);
  if (!text?.startsWith("[")) return [];
  return splitList(text.slice(1, text.endsWith("]") ? -1 : undefined)).flatMap((item) => /^[A-Za-z_][\w.-]*/.exec(item) ?? []);
}

function argument(text: string): Attribute["args"][number] {
  const named = /^([A-Za-z_]\w*)\s*:\s*([^]*)$/.exec(text);
  return named ? { name: named[1], text: named[2]?.trim() ?? "" } : { name: undefined, text };
}

/** Splits at the commas that stand outside brackets and strings. */
function splitList(text: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '"') i = stringEnd(text, i);
    else if (char === "(" || char === "[" || char === "{") depth++;
    else if (char === ")" || char === "]" || char === "}") depth--;
    else if (char === "," && depth === 0) {
      items.push(text.slice(start, i));
      start = i + 1;
    }
  }
  items.push(text.slice(start));
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

/** Where the bracket that opens at `open` closes. */
function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    const char = text[i];
    if (char === '"') i = stringEnd(text, i);
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return i;
  }
  return undefined;
}

/** Where the string that starts at `open` ends: at its closing quote, or with the text. */
function stringEnd(text: string, open: number): number {
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}
