/** Anything with a place in the text of a file, from its first character to the one after its last. */
interface Ranged {
  readonly range: readonly [number, number];
}

/** True where a node of a file is another one or stands within it. */
export function contains(outer: Ranged, inner: Ranged): boolean {
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
}
