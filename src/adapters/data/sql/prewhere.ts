/** What may follow a condition. */
const end = /^(?:group|order|limit|having|window|qualify|settings|format|union|intersect|except)$/i;

/** Of ClickHouse's two conditions one: `prewhere a where b` says `where (a) and (b)`. https://clickhouse.com/docs/sql-reference/statements/select/prewhere */
export function withoutPrewhere(text: string): string {
  // Most texts hold no such word, and are looked at for each way in which they may read.
  if (!/\bprewhere\b/i.test(text)) return text;
  const [word] = wordsOf(text).filter(({ name }) => /^prewhere$/i.test(name));
  if (!word) return text;
  const behind = wordsOf(text).filter(({ at, depth }) => at > word.at && depth <= word.depth);
  const close = behind.find(({ name, depth }) => depth < word.depth || end.test(name))?.at ?? text.length;
  const where = behind.find(({ name, at, depth }) => /^where$/i.test(name) && at < close && depth === word.depth)?.at;
  const first = text.slice(word.at + "prewhere".length, where ?? close);
  const said = where === undefined ? `where ${first}` : `where (${first}) and (${text.slice(where + "where".length, close)}) `;
  return withoutPrewhere(text.slice(0, word.at) + said + text.slice(close));
}

interface Word {
  /** A word, or a parenthesis that closes. */
  readonly name: string;
  readonly at: number;
  readonly depth: number;
}

function wordsOf(text: string): readonly Word[] {
  let depth = 0;
  return [...text.matchAll(/'(?:[^']|'')*'|"[^"]*"|[()]|\w+/g)].flatMap((match): readonly Word[] => {
    const [name] = match;
    if (name === "(") depth += 1;
    if (name === ")") depth -= 1;
    return /^(?:\)|\w)/.test(name) ? [{ name, at: match.index, depth }] : [];
  });
}
