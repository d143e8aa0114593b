const known = new Map<string, readonly string[]>();

/** The words of an identifier, in lower case: `withAPIKeyOf2` is `with`, `api`, `key`, `of2`. */
export function wordsOf(name: string): readonly string[] {
  const before = known.get(name);
  if (before) return before;
  const words = split(name);
  known.set(name, words);
  return words;
}

function split(name: string): readonly string[] {
  const spaced = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2");
  return spaced.split(/[^\p{L}\d]+/u).filter(Boolean).map((word) => word.toLowerCase());
}
