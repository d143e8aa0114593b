/** A piece of SQL: a text in quotes or between dollars, a name with the names before it, or a sign. */
export interface Token {
  readonly kind: "text" | "name" | "sign";
  /** What a text holds, and what a name or a sign is written as. */
  readonly said: string;
  readonly start: number;
  readonly end: number;
}

const part = String.raw`(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
const pieces = new RegExp(String.raw`e?'((?:[^']|'')*)'|(\$(?:[a-z_]\w*)?\$)([\s\S]*?)\2|(${part}(?:\s*\.\s*${part})*|\$\d+|\d+)|::|:=|=>|\|\||<>|!=|<<|>>|[^\s]`, "giu");

/** The pieces of a statement or a block, whose comments are gone already. */
export function tokensOf(sql: string): readonly Token[] {
  return [...sql.matchAll(pieces)].map(({ 0: whole, 1: quoted, 3: between, 4: name, index }) => {
    const place = { start: index, end: index + whole.length };
    const text = quoted?.replaceAll("''", "'") ?? between;
    return text !== undefined ? { kind: "text", said: text, ...place } : { kind: name === undefined ? "sign" : "name", said: whole, ...place };
  });
}

/** Whether a piece is one of these words or signs. */
export function isOne(token: Token | undefined, ...words: readonly string[]): boolean {
  return token !== undefined && token.kind !== "text" && words.includes(token.said.toLowerCase());
}

/** Where the first of these stands outside of all parentheses; the end where there is none. */
export function placeOf(tokens: readonly Token[], from: number, ...words: readonly string[]): number {
  let depth = 0;
  for (let at = from; at < tokens.length; at += 1) {
    if (depth === 0 && isOne(tokens[at], ...words)) return at;
    if (isOne(tokens[at], "(", "[")) depth += 1;
    if (isOne(tokens[at], ")", "]")) depth -= 1;
  }
  return tokens.length;
}

/** The parts between these words or signs that stand outside of all parentheses. */
export function splitAt(tokens: readonly Token[], ...words: readonly string[]): readonly (readonly Token[])[] {
  const parts: (readonly Token[])[] = [];
  for (let from = 0; from <= tokens.length; ) {
    const end = placeOf(tokens, from, ...words);
    parts.push(tokens.slice(from, end));
    from = end + 1;
  }
  return parts.filter((one) => one.length > 0);
}
