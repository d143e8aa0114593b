import { everyTable } from "../source/ddl-names.ts";

/**
 * What a block of PL/pgSQL runs that it puts together itself: `EXECUTE format('ALTER TABLE %I …', t)` for each `t` of an
 * array that the block writes out, and for tables that a query finds, the columns that it renames. https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-STATEMENTS-EXECUTING-DYN
 */
export function executedIn(block: string): readonly string[] {
  const constants = constantsIn(block);
  const executed: string[] = [];
  const outside = block.replace(loop, (_, variable: string, array: string, body: string) => {
    const put = (item: string): readonly string[] => statementsIn(body, new Map([...constants.texts, [variable.toLowerCase(), item]]));
    if (/^\s*\(?\s*select\b/i.test(array)) executed.push(...put(everyTable).filter((statement) => /\brename\s+column\b/i.test(statement)));
    else for (const item of itemsOf(array, constants)) executed.push(...put(item));
    return "";
  });
  return [...executed, ...statementsIn(outside, constants.texts)];
}

const TEXT = String.raw`'(?:[^']|'')*'`;
const loop = /\bfor(?:each)?\s+(\w+)\s+in\s+(?:array\s+(?!\[)|select\s+unnest\s*\(|values\b)?([\s\S]*?)\bloop\b([\s\S]*?)\bend\s+loop\b/gi;

/** What the variables of a block hold that are texts and lists of texts. */
interface Constants {
  readonly texts: ReadonlyMap<string, string>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

const assignment = new RegExp(String.raw`\b(\w+)\s+(?:constant\s+)?(?:\w+(?:\s*\(\d+\))?)(\s*\[\s*\])?\s*(?::=|=|\bdefault\b)\s*(array\s*\[[^\]]*\]|${TEXT})`, "gi");

function constantsIn(block: string): Constants {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  for (const [, name = "", isList, said = ""] of block.matchAll(assignment)) {
    if (isList === undefined) texts.set(name.toLowerCase(), unquoted(said));
    else lists.set(name.toLowerCase(), listed(said));
  }
  return { texts, lists };
}

const written = new RegExp(String.raw`^\s*(?:array\s*\[[^\]]*\]|${TEXT}|(?:\(\s*${TEXT}\s*\)\s*,?\s*)+)(?:\s*::\s*\w+(?:\s*\[\s*\])?)?[\s)]*$`, "i");

/** `ARRAY['a', 'b']`, `'{a,b}'`, `('a'), ('b')`, or a variable that holds a list; nothing for what a query finds. */
function itemsOf(array: string, { lists }: Constants): readonly string[] {
  const named = /^\s*(\w+)[\s)]*$/.exec(array)?.[1]?.toLowerCase();
  if (named !== undefined) return lists.get(named) ?? [];
  return written.test(array) ? listed(array) : [];
}

function listed(said: string): readonly string[] {
  const texts = (said.match(new RegExp(TEXT, "g")) ?? []).map(unquoted);
  const [whole = ""] = texts;
  return /^\{.*\}$/s.test(whole) ? whole.slice(1, -1).split(",").map((one) => one.trim().replaceAll('"', "")) : texts;
}

const execute = new RegExp(String.raw`\bexecute\s+(?:format\s*\(\s*(${TEXT})((?:\s*,\s*[^;]*?)?)\s*\)|((?:[^;']|${TEXT})+))\s*(?:;|$)`, "gi");

function statementsIn(body: string, texts: ReadonlyMap<string, string>): readonly string[] {
  return [...body.matchAll(execute)].flatMap(([, pattern, args = "", joined]) => {
    const statement = pattern === undefined ? concatenated(joined ?? "", texts) : formatted(unquoted(pattern), args.split(",").slice(1).map((one) => textOf(one, texts)));
    return statement === undefined ? [] : [statement.replace(/\s+/g, " ").replace(/;\s*$/, "")];
  });
}

/** `'ALTER TABLE ' || quote_ident(t) || ' …'`. */
function concatenated(written: string, texts: ReadonlyMap<string, string>): string | undefined {
  const parts = written.split("||").map((one) => textOf(one, texts));
  return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
}

function textOf(written: string, texts: ReadonlyMap<string, string>): string | undefined {
  const plain = written.trim().replace(/^quote_(?:ident|literal)\s*\(([\s\S]*)\)$/i, "$1").trim();
  return plain.startsWith("'") ? unquoted(plain) : (texts.get(plain.toLowerCase()) ?? eachOf(plain, texts));
}

/** `found.table_name` where each row that a query finds stands for a table. */
function eachOf(written: string, texts: ReadonlyMap<string, string>): string | undefined {
  const [, row = ""] = /^(\w+)\.\w+$/.exec(written) ?? [];
  return texts.get(row.toLowerCase()) === everyTable ? everyTable : undefined;
}

/** `%I`, `%s`, `%L` and `%1$I` in turn; undefined where something is put in that cannot be seen. */
function formatted(pattern: string, values: readonly (string | undefined)[]): string | undefined {
  let next = 0;
  const parts = pattern.split(/(%%|%(?:\d+\$)?[IsL])/).map((part) => {
    if (part === "%%") return "%";
    const [, position, kind] = /^%(?:(\d+)\$)?([IsL])$/.exec(part) ?? [];
    if (kind === undefined) return part;
    const value = values[position === undefined ? next++ : Number(position) - 1];
    return value === undefined || kind === "s" ? value : kind === "I" ? `"${value}"` : `'${value}'`;
  });
  return parts.every((part) => part !== undefined) ? parts.join("") : undefined;
}

function unquoted(text: string): string {
  return text.trim().slice(1, -1).replaceAll("''", "'");
}
