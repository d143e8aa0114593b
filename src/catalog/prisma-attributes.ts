/** `@relation("sold", fields: [plotId])` as a name and its arguments. */
export interface Attribute {
  /** Without the `@` or `@@`, with its namespace: `db.Uuid`. */
  readonly name: string;
  /** What stands between the brackets; empty without them. */
  readonly text: string;
}

/** The attributes of a line, up to the first mistake. */
export interface Attributes {
  readonly attributes: readonly Attribute[];
  readonly mistake: { readonly expected: string; readonly got: string } | undefined;
}

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
      return { attributes, mistake: rest === "" ? undefined : { expected: "an attribute that begins with @", got: `\`${rest}\`` } };
    }
    at = attributeStart.lastIndex;
    const name = start[1] ?? "";
    const end = text[at] === "(" ? closing(text, at) : at - 1;
    if (end === undefined) return { attributes, mistake: { expected: `a ) that closes @${name}(`, got: "the end of the line" } };
    attributes.push({ name, text: text.slice(at + 1, end) });
    at = end + 1;
  }
  return { attributes, mistake: undefined };
}

/** The attribute of that name, if it is there. */
export function attribute(attributes: readonly Attribute[], name: string): Attribute | undefined {
  return attributes.find((each) => each.name === name);
}

/** The value of a string argument, such as `map: "plots"`; `first` lets an argument without a name stand for it. */
export function stringArgument(from: Attribute | undefined, name: string, first: "first" | "named"): string | undefined {
  const text = argumentText(from, name, first);
  const quoted = text === undefined ? null : /^"((?:\\.|[^"\\])*)"$/.exec(text);
  return quoted?.[1]?.replace(/\\(.)/g, "$1");
}

/** The names in a list argument: `[companyId, number(sort: Desc)]` gives `companyId` and `number`. */
export function namesArgument(from: Attribute | undefined, name: string, first: "first" | "named"): string[] {
  const text = argumentText(from, name, first);
  if (!text?.startsWith("[")) return [];
  return splitList(text.slice(1, text.endsWith("]") ? -1 : undefined)).flatMap((item) => /^[A-Za-z_][\w.-]*/.exec(item) ?? []);
}

function argumentText(from: Attribute | undefined, name: string, first: "first" | "named"): string | undefined {
  if (!from) return undefined;
  const args = splitList(from.text).map((text) => /^(?:([A-Za-z_]\w*)\s*:\s*)?([^]*)$/.exec(text));
  const named = args.find((arg) => arg?.[1] === name) ?? (first === "first" ? args.find((arg) => arg?.[1] === undefined) : undefined);
  return named?.[2]?.trim();
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
