/** A name as SQL writes it, in quotes or without. */
export const NAME = String.raw`(?:"[^"]+"|\x60[^\x60]+\x60|\[[^\]]+\]|[\w$]+)`;

/** The same behind the names of what it stands in. */
export const PATH = String.raw`(?:${NAME}\.)*${NAME}`;

/** What stands in SQL for a part that is not known. */
export const unknownPart = "unknown$part";

/** What stands in SQL for a table that is each of a list that is not known. */
export const everyTable = `every$${unknownPart}`;

/** The names of a list, without what else is said of each. */
export function namesIn(list: string): readonly string[] {
  return list.split(",").map((name) => nameIn(name.trim().split(/\s+/)[0] ?? "")).filter((name) => name !== "");
}

/** The last name of a path, without quotes: the schema is left out. */
export function nameIn(path: string): string {
  const last = path.match(new RegExp(NAME, "g"))?.at(-1) ?? "";
  return last.replace(/^["`[]|["`\]]$/g, "");
}
