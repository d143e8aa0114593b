/** A statement cut where its parameters stand: one more text than values, a value for every place where it is used. */
export interface CutStatement {
  readonly texts: readonly string[];
  readonly values: readonly unknown[];
}

// Quoted texts and comments come first, so that what looks like a parameter inside them is left alone.
const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|--[^\n]*|\/\*[\s\S]*?\*\//.source;

/** Cuts a statement with `$1`, `$2`… or with `?`, for libraries that have their own way to write a parameter. */
export function cutAtParameters(sql: string, params: readonly unknown[]): CutStatement {
  const numbered = new RegExp(`${QUOTED}|\\$(\\d+)`, "g");
  const hasNumbers = [...sql.matchAll(numbered)].some(([, number]) => number !== undefined);
  // Where parameters are numbered, a question mark is an operator of PostgreSQL.
  const pattern = hasNumbers || params.length === 0 ? numbered : new RegExp(`${QUOTED}|(\\?)`, "g");
  const texts: string[] = [];
  const values: unknown[] = [];
  let from = 0;
  for (const match of sql.matchAll(pattern)) {
    const mark = match[1];
    if (mark === undefined) continue;
    values.push(params[hasNumbers ? Number(mark) - 1 : values.length]);
    texts.push(sql.slice(from, match.index));
    from = match.index + match[0].length;
  }
  return { texts: [...texts, sql.slice(from)], values };
}
