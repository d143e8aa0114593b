/** The start and the end that are constant in a key's shape, such as `estates:*` or `*:list`. */
interface Ends {
  readonly head: string;
  readonly tail: string;
}

/** True when two shapes, `*` standing for any text, may say the same key. Shapes that hardly say anything are taken for different. */
export function mayBeSameKey(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.includes("*") && !b.includes("*")) return false;
  if (!/[A-Za-z]{3}/.test(headOf(a)) || !/[A-Za-z]{3}/.test(headOf(b))) return false;
  const [left, right] = [endsOf(a), endsOf(b)];
  return oneStartsOther(left.head, right.head) && (left.tail.endsWith(right.tail) || right.tail.endsWith(left.tail));
}

/** What may be one key with a member of the group may be one with all of them. */
export function groupKeys(keys: readonly string[]): readonly (readonly string[])[] {
  const groups: string[][] = [];
  for (const key of new Set(keys)) {
    const joined = groups.filter((group) => group.some((other) => mayBeSameKey(key, other)));
    const merged = [...joined.flat(), key];
    groups.splice(0, groups.length, ...groups.filter((group) => !joined.includes(group)), merged);
  }
  return groups;
}

function headOf(key: string): string {
  return endsOf(key).head;
}

function endsOf(key: string): Ends {
  const first = key.indexOf("*");
  return first < 0 ? { head: key, tail: key } : { head: key.slice(0, first), tail: key.slice(key.lastIndexOf("*") + 1) };
}

function oneStartsOther(a: string, b: string): boolean {
  return a.startsWith(b) || b.startsWith(a);
}
